/** The member of the header `baggage` that says how often something went round (`kernel/policies/hops.ts`). */
const MEMBER = 'busbar-hops'
/** Several systems may have put theirs together; a caller that shows more shows nothing. */
const MOST_MEMBERS = 64

/**
 * What a delivery carries: W3C Baggage, 3.3. A receiver whose outgoing requests are instrumented (OpenTelemetry hands on
 * `baggage` unless it is told otherwise) shows it without knowing of it; whoever is not copies the header.
 */
export function hopsBaggage(token: string): string {
  return `${MEMBER}=${token}`
}

/** What a caller shows of it, for `Call.hops`: the values of our member, separated by spaces; `undefined` without one. */
export function hopsIn(baggage: string | readonly string[] | undefined): string | undefined {
  if (typeof baggage !== 'string' || !baggage.includes(MEMBER)) return undefined
  let shown: string | undefined
  for (const member of baggage.split(',', MOST_MEMBERS)) {
    // Behind `;` are properties of the member.
    const [pair = ''] = member.split(';', 1)
    const equals = pair.indexOf('=')
    if (equals === -1 || pair.slice(0, equals).trim() !== MEMBER) continue
    const value = pair.slice(equals + 1).trim()
    shown = shown === undefined ? value : `${shown} ${value}`
  }
  return shown
}
