import { isDeepStrictEqual } from 'node:util'
import { escapeAttribute, escapeText, readXml, type XmlElement } from '../../src/codecs/xml/index.ts'
import { contractAt } from '../../src/contract/index.ts'
import type { ContractData } from '../../src/contract/data.ts'
import type { Schema, SchemaFields } from '../../src/contract/schema.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { decodeFields, namespaceOf, recordFields, typeNames, XSI } from '../../src/wire/xml/index.ts'
import { restFace } from './rest.ts'
import type { Asked, Face } from './scenario.ts'
import { inJsonOrder } from './xml-client.ts'

type Members = { readonly [name: string]: unknown }

/** REST with its bodies in XML: what a client would write by hand, and what it would read by the XML Schema. */
export function restXmlFace(kernel: Kernel): Face {
  const [first] = kernel.contracts
  const forms = new Map(
    kernel.contracts.flatMap((contract) =>
      [contract.version, ...contract.older.map((older) => older.version)].map((v) => [v, formsOf(contractAt(contract, v))]),
    ),
  )
  const formOf = (version: string): Forms | undefined => forms.get(version)
  const cannot = (asked: Asked): string | undefined => {
    if (asked.input === undefined) return undefined
    if (asked.patch === 'json') return 'A patch is a merge patch.'
    const fields = formOf(asked.version ?? first?.version ?? '')?.sent(asked.operation)?.fields
    return fields && !survives(asked.input, fields)
      ? 'XML has no types of its own: a number where a text belongs, and a character that it has no words for, would be another value.'
      : undefined
  }
  const face = restFace(kernel, {
    type: 'application/xml',
    tag: '.xml',
    write: (call) => {
      const sent = formOf(call.version)?.sent(call.operation)
      return sent ? document(sent.name, call.input as Members, sent) : ''
    },
    read: (call, text) => {
      const root = readXml(Buffer.from(text))
      return root.name === 'problem' ? problemOf(root) : formOf(call.version)?.shown(call.operation, root)
    },
  })
  return {
    ...face,
    name: 'REST in XML',
    cannot,
    async play(call, by) {
      const observed = await face.play(call, by)
      return observed.code === 'not-acceptable' ? { ...observed, wordless: 'The answer holds a character that XML 1.0 has no words for.' } : observed
    },
  }
}

interface Forms {
  sent(operation: string): { readonly name: string; readonly fields: SchemaFields; readonly namespace: string } | undefined
  shown(operation: string, root: XmlElement): unknown
}

function formsOf(contract: ContractData): Forms {
  const names = typeNames(contract)
  const namespace = namespaceOf(contract)
  return {
    sent(operation) {
      const [name = '', verb = ''] = operation.split('.')
      const resource = contract.resources[name]
      if (!resource) {
        const data = contract.operations[operation]
        return data && { name: names.operationInput(operation), fields: data.input, namespace }
      }
      const command = resource.commands[verb]
      if (command) return { name: names.commandInput(name, verb), fields: command.input, namespace }
      return { name: names.body(name, verb === 'create' || verb === 'replace' ? verb : 'patch'), fields: recordFields(resource), namespace }
    },
    shown(operation, root) {
      const [name = '', verb = ''] = operation.split('.')
      const read = (element: XmlElement, resource: string): unknown => recordOf(element, resource, { contract, namespace })
      const resource = contract.resources[name]
      if (!resource) {
        const data = contract.operations[operation]
        if (data) return decodeFields(root, data.output ?? {}, { namespace })
        return read(root, contract.composites[operation]?.root ?? '')
      }
      const output = resource.commands[verb]?.output
      if (output) return decodeFields(root, output, { namespace })
      if (verb !== 'list') return read(root, name)
      const { next, count } = decodeFields(root, { next: { kind: 'string' }, count: { kind: 'integer' } }, { namespace })
      const items = elementsOf(elementsOf(root).find((child) => child.name === 'items')).map((item) => read(item, name))
      return { items, ...(next !== undefined && { next }), ...(count !== undefined && { count }) }
    },
  }
}

function recordOf(element: XmlElement, resource: string, the: { readonly contract: ContractData; readonly namespace: string }): Members {
  const data = the.contract.resources[resource]
  const fields = data ? recordFields(data) : {}
  const record: { [name: string]: unknown } = {}
  for (const [name, value] of Object.entries(decodeFields(element, fields, the))) if (Object.hasOwn(fields, name)) record[name] = value
  for (const child of elementsOf(element)) {
    const many = fields[child.name]
    if (many?.kind === 'many') record[child.name] = elementsOf(child).map((item) => recordOf(item, many.resource, the))
    const ref = child.name.endsWith('Record') ? fields[child.name.slice(0, -6)] : undefined
    if (ref?.kind === 'ref') record[child.name.slice(0, -6)] = child.children.length === 0 ? null : recordOf(child, ref.resource, the)
  }
  return inJsonOrder(record, data)
}

/** RFC 9457, appendix B, as far as a scenario looks at it. */
function problemOf(root: XmlElement): Members {
  const member = (of: XmlElement, name: string): XmlElement | undefined => elementsOf(of).find((child) => child.name === name)
  const text = (of: XmlElement, name: string): string | undefined => member(of, name)?.children.join('')
  const data = member(root, 'data')
  return {
    code: text(root, 'code'),
    title: text(root, 'title'),
    detail: text(root, 'detail'),
    errors: elementsOf(member(root, 'errors')).map((error) => ({ pointer: text(error, 'pointer'), parameter: text(error, 'parameter') })),
    ...(data && { data: Object.fromEntries(elementsOf(data).map((child) => [child.name, numberOr(child.children.join(''))])) }),
  }
}

function numberOr(text: string): unknown {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : text
}

function elementsOf(element: XmlElement | undefined): readonly XmlElement[] {
  return (element?.children ?? []).flatMap((child) => (typeof child === 'string' ? [] : [child]))
}

function survives(input: unknown, fields: SchemaFields): boolean {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false
  try {
    const text = document('x', input as Members, { fields, namespace: 'u' })
    return isDeepStrictEqual({ ...decodeFields(readXml(Buffer.from(text)), fields, { namespace: 'u' }) }, input)
  } catch {
    return false
  }
}

function document(name: string, input: Members, of: { readonly fields: SchemaFields; readonly namespace: string }): string {
  return `<${name} xmlns="${of.namespace}" xmlns:xsi="${XSI}">${members(input, of.fields)}</${name}>`
}

/** Also what does not fit: a scenario sends wrong values on purpose. */
function members(value: Members, fields: SchemaFields): string {
  return Object.entries(value)
    .map(([name, member]) => written(name, member, fields[name]))
    .join('')
}

function written(name: string, value: unknown, schema: Schema | undefined, attributes = ''): string {
  const open = `<${name}${attributes}`
  if (value === null) return `${open} xsi:nil="true"/>`
  if (schema?.kind === 'json') return `${open}>${escapeText(JSON.stringify(value))}</${name}>`
  if (Array.isArray(value)) return `${open}>${value.map((item) => written('item', item, schema?.kind === 'list' ? schema.of : undefined)).join('')}</${name}>`
  if (typeof value !== 'object') return `${open}>${escapeText(String(value))}</${name}>`
  const inner =
    schema?.kind === 'map'
      ? Object.entries(value)
          .map(([key, entry]) => written('entry', entry, schema.of, ` key="${escapeAttribute(key)}"`))
          .join('')
      : members(value as Members, schema?.kind === 'object' ? schema.fields : {})
  return `${open}>${inner}</${name}>`
}
