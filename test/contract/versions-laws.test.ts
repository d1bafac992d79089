import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { applyMergePatch } from '../../src/contract/merge-patch.ts'
import { formatPointer, parsePointer } from '../../src/contract/pointer.ts'
import type { Json, Schema, SchemaFields } from '../../src/contract/schema.ts'
import { translatorFor, type Filter, type VersionTranslator } from '../../src/contract/versions/index.ts'
import { compareText, NULL_TEXT, orderText } from '../../src/kernel/order.ts'
import { arbitraryVersions, objectOf, recordOf, valueOf, type Draw, type JsonObject } from './versions-arbitrary.ts'

/** More by hand: `BUSBAR_TEST_RUNS=20000`. */
const RUNS = Number(process.env['BUSBAR_TEST_RUNS'] ?? 400)

interface Case {
  readonly translator: VersionTranslator
  readonly draw: Draw
  readonly current: JsonObject
  readonly fields: SchemaFields
  readonly olderFields: SchemaFields
}

/** Runs a law for random records under random declarations, through one older version and through two. It answers how much it looked at. */
function law(name: string, check: (the: Case) => number): void {
  for (const version of ['v2', 'v1'])
    it(`${name} (${version === 'v2' ? 'one version back' : 'two versions back'})`, (context) => {
      let looked = 0
      fc.assert(
        fc.property(arbitraryVersions, ({ data, draw }) => {
          const translator = translatorFor(data, version)
          const resource = data.resources['Thing']
          assert.ok(resource)
          looked += check({
            translator,
            draw,
            current: recordOf(draw, resource),
            fields: resource.fields,
            olderFields: translator.data.resources['Thing']?.fields ?? {},
          })
        }),
        { numRuns: RUNS },
      )
      context.diagnostic(`${looked} compared in ${RUNS} runs`)
      assert.ok(looked > RUNS / 4, `only ${looked} compared in ${RUNS} runs`)
    })
}

describe('a record through an older version', () => {
  law('is the same record when it is sent back as it was shown', ({ translator, current }) => {
    assert.deepEqual(translator.up('Thing', translator.down('Thing', current), 'replace', current), current)
    return 1
  })

  law('is created as it was sent', ({ translator, draw, olderFields }) => {
    const sent = sayableObject({ id: 'k1', ...objectOf(draw, olderFields) }, olderFields)
    assert.deepEqual(tidy(translator.down('Thing', translator.up('Thing', sent, 'create'))), tidy(sent))
    return 1
  })

  law('is replaced by what was sent', ({ translator, draw, current, olderFields }) => {
    const before = translator.down('Thing', current)
    const sent = sayableObject({ ...before, ...objectOf(draw, olderFields) }, olderFields)
    const after = translator.up('Thing', sent, 'replace', current)
    assert.deepEqual(tidy(translator.down('Thing', after)), tidy(sent))
    return 1
  })

  law('keeps what the older version cannot express and what the writer left alone', ({ translator, draw, current, fields, olderFields }) => {
    const before = translator.down('Thing', current)
    const sent = sayableObject(changed(draw, before, olderFields), olderFields)
    const after = translator.up('Thing', sent, 'replace', current)
    let looked = 0
    for (const path of leafPaths(fields)) {
      if (!isObject(at(after, path.slice(0, -1)))) continue
      const older = translator.fieldDown('Thing', path.join('.'))
      const untouched = older === undefined || same(at(before, older.split('.')), at(sent, older.split('.')))
      // In an object that was not there before, fields get their defaults.
      if (!untouched || (older === undefined && !isObject(at(current, path.slice(0, -1))))) continue
      looked++
      assert.deepEqual(at(after, path), at(current, path), path.join('.'))
    }
    return looked
  })

  law('is patched as the older view of it would be', ({ translator, draw, current, olderFields }) => {
    const before = translator.down('Thing', current)
    const patch = patchOf(draw, sayableObject(changed(draw, before, olderFields), olderFields), before)
    const up = translator.up('Thing', patch, 'patch', current)
    const target = translator.up('Thing', applyMergePatch(before, patch) as JsonObject, 'replace', current)
    assert.deepEqual(applyMergePatch(current, up), target)
    const touches = translator.touches('Thing', patch)
    for (const name of Object.keys(up)) assert.ok(touches.has(name), `${name} is in the patch, and not said to be touched`)
    return Object.keys(up).length
  })

  law('is not changed by an empty patch, nor are the arguments', ({ translator, current }) => {
    const text = JSON.stringify(current)
    assert.deepEqual(translator.up('Thing', {}, 'patch', current), {})
    translator.down('Thing', current)
    assert.equal(JSON.stringify(current), text)
    return 1
  })
})

describe('a list through an older version', () => {
  law('has the records that pass the filter in its own terms', ({ translator, draw, current, fields, olderFields }) => {
    const paths = leafPaths(olderFields).filter((path) => isScalar(schemaAt(olderFields, path)))
    if (paths.length === 0) return 0
    const path = draw.pick(paths)
    const schema = schemaAt(olderFields, path)
    assert.ok(schema)
    const shown = translator.down('Thing', current)
    const operator = draw.pick(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in']) as Filter['operator']
    const value = (): string | null => wire(draw.flag() ? at(shown, path) : valueOf(draw, schema))
    const values = operator === 'in' ? [value(), value()] : [value()]
    const filter: Filter = { field: path.join('.'), operator, values }
    const up = translator.filterUp('Thing', filter)
    const expected = passes(shown, filter, schema)
    if (up.kind === 'constant') assert.equal(passes({ x: up.value }, { ...filter, field: 'x' }, up.schema), expected)
    else if (up.kind === 'nothing') assert.equal(expected, false)
    else if (up.kind === 'filters')
      assert.equal(
        up.filters.every((one) => passes(current, one, schemaAt(fields, one.field.split('.')) ?? { kind: 'string' })),
        expected,
        JSON.stringify([filter, up, shown, current]),
      )
    else assert.ok(up.kind === 'refused' && (/values in the current version/.test(up.detail) || schema.doc === 'constant'), JSON.stringify(up))
    return up.kind === 'filters' ? 1 : 0
  })

  law('is in the order of its own values', ({ translator, draw, current, fields, olderFields }) => {
    const others = Array.from({ length: 8 }, () => ({ ...current, ...objectOf(draw, fields) }))
    let looked = 0
    for (const path of leafPaths(olderFields)) {
      const schema = schemaAt(olderFields, path)
      if (!schema || !isScalar(schema)) continue
      const up = translator.sortUp('Thing', path.join('.'))
      if (up.kind === 'constant') continue
      if (up.kind === 'refused') {
        assert.ok(schema.kind === 'enum' || schema.doc === 'constant')
        continue
      }
      assert.ok(up.kind === 'field')
      const newer = up.field.split('.')
      const type = schemaAt(fields, newer)
      assert.ok(type)
      const sorted = others.toSorted((a, b) => compareText(orderText(type, at(a, newer)), orderText(type, at(b, newer))))
      const texts = sorted.map((record) => orderText(schema, at(translator.down('Thing', record), path)))
      for (const [i, text] of texts.entries())
        assert.ok(i === 0 || compareText(texts[i - 1] ?? '', text) <= 0, `${path.join('.')} by ${up.field}: ${texts.join(' ')}`)
      looked++
    }
    return looked
  })
})

describe('an error pointer through an older version', () => {
  law('names what shows the value, or what is around it', ({ translator, draw, current }) => {
    const pointers = valuePointers(current)
    const pointer = draw.pick(pointers)
    const tokens = parsePointer(pointer) ?? []
    const before = translator.down('Thing', current)
    const after = translator.down('Thing', withMark(current, tokens) as JsonObject)
    const shown = translator.pointerDown('Thing', pointer)
    // Whatever the older version shows differently lies at the pointer or below it.
    const found = differences(before, after, [])
    for (const difference of found) assert.ok(formatPointer(difference).startsWith(shown), `${pointer} → ${shown}, but ${formatPointer(difference)} differs`)
    // And what the pointer names is there.
    assert.notEqual(at(before, parsePointer(shown) ?? []), undefined, `${pointer} → ${shown}`)
    return found.length
  })
})

// ---- what older callers can say ----------------------------------------------------------------

/** Leaves out what the older version cannot say: second names of a value, constants with another value. */
function sayable(value: Json, schema: Schema): Json {
  if (schema.doc === 'constant') return 'constant'
  if (typeof value === 'string')
    return schema.kind === 'enum' && value.includes('-too') ? (schema.values.find((name) => !name.includes('-too')) ?? value) : value
  if (Array.isArray(value)) return (value as readonly Json[]).map((inner) => (schema.kind === 'list' ? sayable(inner, schema.of) : inner))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const field = schema.kind === 'object' ? schema.fields[name] : schema.kind === 'map' ? schema.of : undefined
      return [name, field ? sayable(inner, field) : inner]
    }),
  )
}

function sayableObject(value: JsonObject, fields: SchemaFields): JsonObject {
  return sayable(value, { kind: 'object', fields }) as JsonObject
}

/** An object of the older version alone says nothing when it is empty; constants are always shown. */
function tidy(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(tidy)
  if (!isObject(value)) return value
  const entries = Object.entries(value).map(([name, inner]): [string, Json] => [name, tidy(inner)])
  return Object.fromEntries(entries.filter(([, inner]) => inner !== 'constant' && !(isObject(inner) && Object.keys(inner).length === 0)))
}

function changed(draw: Draw, before: JsonObject, fields: SchemaFields): JsonObject {
  const out: { [name: string]: Json } = { ...before }
  for (const [name, schema] of Object.entries(fields)) {
    if (draw.flag()) continue
    const value = out[name]
    if (schema.kind === 'object' && isObject(value) && draw.flag()) out[name] = changed(draw, value, schema.fields)
    else {
      const next = valueOf(draw, schema)
      if (next === undefined) delete out[name]
      else out[name] = next
    }
  }
  return out
}

/** A merge patch that leads from one object to the other, or, since it cannot set null, near it. */
function patchOf(draw: Draw, to: JsonObject, from: JsonObject): JsonObject {
  const out: { [name: string]: Json } = {}
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const value = to[name]
    if (same(value, from[name]) && draw.nat(3) > 0) continue
    if (value === undefined || value === null) out[name] = null
    else out[name] = isObject(value) && isObject(from[name]) ? patchOf(draw, value, from[name]) : value
  }
  return out
}

// ---- looking at values -------------------------------------------------------------------------

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  let here = value
  for (const segment of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, segment)) return undefined
    here = (here as JsonObject)[segment]
  }
  return here
}

/** Paths of all that is no object. */
function leafPaths(fields: SchemaFields, above: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(fields).flatMap(([name, schema]) => (schema.kind === 'object' ? leafPaths(schema.fields, [...above, name]) : [[...above, name]]))
}

function schemaAt(fields: SchemaFields, path: readonly string[]): Schema | undefined {
  const [name = '', ...rest] = path
  const schema = fields[name]
  return rest.length === 0 || !schema ? schema : schema.kind === 'object' ? schemaAt(schema.fields, rest) : undefined
}

function isScalar(schema: Schema | undefined): boolean {
  return schema !== undefined && !['object', 'list', 'map'].includes(schema.kind)
}

function wire(value: Json | undefined): string | null {
  return value === undefined || value === null ? null : String(value)
}

/** As the kernel compares. */
function passes(record: JsonObject, filter: Filter, schema: Schema): boolean {
  const encode = (text: string | null): string =>
    text === null ? NULL_TEXT : orderText(schema, schema.kind === 'integer' ? Number(text) : schema.kind === 'boolean' ? text === 'true' : text)
  const value = orderText(schema, at(record, filter.field.split('.')))
  const values = filter.values.map(encode)
  const order = compareText(value, values[0] ?? '')
  switch (filter.operator) {
    case 'eq':
      return order === 0
    case 'ne':
      return order !== 0
    case 'in':
      return values.includes(value)
    case 'gt':
      return value !== NULL_TEXT && order > 0
    case 'gte':
      return value !== NULL_TEXT && order >= 0
    case 'lt':
      return value !== NULL_TEXT && order < 0
    case 'lte':
      return value !== NULL_TEXT && order <= 0
  }
}

/** Pointers to every value that is no object or list. */
function valuePointers(value: Json, above: readonly string[] = []): readonly string[] {
  if (typeof value !== 'object' || value === null) return [formatPointer(above)]
  return Object.entries(value).flatMap(([name, inner]) => valuePointers(inner as Json, [...above, name]))
}

/** The value at the end of `tokens` replaced by one that no field has. */
function withMark(value: Json, tokens: readonly string[]): Json {
  const [name, ...rest] = tokens
  if (name === undefined) return '!'
  if (Array.isArray(value)) return (value as readonly Json[]).map((inner, i) => (String(i) === name ? withMark(inner, rest) : inner))
  return isObject(value) ? { ...value, [name]: withMark(value[name] ?? null, rest) } : value
}

function differences(a: Json | undefined, b: Json | undefined, above: readonly string[]): readonly (readonly string[])[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b ? [] : [above]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) => differences((a as JsonObject)[name], (b as JsonObject)[name], [...above, name]))
}
