import { isBlank, textOf } from '../../codecs/soap/index.ts'
import type { XmlElement } from '../../codecs/xml/index.ts'
import type { ContractData } from '../../contract/data.ts'
import type { SchemaFields } from '../../contract/schema.ts'
import { wireRefusal } from '../../wire/problem.ts'
import { decodeFields, recordFields, typeNames, type BodyFace } from '../../wire/xml/index.ts'
import { isNil, refuseOtherType } from './instance.ts'
import type { SoapOperation } from './operations.ts'
import type { Parts } from './parts.ts'
import { listQuery, namesOf, revisionsOf } from './query.ts'
import type { CallDraft } from './service.ts'

type Fill = (call: CallDraft, parts: Parts) => void

/** What an operation's element says, into the call. `key`: the element with the record's key, where there is one. */
export function fillFor(operation: SoapOperation, contract: ContractData, of: { readonly namespace: string; readonly key: string | undefined }): Fill {
  const { kind, resource = '', command = '' } = operation
  const { key, namespace } = of
  const names = typeNames(contract)
  const body = (face: BodyFace): Body => ({ fields, namespace, type: names.body(resource, face) })
  const data = contract.resources[resource]
  const fields = data ? recordFields(data) : {}
  const input = kind === 'command' ? (data?.commands[command]?.input ?? {}) : (contract.operations[operation.operation]?.input ?? {})
  return (call, parts) => {
    if (key !== undefined) call.key = keyOf(parts, key)
    switch (kind) {
      case 'list':
        call.query = listQuery(parts)
        addView(call, parts)
        return
      case 'get':
        addView(call, parts)
        break
      case 'create':
      case 'replace':
        call.input = bodyOf(parts, 'record', body(kind))
        break
      case 'update':
        call.patch = 'merge'
        call.input = bodyOf(parts, 'patch', body('patch'))
        break
      case 'command':
        call.input = inputOf(parts, { fields: input, namespace, type: names.commandInput(resource, command) })
        break
      case 'operation':
        call.input = inputOf(parts, { fields: input, namespace, type: names.operationInput(operation.operation) })
        break
      case 'composite':
      case 'delete':
        break
    }
    addGuards(call, parts)
  }
}

/** As it stands: a key is a text, in which white space counts. */
function keyOf(parts: Parts, name: string): string {
  const element = parts.one(name)
  const text = element && textOf(element)
  if (text === undefined) throw wireRefusal('malformed', `The key of the record is missing: it is the text of the element '${name}'.`)
  return text
}

interface Body {
  readonly fields: SchemaFields
  readonly namespace: string
  /** The declared type's name. */
  readonly type: string
}

function bodyOf(parts: Parts, name: 'record' | 'patch', of: Body): unknown {
  const element = parts.one(name)
  if (!element) throw wireRefusal('malformed', `The element '${name}' is missing: it holds the fields.`)
  return membersOf(element, of)
}

/** No input, and one that is null, are an empty one. */
function inputOf(parts: Parts, of: Body): unknown {
  const element = parts.one('input')
  return element ? (membersOf(element, of) ?? {}) : {}
}

function membersOf(element: XmlElement, of: Body): unknown {
  if (element.attributes.length > 0) {
    refuseOtherType(element, { name: of.type, namespace: of.namespace })
    if (isNil(element)) return null
  }
  mustBeElements(element)
  return decodeFields(element, of.fields, of)
}

function mustBeElements(element: XmlElement): void {
  for (const child of element.children)
    if (typeof child === 'string' && !isBlank(child)) throw wireRefusal('malformed', `There is text directly in '${element.name}': it has elements only.`)
}

function addView(call: CallDraft, parts: Parts): void {
  const fields = namesOf(parts, 'fields')
  if (fields) call.fields = fields
  const include = namesOf(parts, 'include')
  if (include) call.include = include
}

function addGuards(call: CallDraft, parts: Parts): void {
  const ifMatch = revisionsOf(parts, 'ifMatch')
  if (ifMatch !== undefined) call.ifMatch = ifMatch
  const ifNoneMatch = revisionsOf(parts, 'ifNoneMatch')
  if (ifNoneMatch !== undefined) call.ifNoneMatch = ifNoneMatch
}
