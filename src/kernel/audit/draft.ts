import { hash } from 'node:crypto'
import { textJson } from '../../contract/json-text.ts'
import type { Call } from '../call.ts'
import { instantOf } from '../instant.ts'
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
  const header = `{"address":${textJson(of.call.address)},"at":"${instantOf(of.at)}","consumer":${textJson(of.principal.consumer)},"credential":${textJson(of.principal.credential)},"digest":"${digest}","key":${textJson(of.key)},"operation":${textJson(of.operation)},"outcome":${textJson(of.outcome)},"protocol":${textJson(of.call.protocol)},"request":${textJson(of.call.requestId)}}`
  return { at: of.at, header, payload: of.payload, salt: of.salt }
}
