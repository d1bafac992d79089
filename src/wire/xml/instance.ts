import type { XmlElement } from '../../codecs/xml/element.ts'
import type { Schema } from '../../contract/schema.ts'
import { XS, XSI } from './names.ts'
import { refusedAt } from './refusal.ts'

const NONE: ReadonlySet<string> = new Set()

/**
 * What the attributes of an element say, which is whether it is null (XML Schema Part 1, 2.6.2). `xsi:type` may repeat
 * the declared type and nothing else; attributes of other namespaces are passed over, those without one are `allowed`
 * or refused, since they would be lost.
 */
export function isNil(element: XmlElement, schema: Schema | undefined, the: { readonly pointer: string; readonly allowed?: ReadonlySet<string> }): boolean {
  let nil = false
  for (const { name, namespace, value } of element.attributes) {
    if (namespace === '') {
      if (!(the.allowed ?? NONE).has(name)) throw refusedAt(the.pointer, `has the attribute '${name.slice(0, 60)}', which is not known here`)
    } else if (namespace === XSI) {
      if (name === 'nil') nil = nilOf(value, the.pointer)
      else if (name === 'type' && schema) mustBeDeclared(element, schema, { value, pointer: the.pointer })
    }
  }
  if (nil && element.children.length > 0) throw refusedAt(the.pointer, 'is xsi:nil and has content; leave one of them out')
  return nil
}

function nilOf(value: string, pointer: string): boolean {
  const word = value.trim()
  if (word === 'true' || word === '1') return true
  if (word === 'false' || word === '0') return false
  throw refusedAt(pointer, 'has an xsi:nil that is neither true nor false')
}

function mustBeDeclared(element: XmlElement, schema: Schema, of: { readonly value: string; readonly pointer: string }): void {
  const [prefix = '', local] = of.value.trim().includes(':') ? of.value.trim().split(':', 2) : ['', of.value.trim()]
  const names = TYPES[schema.kind]
  if (element.prefixes[prefix] === XS && local !== undefined && names.includes(local)) return
  throw refusedAt(of.pointer, `has another xsi:type than the declared one${names[0] === undefined ? '' : ` (xs:${names[0]})`}; leave it out`)
}

/** The built-in types that a value may say it has; the types of objects, lists and maps have no name. */
const TYPES: { readonly [K in Schema['kind']]: readonly string[] } = {
  string: ['string'],
  uuid: ['string'],
  boolean: ['boolean'],
  integer: ['integer', 'long', 'int', 'short', 'byte'],
  float: ['double', 'float'],
  decimal: ['decimal'],
  instant: ['dateTime'],
  date: ['date'],
  time: ['time'],
  duration: ['duration'],
  enum: ['string'],
  state: ['string'],
  ref: ['string'],
  bytes: ['base64Binary'],
  json: ['string'],
  local: [],
  object: [],
  list: [],
  map: [],
  money: [],
  quantity: [],
  many: [],
}
