import type { Principal } from '../kernel.ts'
import { valueAt } from '../model/path.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import { NULL_TEXT, orderText } from '../order.ts'
import { NO_CREDENTIAL } from '../policies/authenticate.ts'
import type { OwnerBound } from '../ports/source.ts'

/**
 * Whom a record must belong to for this caller: its consumer's `owner` value, or where the contract says so the consumer itself.
 * `undefined`: nothing is its own; so it is for who shows no credential.
 */
export function ownerFor(resource: ResourceModel, principal: Principal): string | undefined {
  if (resource.data.access[principal.audience]?.ownIs !== 'consumer') return principal.owner
  return principal.credential === NO_CREDENTIAL ? undefined : principal.consumer
}

/** What bounds a caller to its own records: the column and its value; `undefined` where the audience sees all. */
export function ownerBound(resource: ResourceModel, principal: Principal): OwnerBound | undefined {
  const column = resource.layout.owners[principal.audience]
  const owner = ownerFor(resource, principal)
  // A caller without an owner value owns nothing: no record's owner is this text.
  return column && { column: column.name, value: owner === undefined ? '' : orderText(column.schema, owner) }
}

export type FindRecord = (resource: string, key: string) => RecordBody | undefined | Promise<RecordBody | undefined>

/** Rule: a caller bound to its own records does not learn that another exists (OWASP API1:2023). */
export async function mayKnow(
  resource: ResourceModel,
  record: RecordBody,
  the: { readonly principal: Principal; readonly find: FindRecord },
): Promise<boolean> {
  const bound = ownerBound(resource, the.principal)
  if (!bound) return true
  const { value } = bound
  const column = resource.layout.owners[the.principal.audience]
  if (!column) return true
  if (!column.owner) {
    const own = orderText(column.schema, valueAt(record, column.path))
    return own !== NULL_TEXT && own === value
  }
  let here: RecordBody | undefined = record
  for (const hop of column.owner.hops) {
    const key: unknown = here?.[hop.field]
    if (typeof key !== 'string') return false
    here = await the.find(hop.resource, key)
  }
  const owner = here?.[column.owner.field]
  return typeof owner === 'string' && orderText(column.schema, owner) === value
}

export type FindRecords = (resource: string, keys: readonly string[]) => Promise<ReadonlyMap<string, RecordBody>>

/** `mayKnow` for many records: one read a step of the owner path, however many there are. */
export async function mayKnowEach(
  resource: ResourceModel,
  records: readonly RecordBody[],
  the: { readonly principal: Principal; readonly find: FindRecords },
): Promise<readonly boolean[]> {
  const { principal } = the
  const column = resource.layout.owners[principal.audience]
  if (!column?.owner) return Promise.all(records.map((record) => mayKnow(resource, record, { principal, find: () => undefined })))
  let here: readonly (RecordBody | undefined)[] = records
  for (const hop of column.owner.hops) {
    const keys = here.map((record) => record?.[hop.field])
    const wanted = new Set(keys.filter((key) => typeof key === 'string'))
    const found = wanted.size === 0 ? new Map<string, RecordBody>() : await the.find(hop.resource, [...wanted])
    here = keys.map((key) => (typeof key === 'string' ? found.get(key) : undefined))
  }
  const { field } = column.owner
  const bound = ownerBound(resource, principal)
  return here.map((record) => typeof record?.[field] === 'string' && orderText(column.schema, record[field]) === bound?.value)
}
