import { canonicalJson } from '../../contract/canonical.ts'
import { parseTarget } from '../../kernel/policies/target/url.ts'
import type { WebhookEndpointRecord } from '../../kernel/ports/webhook.ts'

/** What is shown to the target itself. */
const SHOWN = ['oauth', 'oauthClientSecret', 'clientCertificate', 'clientKey'] as const
const VERIFIED = { state: 'unverified', reason: null, verifiedAt: null, verifiedBy: null, verifyRequestedAt: null } as const

/**
 * Rule: what was given for one host is never sent to another. With a new scheme, host or port what is shown there is forgotten, unless it
 * came anew with it, and the new one has to agree. With a new address of the tokens the client's secret is forgotten.
 */
export function forgotten(before: WebhookEndpointRecord, record: WebhookEndpointRecord): { readonly [field: string]: unknown } {
  const out: { [field: string]: unknown } = {}
  const kept = (field: (typeof SHOWN)[number]): boolean => record[field] !== undefined && sameValue(before[field], record[field])
  if (isElsewhere(before.url, record.url)) {
    for (const field of SHOWN) if (kept(field)) out[field] = null
    // A patch of some headers leaves the others as they were: each counts by itself.
    const anew = Object.entries(record.headers ?? {}).filter(([name, value]) => before.headers?.[name] !== value)
    out['headers'] = anew.length === 0 ? null : Object.fromEntries(anew)
    Object.assign(out, VERIFIED)
  }
  if (before.oauth && record.oauth && originOf(before.oauth.tokenUrl) !== originOf(record.oauth.tokenUrl) && kept('oauthClientSecret'))
    out['oauthClientSecret'] = null
  return out
}

/** Whether two URLs differ in scheme, host or port. */
export function isElsewhere(a: string, b: string): boolean {
  return originOf(a) !== originOf(b)
}

/** Scheme, host and port; of what is no URL nothing is the same. */
function originOf(url: string): string | symbol {
  return parseTarget(url)?.origin ?? Symbol(url)
}

function sameValue(a: unknown, b: unknown): boolean {
  return canonicalJson(a as never) === canonicalJson(b as never)
}
