import { escapeAttribute, escapeText } from '../../../codecs/xml/index.ts'
import type { ContractData } from '../../../contract/data.ts'
import { isRequired, type Face } from '../../../contract/json-schema-kind.ts'
import type { Schema, SchemaFields } from '../../../contract/schema.ts'
import { includedName } from '../fields.ts'
import type { TypeNames } from '../names.ts'
import { decimal, enumeration, facet, pattern, simpleType, type SimpleType } from './simple.ts'

export interface Printing {
  readonly contract: ContractData
  readonly names: TypeNames
  readonly face: Face
}

/**
 * Other namespaces may add to what is sent; a reader passes them over. What a later contract adds in its own namespace
 * XML Schema 1.0 cannot allow for: beside optional elements it would be ambiguous (Part 1, 3.8.6).
 */
const EXTENSIONS = '<xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>'

/** A named type of fields, in their order. `doc` says what it is. */
export function namedType(
  name: string,
  fields: SchemaFields,
  of: { readonly the: Printing; readonly doc?: string | undefined; readonly nested?: boolean },
): string {
  return `<xs:complexType name="${name}">${annotation(of.doc)}${sequence(fields, of.the, of.nested ?? false)}</xs:complexType>`
}

export function globalElement(name: string, type: string, doc?: string): string {
  const text = annotation(doc)
  return `<xs:element name="${name}" type="tns:${type}"${text === '' ? '/>' : `>${text}</xs:element>`}`
}

export function annotation(...texts: readonly (string | undefined)[]): string {
  const text = texts.filter((part) => part !== undefined && part !== '').join(' ')
  return text === '' ? '' : `<xs:annotation><xs:documentation>${escapeText(text)}</xs:documentation></xs:annotation>`
}

function sequence(fields: SchemaFields, the: Printing, nested: boolean): string {
  let elements = ''
  for (const [name, schema] of Object.entries(fields)) {
    if (schema.kind === 'many' && the.face !== 'read') continue
    if (the.face === 'read' ? schema.writeOnly : schema.readOnly && the.face !== 'replace') continue
    elements += fieldElements(name, schema, { the, nested })
  }
  return `<xs:sequence>${elements}${EXTENSIONS}</xs:sequence>`
}

/** One element; beside a reference that is shown the record itself, where it was included. */
function fieldElements(name: string, schema: Schema, { the, nested }: { readonly the: Printing; readonly nested: boolean }): string {
  const { face } = the
  const shownReference = face === 'read' && schema.kind === 'ref'
  const required = schema.kind !== 'many' && !shownReference && isRequired(schema, face, nested)
  const own = element(name, schema, { the, least: required ? 1 : 0 })
  if (!shownReference || !the.contract.resources[schema.resource]) return own
  return `${own}<xs:element name="${includedName(name)}" type="tns:${the.names.record(schema.resource)}" minOccurs="0" nillable="true">${annotation(`The record that ${name} names, where it was included; nil where there is none to show.`)}</xs:element>`
}

interface Occurring {
  readonly the: Printing
  /** Default 1. */
  readonly least?: number
  /** Default 1; `unbounded` is Infinity. */
  readonly most?: number
}

function element(name: string, schema: Schema, { the, least = 1, most = 1 }: Occurring): string {
  const nillable = schema.nullable === true || schema.kind === 'json' || (the.face === 'patch' && schema.optional === true)
  const attributes =
    (least === 1 ? '' : ` minOccurs="${least}"`) +
    (most === 1 ? '' : ` maxOccurs="${most === Infinity ? 'unbounded' : most}"`) +
    (nillable ? ' nillable="true"' : '')
  const text = annotation(
    schema.doc,
    schema.deprecated === undefined ? undefined : `Deprecated: ${schema.deprecated}.`,
    'unit' in schema && schema.unit !== undefined ? `In ${schema.unit} (UCUM).` : undefined,
    schema.kind === 'json' ? 'A text of JSON.' : undefined,
  )
  const simple = simpleType(schema)
  if (!simple) return `<xs:element name="${name}"${attributes}>${text}<xs:complexType>${content(schema, the)}</xs:complexType></xs:element>`
  if (simple.facets !== '') return `<xs:element name="${name}"${attributes}>${text}${restriction(simple)}</xs:element>`
  return `<xs:element name="${name}" type="${simple.base}"${attributes}${text === '' ? '/>' : `>${text}</xs:element>`}`
}

export function restriction({ base, facets }: SimpleType): string {
  return `<xs:simpleType><xs:restriction base="${base}">${facets}</xs:restriction></xs:simpleType>`
}

/** What stands in a type that has elements. */
function content(schema: Schema, the: Printing): string {
  switch (schema.kind) {
    case 'object':
      return sequence(schema.fields, the, true)
    case 'list':
      return `<xs:sequence>${element('item', schema.of, { the: wholeItems(the), least: schema.minItems ?? 0, most: schema.maxItems ?? Infinity })}</xs:sequence>`
    case 'many':
      return the.contract.resources[schema.resource]
        ? `<xs:sequence><xs:element name="item" type="tns:${the.names.record(schema.resource)}" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>`
        : '<xs:sequence/>'
    case 'map':
      return `<xs:sequence>${entry(schema, the)}</xs:sequence>`
    case 'money':
      return parts(the, ['amount', decimal(schema)], ['currency', { base: 'xs:string', facets: pattern('[A-Z]{3}') }])
    case 'quantity':
      return parts(
        the,
        ['value', decimal(schema)],
        ['unit', { base: 'xs:string', facets: schema.units ? enumeration(schema.units) : facet('minLength', '1') + facet('maxLength', '64') }],
      )
    case 'local':
      return parts(
        the,
        ['local', { base: 'xs:dateTime', facets: pattern('[0-9\\-]+T[0-9:.]+') }],
        ['zone', { base: 'xs:string', facets: facet('maxLength', '64') }],
      )
    default:
      return '<xs:sequence/>'
  }
}

/** A merge patch replaces a list as a whole (RFC 7396, 1). */
function wholeItems(the: Printing): Printing {
  return the.face === 'patch' ? { ...the, face: 'create' } : the
}

/** Values of an entry are of the built-in type alone: what has an attribute cannot be narrowed down in place. */
function entry(schema: Extract<Schema, { kind: 'map' }>, the: Printing): string {
  const { of } = schema
  const key = '<xs:attribute name="key" type="xs:string" use="required"/>'
  const nillable = of.nullable === true || of.kind === 'json' || the.face === 'patch' ? ' nillable="true"' : ''
  const simple = simpleType(of)
  const inner = simple ? `<xs:simpleContent><xs:extension base="${simple.base}">${key}</xs:extension></xs:simpleContent>` : content(of, the) + key
  return `<xs:element name="entry" minOccurs="0" maxOccurs="${schema.maxItems ?? 'unbounded'}"${nillable}>${annotation(of.doc)}<xs:complexType>${inner}</xs:complexType></xs:element>`
}

function parts(the: Printing, ...of: readonly (readonly [name: string, type: SimpleType])[]): string {
  const least = the.face === 'patch' ? ' minOccurs="0"' : ''
  return `<xs:sequence>${of.map(([name, type]) => `<xs:element name="${escapeAttribute(name)}"${least}>${restriction(type)}</xs:element>`).join('')}</xs:sequence>`
}
