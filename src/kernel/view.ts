import type { Principal } from './kernel.ts'
import type { VersionModel } from './model/model.ts'
import type { RecordBody, ResourceModel } from './model/resource.ts'
import { EXTERNAL_REFS_FIELD } from '../contract/json-schema.ts'
import { SYSTEM_FIELDS } from '../contract/schema.ts'
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

export function viewOf(
  resource: ResourceModel,
  the: { readonly version: VersionModel; readonly principal: Principal; readonly fields: readonly string[] | undefined },
): View {
  const { version, principal, fields } = the
  if (fields !== undefined) return make(resource, version, { audience: principal.audience, fields })
  let byResource = plain.get(version)
  if (!byResource) plain.set(version, (byResource = new WeakMap()))
  let byAudience = byResource.get(resource)
  if (!byAudience) byResource.set(resource, (byAudience = {}))
  return (byAudience[principal.audience] ??= make(resource, version, { audience: principal.audience, fields }))
}

function make(
  resource: ResourceModel,
  version: VersionModel,
  of: { readonly audience: Principal['audience']; readonly fields: readonly string[] | undefined },
): View {
  const projection = resource.projections[of.audience]
  const translator = version.older?.translator
  const same = !translator || translator.isSame(resource.name)
  const full = projection.full && same && of.fields === undefined
  const base = (projection.full ? 'f' : of.audience) + (same ? '' : version.version)
  const { name } = resource
  if (of.fields === undefined)
    return { name: base, full, show: same ? (record) => projection.cut(record) : (record) => translator.down(name, projection.cut(record)) }
  if (!same) {
    const fields = new Set(of.fields)
    const shown = translator.data.resources[translator.resourceDown(name) ?? '']
    const hidden = [...fields].find(
      (field) =>
        !shown ||
        !(Object.hasOwn(shown.fields, field) || field === shown.key.field || SYSTEM.has(field) || (shown.external === true && field === EXTERNAL_REFS_FIELD)) ||
        !isVisible(translator.fieldUp(name, field), projection.visible),
    )
    if (hidden !== undefined)
      throw refuse('invalid-filter', `There is no field '${hidden}' to show.`, {
        errors: [{ parameter: 'fields', detail: `'${hidden}' is not a field of this resource` }],
      })
    fields.add(shown?.key.field ?? '')
    return {
      name: `${base}.${[...fields].sort().join('.')}`,
      full,
      show: (record) => Object.fromEntries(Object.entries(translator.down(name, projection.cut(record))).filter(([field]) => fields.has(field))),
    }
  }
  const fields = new Set(of.fields)
  for (const field of fields)
    if (!projection.visible.has(field))
      throw refuse('invalid-filter', `There is no field '${field}' to show.`, {
        errors: [{ parameter: 'fields', detail: `'${field}' is not a field of this resource` }],
      })
  fields.add(resource.data.key.field)
  return { name: `${base}.${[...fields].sort().join('.')}`, full, show: (record) => projection.cut(record, fields) }
}

const SYSTEM: ReadonlySet<string> = new Set(Object.keys(SYSTEM_FIELDS))

/** A constant stands for no current field, and everyone sees it. */
function isVisible(field: string | undefined, visible: ReadonlySet<string>): boolean {
  return field === undefined || visible.has(field.split('.')[0] ?? '')
}
