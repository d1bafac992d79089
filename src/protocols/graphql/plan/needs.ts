import { isObjectType, type FieldNode } from 'graphql'
import { collectFields, selectionsOf } from './collect.ts'
import { sourceOf, type Shaping } from './complete.ts'

/** What a call must show so that a selection can be answered from it. */
export interface Needs {
  /** Fields of the records themselves, in the contract's names. */
  readonly fields: readonly string[]
  readonly include: readonly string[]
  /** Somewhere a record and its key are both wanted. */
  readonly referenceKeys: boolean
}

export const NOTHING: Needs = { fields: [], include: [], referenceKeys: false }

/** Of a record type selected by these fields: they become `fields` and `include` of one call. */
export function needsOf(the: Shaping, type: string, selected: readonly FieldNode[]): Needs {
  const object = the.schema.getType(type)
  if (!isObjectType(object)) return NOTHING
  const fields = new Set<string>()
  const include = new Set<string>()
  const keys = new Set<string>()
  let referenceKeys = false
  for (const nodes of collectFields(the, object, selectionsOf(selected)).values()) {
    const name = nodes[0]?.name.value ?? ''
    if (name === '__typename') continue
    const source = sourceOf(the.model, type, name)
    if (!source) fields.add(name)
    else if (source.kind === 'key') {
      fields.add(source.from)
      keys.add(source.from)
    } else if (source.kind !== 'node-id') {
      if (source.kind === 'record') fields.add(source.from)
      const below = needsOf(the, behind(the, type, name), nodes)
      if (below.include.length === 0) include.add(source.from)
      for (const path of below.include) include.add(`${source.from}.${path}`)
      referenceKeys ||= below.referenceKeys
    }
  }
  for (const path of include) if (keys.has(path.split('.', 1)[0] ?? '')) referenceKeys = true
  return { fields: [...fields], include: [...include], referenceKeys }
}

/** The record type behind a reference or has-many: its SDL without brackets and marks. */
function behind(the: Shaping, type: string, field: string): string {
  const known = the.model.types.get(type)
  return known && 'fields' in known ? (known.fields[field]?.type ?? '').replace(/[[\]!]/g, '') : ''
}

export function together(all: readonly Needs[]): Needs {
  return {
    fields: [...new Set(all.flatMap(({ fields }) => fields))],
    include: [...new Set(all.flatMap(({ include }) => include))],
    referenceKeys: all.some(({ referenceKeys }) => referenceKeys),
  }
}
