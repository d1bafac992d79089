import { misfit } from '../check/fit.ts'
import type { FieldChange } from '../data.ts'
import type { Schema, SchemaFields } from '../schema.ts'
import { recordFields, type Facing, type Hop } from './hop.ts'
import { olderPath } from './older-contract.ts'
import { locateDown } from './path.ts'
import { BAD, type Report } from './report.ts'
import type { Field, Lens, Shape } from './shape.ts'

/** What the fields of every shape need beyond a place: values that fit, defaults where they are due, references that lead somewhere. */
export function checkFields(hop: Hop, report: Report): void {
  const { change, newer } = hop
  for (const [name, its] of hop.resources) {
    const data = newer.resources[name]
    if (!data) continue
    const place = `resources.${name}`
    const own = change.resources[name]
    const writes = data.standard.includes('create') || data.standard.includes('update')
    checkFacing(
      hop,
      { facing: its.record, place: `${place}.fields`, fields: recordFields(data), changes: own?.fields, creates: data.standard.includes('create'), writes },
      report,
    )
    checkLists(hop, { name, report })
    for (const [command, { input, output }] of its.commands) {
      const at = `${place}.commands.${command}`
      checkFacing(
        hop,
        {
          facing: input,
          place: `${at}.input`,
          fields: data.commands[command]?.input ?? {},
          changes: own?.commands?.[command]?.input,
          creates: true,
          writes: true,
        },
        report,
      )
      checkFacing(
        hop,
        {
          facing: output,
          place: `${at}.output`,
          fields: data.commands[command]?.output ?? {},
          changes: own?.commands?.[command]?.output,
          creates: false,
          writes: false,
        },
        report,
      )
    }
    for (const [event, { data: facing }] of its.events)
      checkFacing(
        hop,
        {
          facing,
          place: `${place}.events.${event}.data`,
          fields: data.events[event] ?? {},
          changes: own?.events?.[event]?.data,
          creates: false,
          writes: false,
        },
        report,
      )
  }
  for (const [name, { input, output }] of hop.operations) {
    const data = newer.operations[name]
    checkFacing(
      hop,
      { facing: input, place: `operations.${name}.input`, fields: data?.input ?? {}, changes: change.operations?.[name]?.input, creates: true, writes: true },
      report,
    )
    checkFacing(
      hop,
      {
        facing: output,
        place: `operations.${name}.output`,
        fields: data?.output ?? {},
        changes: change.operations?.[name]?.output,
        creates: false,
        writes: false,
      },
      report,
    )
  }
  for (const [name, { data: facing }] of hop.events)
    checkFacing(
      hop,
      { facing, place: `events.${name}.data`, fields: newer.events[name]?.data ?? {}, changes: change.events?.[name]?.data, creates: false, writes: false },
      report,
    )
  for (const [code, { detail }] of hop.faults)
    checkFacing(
      hop,
      {
        facing: detail,
        place: `faults.${code}.detail`,
        fields: newer.faults[code]?.detail ?? {},
        changes: change.faults?.[code]?.detail,
        creates: false,
        writes: false,
      },
      report,
    )
}

interface Checked {
  readonly facing: Facing
  readonly place: string
  readonly fields: SchemaFields
  readonly changes: readonly FieldChange[] | undefined
  /** The older version makes new ones. */
  readonly creates: boolean
  readonly writes: boolean
}

function checkFacing(hop: Hop, it: Checked, report: Report): void {
  for (const [i, change] of (it.changes ?? []).entries()) {
    const problem = unfitting(change, it.fields)
    if (problem !== undefined) report({ ...BAD.value, place: `${it.place}[${i}]`, message: problem })
  }
  eachLeaf(it.facing.shape.fields, (path, leaf) => {
    if (!leaf.older) return
    const missing = referenceOutside(hop, leaf.schema)
    if (missing !== undefined)
      report({ ...BAD.reference, place: it.place, message: `'${path.join('.')}' refers to ${missing}, which this version does not have.` })
  })
  if (it.facing.same || !it.writes) return
  checkMissing(it.facing.shape, { creates: it.creates, top: true, path: [] }, (path) =>
    report({ ...BAD.missing, place: it.place, message: `What this version creates would be without '${path.join('.')}', which the newer version needs.` }),
  )
  checkElements(it.facing.shape, (path) =>
    report({
      ...BAD.elements,
      place: it.place,
      message: `Elements of '${path.join('.')}' hold more than this version shows, and are told apart by value and position: one that is changed while others come or go loses it.`,
    }),
  )
}

function unfitting(change: FieldChange, fields: SchemaFields): string | undefined {
  if (change.change === 'constant') {
    const problem = misfit(change.schema, change.value)
    return problem && `The constant '${change.from}' does not fit its own type: ${problem}.`
  }
  const value = change.change === 'default' ? change.value : 'otherwise' in change ? change.otherwise : undefined
  const schema = value === undefined ? undefined : schemaAt({ kind: 'object', fields }, change.to.split('.'))
  const problem = schema && value !== undefined ? misfit(schema, value) : undefined
  return problem && `The value for '${change.to}' does not fit: ${problem}.`
}

function schemaAt(schema: Schema, path: readonly string[]): Schema | undefined {
  const [name, ...rest] = path
  if (name === undefined) return schema
  if (schema.kind === 'list' || schema.kind === 'map') return schemaAt(schema.of, path)
  const inner = schema.kind === 'object' && Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined
  return inner && schemaAt(inner, rest)
}

function eachLeaf(
  fields: readonly Field[],
  visit: (path: readonly string[], leaf: Extract<Field, { kind: 'leaf' }>) => void,
  above: readonly string[] = [],
): void {
  for (const field of fields) {
    const path = [...above, field.name]
    if (field.kind === 'branch') eachLeaf(field.fields, visit, path)
    else {
      const inner = field.older && elementsOf(field.lens)
      if (inner) eachLeaf(inner.shape.fields, visit, path)
      else visit(path, field)
    }
  }
}

/** The shape of the objects in a list or map, however deep, and whether they are told apart by a field. */
function elementsOf(lens: Lens, matched = true): { readonly shape: Shape; readonly matched: boolean } | undefined {
  if (lens.kind === 'list') return elementsOf(lens.of, matched && lens.by !== undefined)
  if (lens.kind === 'map') return elementsOf(lens.of, matched)
  return lens.kind === 'fields' ? { shape: lens.shape, matched } : undefined
}

function referenceOutside(hop: Hop, schema: Schema): string | undefined {
  switch (schema.kind) {
    case 'ref':
      return hop.resources.has(schema.resource) ? undefined : schema.resource
    case 'many':
      return !hop.resources.has(schema.resource)
        ? schema.resource
        : olderPath(hop, schema.resource, schema.via) === undefined
          ? `${schema.resource}.${schema.via}`
          : undefined
    case 'list':
    case 'map':
      return referenceOutside(hop, schema.of)
    case 'object':
      return Object.values(schema.fields)
        .map((inner) => referenceOutside(hop, inner))
        .find((name) => name !== undefined)
    default:
      return undefined
  }
}

interface Around {
  readonly creates: boolean
  /** Defaults of the contract fill a record's own fields only. */
  readonly top: boolean
  readonly path: readonly string[]
}

/** Required fields that nothing gives a value: the older version has no place for them, and there is no default. */
function checkMissing(shape: Shape, around: Around, missing: (path: readonly string[]) => void): void {
  for (const field of shape.fields) missingIn(field, around, missing)
}

function missingIn(field: Field, around: Around, missing: (path: readonly string[]) => void): void {
  const path = [...around.path, field.name]
  const { schema } = field
  if (field.kind === 'branch') {
    const made = field.shown || field.older !== undefined || field.required || hasFill(field)
    if (made) for (const inner of field.fields) missingIn(inner, { creates: around.creates || !field.required, top: false, path }, missing)
    return
  }
  if (field.older) {
    const elements = elementsOf(field.lens)
    if (elements) checkMissing(elements.shape, { creates: true, top: false, path }, missing)
    return
  }
  const given =
    field.fill !== undefined ||
    schema.optional ||
    schema.readOnly ||
    schema.kind === 'state' ||
    schema.kind === 'many' ||
    (around.top && schema.default !== undefined)
  if (around.creates && !given) missing(path)
}

function hasFill(field: Field): boolean {
  return field.kind === 'leaf' ? field.fill !== undefined : field.fields.some(hasFill)
}

function checkElements(shape: Shape, found: (path: readonly string[]) => void): void {
  const visit = (fields: readonly Field[], above: readonly string[]): void => {
    for (const field of fields) {
      const path = [...above, field.name]
      if (field.kind === 'branch') visit(field.fields, path)
      const elements = field.kind === 'leaf' && field.older ? elementsOf(field.lens) : undefined
      if (!elements) continue
      if (!elements.matched && hidesSomething(elements.shape.fields)) found(path)
      visit(elements.shape.fields, path)
    }
  }
  visit(shape.fields, [])
}

function hidesSomething(fields: readonly Field[]): boolean {
  return fields.some((field) => {
    if (field.kind === 'branch') return hidesSomething(field.fields)
    if (!field.older) return true
    return field.lens.kind === 'convert' ? !field.lens.conversion.injective : hidesSomething(elementsOf(field.lens)?.shape.fields ?? [])
  })
}

/** Declared lists that callers of the older version cannot use, or only within the bounded scan. */
function checkLists(hop: Hop, { name, report }: { readonly name: string; readonly report: Report }): void {
  const shape = hop.resources.get(name)?.record.shape
  for (const [i, list] of (hop.newer.resources[name]?.lists ?? []).entries()) {
    const lens = (path: string): Lens | undefined => {
      const located = shape && locateDown(shape, path.split('.'))
      return located?.kind === 'field' ? located.lens : undefined
    }
    const sort = list.sort === undefined ? undefined : lens(list.sort)
    if (sort?.kind === 'convert' && !sort.conversion.ordered)
      report({
        ...BAD.list,
        place: `resources.${name}`,
        message: `lists[${i}]: '${list.sort ?? ''}' has another order in this version; sorting by it is refused there.`,
      })
    for (const path of list.equal) {
      const equal = lens(path)
      if (equal?.kind === 'convert' && !equal.conversion.injective)
        report({
          ...BAD.list,
          place: `resources.${name}`,
          message: `lists[${i}]: one value of '${path}' in this version can stand for several; asking for it is answered within the bounded scan.`,
        })
    }
  }
}
