import type { XmlElement } from '../../codecs/xml/element.ts'
import { decode as decodeJson, DecodeError } from '../../codecs/json/index.ts'
import type { Schema, SchemaFields } from '../../contract/schema.ts'
import { partsOf } from './fields.ts'
import { isNil } from './instance.ts'
import type { XmlNames } from './names.ts'
import { pointerTo, refusedAt } from './refusal.ts'
import { scalarOf } from './scalar.ts'

interface Decoding extends XmlNames {
  /** Where the element stands in the call's input (RFC 6901); empty for the input itself. */
  readonly pointer?: string
}

/**
 * The JSON value that an element stands for: the very value that REST would be given, so that the kernel says the same
 * of it and an idempotency key covers both. Nothing is checked that the kernel checks: what does not fit comes out as it
 * was written. `xsi:nil` is null, an empty element an empty text, list or object, an absent one absent. Throws a
 * `WireRefusal` (`malformed`, with the pointer) for what no JSON value could stand for.
 */
export function decodeValue(element: XmlElement, schema: Schema, the: Decoding): unknown {
  return valueOf(element, schema, { namespace: the.namespace, pointer: the.pointer ?? '' })
}

/**
 * The members that the children of `parent` stand for; its own attributes and text are the caller's. Children may come in
 * any order. Those in the contract's namespace or in none are members, known or not, each once; those of other
 * namespaces are passed over (xs:any, ##other), except in one of ours, which is probably another version's.
 */
export function decodeFields(parent: XmlElement, fields: SchemaFields, the: Decoding): { readonly [name: string]: unknown } {
  return membersOf(parent, fields, { namespace: the.namespace, pointer: the.pointer ?? '' })
}

type Place = Required<Decoding>

function membersOf(parent: XmlElement, fields: SchemaFields, { namespace, pointer }: Place): { readonly [name: string]: unknown } {
  const members: { [name: string]: unknown } = {}
  for (const child of parent.children) {
    if (typeof child === 'string') continue
    const name = memberName(child, namespace)
    if (name === undefined) continue
    const at = pointerTo(pointer, name)
    if (Object.hasOwn(members, name)) throw refusedAt(at, 'came twice')
    const schema = Object.hasOwn(fields, name) ? fields[name] : undefined
    set(members, name, schema ? valueOf(child, schema, { namespace, pointer: at }) : unknownValue(child))
  }
  return members
}

function memberName(child: XmlElement, namespace: string): string | undefined {
  if (child.namespace === namespace || child.namespace === '') return child.name
  return child.namespace.startsWith('urn:busbar:') ? `{${child.namespace}}${child.name}` : undefined
}

function valueOf(element: XmlElement, schema: Schema, the: Place): unknown {
  if (element.attributes.length > 0 && isNil(element, schema, the)) return null
  return contentOf(element, schema, the)
}

function contentOf(element: XmlElement, schema: Schema, the: Place): unknown {
  const { children } = element
  const [first = ''] = children
  const text = children.length <= 1 && typeof first === 'string' ? first : undefined
  switch (schema.kind) {
    case 'list':
    case 'many':
      return text !== undefined && text.trim() !== '' ? text : itemsOf(element, schema, the)
    case 'map':
      return text !== undefined && text.trim() !== '' ? text : entriesOf(element, schema.of, the)
    case 'json':
      return text === undefined ? unknownValue(element) : jsonOf(text, the.pointer)
    default: {
      const parts = partsOf(schema)
      if (!parts) return text === undefined ? unknownValue(element) : scalarOf(text, schema)
      if (text !== undefined && text.trim() !== '') return text
      if (text === undefined) mustHaveNoText(element, the.pointer)
      return membersOf(element, parts, the)
    }
  }
}

function itemsOf(element: XmlElement, schema: Extract<Schema, { kind: 'list' | 'many' }>, { namespace, pointer }: Place): unknown {
  mustHaveNoText(element, pointer)
  const items: unknown[] = []
  for (const child of element.children) {
    if (typeof child === 'string') continue
    const name = memberName(child, namespace)
    if (name === undefined) continue
    if (name !== 'item') throw refusedAt(pointer, `is a list and has the element <${name.slice(0, 60)}>; each entry is an <item>`)
    items.push(schema.kind === 'list' ? valueOf(child, schema.of, { namespace, pointer: pointerTo(pointer, items.length) }) : unknownValue(child))
  }
  return items
}

const KEY: ReadonlySet<string> = new Set(['key'])

function entriesOf(element: XmlElement, of: Schema, { namespace, pointer }: Place): unknown {
  mustHaveNoText(element, pointer)
  const entries: { [name: string]: unknown } = {}
  for (const child of element.children) {
    if (typeof child === 'string') continue
    const name = memberName(child, namespace)
    if (name === undefined) continue
    const key = child.attributes.find((attribute) => attribute.name === 'key' && attribute.namespace === '')?.value
    if (name !== 'entry' || key === undefined)
      throw refusedAt(pointer, `is a map and has the element <${name.slice(0, 60)}>${name === 'entry' ? ' without a key' : ''}; it holds <entry key="…">`)
    const at = pointerTo(pointer, key)
    if (Object.hasOwn(entries, key)) throw refusedAt(at, 'came twice')
    set(entries, key, isNil(child, of, { pointer: at, allowed: KEY }) ? null : contentOf(child, of, { namespace, pointer: at }))
  }
  return entries
}

function jsonOf(text: string, pointer: string): unknown {
  try {
    return decodeJson(text)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw refusedAt(pointer + (error.pointer ?? ''), `is a text of JSON, and cannot be read as such. ${error.message.replace(/\.$/, '')}`)
  }
}

/** What stands where nothing is known, or something else: only so much that the kernel can say it is not expected. */
function unknownValue(element: XmlElement): unknown {
  const members: { [name: string]: unknown } = {}
  let text = ''
  let has = false
  for (const child of element.children) {
    if (typeof child === 'string') text += child
    else {
      set(members, child.name, unknownValue(child))
      has = true
    }
  }
  return has ? members : text
}

function mustHaveNoText(element: XmlElement, pointer: string): void {
  for (const child of element.children) if (typeof child === 'string' && child.trim() !== '') throw refusedAt(pointer, 'has text between its elements')
}

/** Also for a member named `__proto__`, which plain assignment would lose. */
function set(members: { [name: string]: unknown }, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true })
  else members[name] = value
}
