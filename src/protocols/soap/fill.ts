import { textOf } from '../../codecs/soap/index.ts'
import type { ContractData } from '../../contract/data.ts'
import type { SchemaFields } from '../../contract/schema.ts'
import { wireRefusal } from '../../wire/problem.ts'
import { decodeValue } from '../../wire/xml/decode.ts'
import { recordFields } from '../../wire/xml/fields.ts'
import type { SoapOperation } from './operations.ts'
import type { Parts } from './parts.ts'
import { listQuery, namesOf, revisionsOf } from './query.ts'
import type { CallDraft } from './service.ts'

type Fill = (call: CallDraft, parts: Parts) => void

/** What an operation's element says, into the call. `key`: the element with the record's key, where there is one. */
export function fillFor(operation: SoapOperation, contract: ContractData, of: { readonly namespace: string; readonly key: string | undefined }): Fill {
  const { kind, resource = '', command = '' } = operation
  const { key, namespace } = of
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
        call.input = bodyOf(parts, 'record', { fields, namespace })
        break
      case 'update':
        call.patch = 'merge'
        call.input = bodyOf(parts, 'patch', { fields, namespace })
        break
      case 'command':
      case 'operation':
        call.input = parts.one('input') ? bodyOf(parts, 'input', { fields: input, namespace }) : {}
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

function bodyOf(parts: Parts, name: 'record' | 'patch' | 'input', of: { readonly fields: SchemaFields; readonly namespace: string }): unknown {
  const element = parts.one(name)
  if (!element) throw wireRefusal('malformed', `The element '${name}' is missing: it holds the fields.`)
  return decodeValue(element, { kind: 'object', fields: of.fields }, of)
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
