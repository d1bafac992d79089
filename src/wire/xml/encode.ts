import { escapeAttribute, escapeText, replaceUnsayable } from '../../codecs/xml/index.ts'
import type { ContractData } from '../../contract/data.ts'
import type { Json, Schema, SchemaFields } from '../../contract/schema.ts'
import { includedName, partsOf, recordFields } from './fields.ts'

export interface Encoding {
  /** What references name. */
  readonly contract: ContractData
  /**
   * What becomes of characters that XML 1.0 has no words for (U+0001 and the like, which JSON has). `refuse`, the default,
   * throws an `XmlError`; `replace` writes U+FFFD: for what has happened and must be answered.
   */
  readonly unsayable?: 'refuse' | 'replace'
}

type Members = { readonly [name: string]: Json }

/**
 * The elements of a record, in the contract's order, from the JSON of an outcome. Their names are in the default
 * namespace, and `xsi` is bound: whoever puts them into an element declares both there.
 */
export function encodeRecord(record: Members, resource: string, the: Encoding): string {
  const data = the.contract.resources[resource]
  return data ? encodeFields(record, recordFields(data), the) : ''
}

/** The elements of an object; absent members have none, null is `xsi:nil`. */
export function encodeFields(value: Members, fields: SchemaFields, the: Encoding): string {
  let out = ''
  for (const name in fields) {
    const member = value[name]
    if (member === undefined || !Object.hasOwn(value, name)) continue
    const schema = fields[name]
    if (!schema) continue
    out += schema.kind === 'ref' && typeof member !== 'string' ? reference(name, member, { schema, the }) : encodeValue(name, member, { schema, the })
  }
  return out
}

/** One element. */
function encodeValue(name: string, value: Json, of: { readonly schema: Schema; readonly the: Encoding }): string {
  return value === null ? `<${name} xsi:nil="true"/>` : `<${name}>${content(value, of.schema, of.the)}</${name}>`
}

/** Included: the key stands where it always does, the record beside it. */
function reference(name: string, value: Json, of: { readonly schema: Extract<Schema, { kind: 'ref' }>; readonly the: Encoding }): string {
  const target = of.the.contract.resources[of.schema.resource]
  if (value === null) return of.schema.nullable ? `<${name} xsi:nil="true"/>` : `<${includedName(name)} xsi:nil="true"/>`
  if (!isMembers(value) || !target) return ''
  const key = value[target.key.field]
  const own = typeof key === 'string' ? `<${name}>${textOf(key, of.the)}</${name}>` : ''
  return `${own}<${includedName(name)}>${encodeRecord(value, of.schema.resource, of.the)}</${includedName(name)}>`
}

function content(value: Json, schema: Schema, the: Encoding): string {
  switch (schema.kind) {
    case 'json':
      // JSON has an escape for what XML cannot say.
      return escapeText(JSON.stringify(value).replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`))
    case 'list': {
      let out = ''
      if (Array.isArray(value)) for (const item of value as readonly Json[]) out += encodeValue('item', item, { schema: schema.of, the })
      return out
    }
    case 'many': {
      let out = ''
      if (Array.isArray(value))
        for (const item of value as readonly Json[]) if (isMembers(item)) out += `<item>${encodeRecord(item, schema.resource, the)}</item>`
      return out
    }
    case 'map': {
      let out = ''
      if (isMembers(value)) for (const [key, entry] of Object.entries(value)) out += entryOf(key, entry, { schema: schema.of, the })
      return out
    }
    case 'instant':
      return typeof value === 'string' ? textOf(instantOf(value), the) : ''
    default: {
      if (typeof value === 'string') return textOf(value, the)
      if (typeof value !== 'object') return String(value)
      const parts = partsOf(schema)
      return parts && isMembers(value) ? encodeFields(value, parts, the) : ''
    }
  }
}

function entryOf(key: string, value: Json, of: { readonly schema: Schema; readonly the: Encoding }): string {
  const attribute = escapeAttribute(of.the.unsayable === 'replace' ? replaceUnsayable(key) : key)
  return value === null ? `<entry key="${attribute}" xsi:nil="true"/>` : `<entry key="${attribute}">${content(value, of.schema, of.the)}</entry>`
}

function textOf(text: string, the: Encoding): string {
  return escapeText(the.unsayable === 'replace' ? replaceUnsayable(text) : text)
}

/** xs:dateTime writes T and Z large, and knows no offset beyond 14 hours (XML Schema Part 2, 3.2.7.3), where RFC 3339 has 23:59. */
function instantOf(text: string): string {
  const upper = text.toUpperCase()
  const offset = FAR.exec(upper)
  if (!offset || offset[0].endsWith('14:00')) return upper
  const seconds = new Date(`${upper.slice(0, 19)}${offset[0]}`).toISOString().slice(0, 19)
  return `${seconds}${upper.slice(19, offset.index)}Z`
}

const FAR = /[+-](?:1[4-9]|2[0-3]):[0-9]{2}$/

function isMembers(value: Json): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
