/** A target cannot make us wait longer than this. */
export const MOST_RETRY_AFTER_MS = 24 * 3_600_000

/** `Retry-After` (RFC 9110, 10.2.3), seconds or a date, as milliseconds from now; `undefined` where it is absent or no such thing. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  const ms = /^[0-9]{1,15}$/.test(text) ? Number(text) * 1000 : HTTP_DATE.test(text) ? Date.parse(text) - now : Number.NaN
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MOST_RETRY_AFTER_MS)
}

/** IMF-fixdate and the two obsolete forms begin with a day's name; what `Date.parse` takes beyond them is none. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/
