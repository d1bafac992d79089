import { hash } from 'node:crypto'
import type { Call } from '../call.ts'
import type { Principal } from '../kernel.ts'
import type { AuditDraft } from '../ports/store.ts'

/** An audit record: a header that is chained, and beside it the salted payload that it holds the digest of. */
export function auditDraft(of: {
  readonly at: number
  readonly call: Pick<Call, 'protocol' | 'address' | 'requestId'>
  readonly principal: Pick<Principal, 'consumer' | 'credential'>
  readonly operation: string
  readonly key: string
  readonly outcome: string
  readonly payload: string
  readonly salt: string
}): AuditDraft {
  const digest = hash('sha256', of.salt + of.payload, 'hex')
  // Canonical JSON (RFC 8785): members in order, no white space.
  const header = `{"address":${JSON.stringify(of.call.address)},"at":${JSON.stringify(new Date(of.at).toISOString())},"consumer":${JSON.stringify(of.principal.consumer)},"credential":${JSON.stringify(of.principal.credential)},"digest":"${digest}","key":${JSON.stringify(of.key)},"operation":${JSON.stringify(of.operation)},"outcome":${JSON.stringify(of.outcome)},"protocol":${JSON.stringify(of.call.protocol)},"request":${JSON.stringify(of.call.requestId)}}`
  return { at: of.at, header, payload: of.payload, salt: of.salt }
}
