import type { LimitState, Notices } from '../kernel/outcome.ts'
import type { Headers } from './headers.ts'

/** What goes along with an answer of any status. `links` say where a deprecated version is explained, and what follows it. */
export function addNotices(headers: Headers, notices: Notices, links?: string): void {
  const { limits } = notices
  if (limits !== undefined && limits.length > 0) addLimits(headers, limits)
  // RFC 9745, 2.1: a structured date, unlike Sunset, which is an HTTP-date (RFC 8594, 3).
  if (notices.deprecated !== undefined) setDate(headers, 'deprecation', notices.deprecated)
  if (notices.sunset !== undefined) {
    const at = Date.parse(notices.sunset)
    if (!Number.isNaN(at)) headers['sunset'] = new Date(at).toUTCString()
  }
  if (links !== undefined && (notices.deprecated !== undefined || notices.sunset !== undefined)) addLink(headers, links)
  if (notices.credentialEnds !== undefined) setDate(headers, 'credential-ends', notices.credentialEnds)
}

/** Several links share one field, separated by commas (RFC 8288, 3). */
export function addLink(headers: Headers, link: string): void {
  const there = headers['link']
  headers['link'] = there === undefined ? link : `${String(there)}, ${link}`
}

function setDate(headers: Headers, name: string, instant: string): void {
  const at = Date.parse(instant)
  if (!Number.isNaN(at)) headers[name] = `@${Math.floor(at / 1000)}`
}

/** draft-ietf-httpapi-ratelimit-headers-11: a list of items each, the policy's name with its parameters. */
function addLimits(headers: Headers, limits: readonly LimitState[]): void {
  let policies = ''
  let states = ''
  for (const limit of limits) {
    if (policies !== '') {
      policies += ', '
      states += ', '
    }
    policies += `"${limit.name}";q=${limit.quota}`
    policies += limit.window > 0 ? `;w=${limit.window}` : ';qu="concurrent-requests"'
    states += `"${limit.name}";r=${Math.max(0, Math.floor(limit.remaining))}`
    if (limit.window > 0) states += `;t=${Math.max(0, Math.ceil(limit.reset))}`
  }
  headers['ratelimit-policy'] = policies
  headers['ratelimit'] = states
}
