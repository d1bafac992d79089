import type { Audience, ContractData, ResourceData } from './data.ts'
import { SYSTEM_FIELDS } from './schema.ts'

/** Whether this audience sees a field of a record it may read. Key and system fields are always seen. */
export function showsField(resource: ResourceData, audience: Audience, field: string): boolean {
  if (field === resource.key.field || Object.hasOwn(SYSTEM_FIELDS, field)) return true
  const access = resource.access[audience]
  if (access?.show && !access.show.includes(field)) return false
  return !access?.hide?.includes(field)
}

export function mayDo(resource: ResourceData, audience: Audience, operation: string): boolean {
  const can = resource.access[audience]?.can ?? []
  return can.includes('*') || can.includes(operation)
}

/** The resources with which an audience can do something at all; the others it does not know. */
export function knownResources(contract: ContractData, audience: Audience): ReadonlySet<string> {
  const known = new Set<string>()
  for (const [name, resource] of Object.entries(contract.resources)) if ((resource.access[audience]?.can.length ?? 0) > 0) known.add(name)
  return known
}
