import type { Audience, ResourceData } from '../../contract/data.ts'
import { SYSTEM_FIELDS } from '../../contract/schema.ts'

/** What one audience may see of a resource's records, and how a record is cut down to it. Compiled once. */
export interface Projection {
  /** Field names that this audience sees. */
  readonly visible: ReadonlySet<string>
  /** The stored text may go out as it is. */
  readonly full: boolean
  /** A record cut down to `fields`, or to all visible ones. */
  cut(record: { readonly [name: string]: unknown }, fields?: ReadonlySet<string>): { [name: string]: unknown }
}

export function projectionOf(resource: ResourceData, audience: Audience): Projection {
  const access = resource.access[audience]
  const names = [resource.key.field, ...Object.keys(resource.fields), ...(resource.external ? ['externalRefs'] : []), ...Object.keys(SYSTEM_FIELDS)]
  const visible = new Set<string>()
  let stored = 0
  for (const name of names) {
    const schema = resource.fields[name]
    const system = name === resource.key.field || Object.hasOwn(SYSTEM_FIELDS, name)
    if (schema?.kind !== 'many') stored++
    if (schema?.writeOnly) continue
    if (!system && access?.show && !access.show.includes(name)) continue
    if (!system && access?.hide?.includes(name)) continue
    visible.add(name)
  }
  const shown = [...visible].filter((name) => resource.fields[name]?.kind !== 'many')
  return {
    visible,
    full: shown.length === stored,
    cut(record, fields) {
      const out: { [name: string]: unknown } = {}
      for (const name of shown) {
        const value = record[name]
        if (value !== undefined && (fields === undefined || fields.has(name))) out[name] = value
      }
      return out
    },
  }
}
