import type { Principal } from './kernel.ts'
import type { VersionModel } from './model/model.ts'
import type { RecordBody, ResourceModel } from './model/resource.ts'
import { refuse } from './refusal.ts'

/** How one caller sees the records of one resource: version, audience, fields. */
export interface View {
  /** Stands for it in entity tags. */
  readonly name: string
  /** The stored text may go out as it is. */
  readonly full: boolean
  show(record: RecordBody): { [field: string]: unknown }
}

const plain = new WeakMap<VersionModel, WeakMap<ResourceModel, { [audience: string]: View }>>()

export function viewOf(resource: ResourceModel, the: { readonly version: VersionModel; readonly principal: Principal; readonly fields: readonly string[] | undefined }): View {
  const { version, principal, fields } = the
  if (fields !== undefined) return make(resource, version, { audience: principal.audience, fields })
  let byResource = plain.get(version)
  if (!byResource) plain.set(version, (byResource = new WeakMap()))
  let byAudience = byResource.get(resource)
  if (!byAudience) byResource.set(resource, (byAudience = {}))
  return (byAudience[principal.audience] ??= make(resource, version, { audience: principal.audience, fields }))
}

function make(resource: ResourceModel, version: VersionModel, of: { readonly audience: Principal['audience']; readonly fields: readonly string[] | undefined }): View {
  const projection = resource.projections[of.audience]
  const full = projection.full && of.fields === undefined
  const base = projection.full ? 'f' : of.audience
  if (of.fields === undefined) return { name: base, full, show: (record) => projection.cut(record) }
  const fields = new Set(of.fields)
  for (const field of fields)
    if (!projection.visible.has(field)) throw refuse('invalid-filter', `There is no field '${field}' to show.`, { errors: [{ parameter: 'fields', detail: `'${field}' is not a field of this resource` }] })
  fields.add(resource.data.key.field)
  return { name: `${base}.${[...fields].sort().join('.')}`, full, show: (record) => projection.cut(record, fields) }
}
