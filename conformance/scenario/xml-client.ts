import { escapeAttribute, escapeText, replaceUnsayable, type XmlElement } from '../../src/codecs/xml/index.ts'
import type { ResourceData } from '../../src/contract/data.ts'
import { EXTERNAL_REFS_FIELD } from '../../src/contract/json-schema.ts'
import { SYSTEM_FIELDS, type Schema } from '../../src/contract/schema.ts'
import { partsOf } from '../../src/wire/xml/fields.ts'

/** Any JSON value as the element that a client would send for it, also where it does not fit the schema. */
export function valueXml(name: string, value: unknown, schema: Schema | undefined): string {
  if (value === null) return `<${name} xsi:nil="true"/>`
  return `<${name}>${contentXml(value, schema)}</${name}>`
}

/** Why no XML says this very value, if none does. */
export function unsayable(value: unknown, schema: Schema | undefined): string | undefined {
  if (Array.isArray(value)) return firstOf(value.map((item: unknown) => unsayable(item, schema?.kind === 'list' ? schema.of : undefined)))
  if (typeof value === 'object' && value !== null) {
    const fields = schema && partsOf(schema)
    return firstOf(Object.entries(value).map(([key, entry]: [string, unknown]) => unsayable(entry, fields?.[key])))
  }
  if (typeof value === 'string' && replaceUnsayable(value) !== value)
    return 'XML 1.0 has no words for some characters: U+0000 to U+001F but for tab and line ends, U+FFFE, U+FFFF.'
  if (typeof value === 'string' && schema?.kind === 'decimal' && /^\+|^-?\.|\.$/.test(value))
    return 'A decimal that is written as xs:decimal may be (with a plus, or nothing before or behind the point) is not refused.'
  if (typeof value === 'number' && schema !== undefined && !NUMBERS.has(schema.kind))
    return 'A number and a text are the same in XML: a number where a text belongs is not refused.'
  return undefined
}

const NUMBERS: ReadonlySet<Schema['kind']> = new Set(['integer', 'float', 'json'])

function firstOf(found: readonly (string | undefined)[]): string | undefined {
  return found.find((reason) => reason !== undefined)
}

/** As JSON has it: in XML what Busbar sets stands before the own fields, so that a later one is the last. */
export function inJsonOrder(record: { readonly [field: string]: unknown }, resource: ResourceData | undefined): { readonly [field: string]: unknown } {
  const own = Object.keys(record).filter((name) => !Object.hasOwn(SYSTEM_FIELDS, name) && name !== EXTERNAL_REFS_FIELD && name !== resource?.key.field)
  const names = [resource?.key.field ?? '', ...own, EXTERNAL_REFS_FIELD, ...Object.keys(SYSTEM_FIELDS)]
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(record, name) ? [[name, record[name]]] : [])))
}

export function childrenOf(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((child): child is XmlElement => typeof child !== 'string')
}

export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return childrenOf(element).find((child) => child.name === name)
}

export function isNil(element: XmlElement): boolean {
  return element.attributes.some(({ name, value }) => name === 'nil' && value === 'true')
}

function contentXml(value: unknown, schema: Schema | undefined): string {
  if (schema?.kind === 'json') return escapeText(JSON.stringify(value))
  if (Array.isArray(value)) return value.map((item: unknown) => valueXml('item', item, schema?.kind === 'list' ? schema.of : undefined)).join('')
  if (typeof value !== 'object' || value === null) return escapeText(String(value))
  const entries: [string, unknown][] = Object.entries(value)
  if (schema?.kind === 'map')
    return entries
      .map(([key, entry]) => `<entry key="${escapeAttribute(key)}"${entry === null ? ' xsi:nil="true"/>' : `>${contentXml(entry, schema.of)}</entry>`}`)
      .join('')
  const fields = schema && partsOf(schema)
  return entries.map(([key, entry]) => valueXml(key, entry, fields?.[key])).join('')
}
