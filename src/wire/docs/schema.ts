import type { Json } from '../../contract/schema.ts'
import { isNode, listOf, nameOf, nodeOf, textOf, type Lookup, type Node } from './lookup.ts'
import { html, inline, type Markup } from './markup.ts'

/** The fields of an object schema as a table, nested ones by dotted paths. */
export function fieldTable(schema: Node, lookup: Lookup): Markup | undefined {
  const rows = rowsOf(schema, '', lookup)
  if (rows.length === 0) return undefined
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Field</th>
        <th scope="col">Type</th>
        <th scope="col">Meaning</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

/** A value's type in a few words: `string (date-time)`, `decimal, 12 digits, 3 of them behind the point`, `list of Lot`. */
export function typeOf(schema: Node): Markup {
  if (typeof schema.$ref === 'string') return linkTo(nameOf(schema.$ref))
  const choices = [...listOf(schema.anyOf), ...listOf(schema.oneOf)]
  if (choices.length > 0) return html`${choices.map((choice, index) => html`${index > 0 && ' or '}${typeOf(nodeOf(choice))}`)}`
  const [whole] = listOf(schema.allOf)
  if (whole !== undefined && schema.properties === undefined) return typeOf(nodeOf(whole))
  const types = Array.isArray(schema.type) ? schema.type.map(String) : [textOf(schema.type)]
  const nullable = types.includes('null')
  const type = types.find((name) => name !== 'null') ?? ''
  return html`${ofType(type, schema)}${nullable && ' or null'}`
}

function ofType(type: string, schema: Node): Markup {
  const decimal = nodeOf(schema['x-decimal'])
  if (type === 'array') return html`list of ${typeOf(nodeOf(schema.items))}`
  if (textOf(schema['x-ref']) !== '') return html`key of ${linkTo(textOf(schema['x-ref']))}`
  if (decimal.precision !== undefined) return html`decimal, ${Number(decimal.precision)} digits, ${Number(decimal.scale)} of them behind the point`
  if (schema['x-kind'] !== undefined) return html`${textOf(schema['x-kind'])}`
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (type === '') return html`any JSON`
  return html`${type}${schema.format !== undefined && schema.format !== 'int64' && schema.format !== 'double' && ` (${textOf(schema.format)})`}`
}

/** Bounds, unit, values, default and example. */
export function constraintsOf(schema: Node): readonly Markup[] {
  const out: Markup[] = []
  const say = (label: string, value: Json | undefined): void => {
    if (value !== undefined) out.push(html`<span class="mark">${label} <code>${typeof value === 'string' ? value : JSON.stringify(value)}</code></span> `)
  }
  const values = listOf(schema.enum).filter((value) => value !== null)
  if (values.length > 0 && values.length <= 40)
    out.push(
      html`<span class="mark"
        >one of ${values.map((value, index) => html`${index > 0 && ', '}<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`)}</span
      > `,
    )
  say('unit', schema['x-unit'])
  if (typeof schema.minimum === 'number' && schema.minimum > Number.MIN_SAFE_INTEGER) say('at least', schema.minimum)
  if (typeof schema.maximum === 'number' && schema.maximum < Number.MAX_SAFE_INTEGER) say('at most', schema.maximum)
  say('at least', nodeOf(schema['x-decimal']).minimum)
  say('at most', nodeOf(schema['x-decimal']).maximum)
  if (schema['x-decimal'] === undefined && schema.format === undefined) say('pattern', schema.pattern)
  if (schema.type === 'string' && schema.pattern === undefined && schema.enum === undefined && schema.maxLength !== 255) say('longest', schema.maxLength)
  say('fewest', schema.minItems)
  say('most', schema.maxItems)
  say('default', schema.default)
  say('example', listOf(schema.examples)[0])
  return out
}

/** A link to the table of a record, where this document has one. */
export function linkTo(name: string): Markup {
  return html`<a href="#schema-${name}">${name}</a>`
}

function rowsOf(schema: Node, prefix: string, lookup: Lookup): readonly Markup[] {
  const required = new Set(listOf(schema.required))
  return Object.entries(nodeOf(schema.properties)).flatMap(([name, part]) => {
    const field = nodeOf(part)
    const path = `${prefix}${name}`
    return [rowOf(path, field, { required: required.has(name), lookup }), ...nested(field, path, lookup)]
  })
}

function rowOf(path: string, field: Node, { required }: { readonly required: boolean; readonly lookup: Lookup }): Markup {
  const marks = [field.readOnly === true && 'read-only', field.writeOnly === true && 'write-only', field.deprecated === true && 'deprecated'].filter(
    (mark) => mark !== false,
  )
  return html`<tr>
    <td><code>${path}</code>${required && html` <span class="required" title="always there">*</span>`}</td>
    <td class="type">${typeOf(field)}</td>
    <td>${inline(textOf(field.description))} ${marks.map((mark) => html`<span class="mark">${mark}</span> `)}${constraintsOf(field)}</td>
  </tr>`
}

/** Fields of an object in place; what has a name of its own is linked instead. */
function nested(field: Node, path: string, lookup: Lookup): readonly Markup[] {
  if (isNode(field.properties) && field['x-kind'] === undefined) return rowsOf(field, `${path}.`, lookup)
  const items = nodeOf(field.items)
  if (isNode(items.properties) && items['x-kind'] === undefined) return rowsOf(items, `${path}[].`, lookup)
  const values = nodeOf(field.additionalProperties)
  if (isNode(values.properties)) return rowsOf(values, `${path}.<name>.`, lookup)
  return []
}
