import { escapeText } from '../../codecs/xml/index.ts'
import type { ContractData } from '../../contract/data.ts'
import type { Json } from '../../contract/schema.ts'
import type { Success } from '../../kernel/outcome.ts'
import { encodeFields, encodeRecord, XSI, type Encoding } from '../../wire/xml/index.ts'
import type { SoapOperation } from './operations.ts'

type Members = { readonly [name: string]: Json }

/**
 * The element that answers an operation, from the JSON of its outcome. What has happened is said whatever the record
 * holds: characters that XML has no words for are then shown as U+FFFD, and only a read is refused for them.
 */
export function answerOf(operation: SoapOperation, contract: ContractData, namespace: string): (outcome: Success) => string {
  const { name, resource = '', reads } = operation
  const open = `<${name}Response xmlns="${namespace}" xmlns:xsi="${XSI}">`
  const close = `</${name}Response>`
  const the: Encoding = reads ? { contract } : { contract, unsayable: 'replace' }
  const output = outputFields(operation, contract)
  const isChange = operation.kind === 'create' || operation.kind === 'replace' || operation.kind === 'update'
  return (outcome) => {
    let text = open
    if (outcome.body !== '') {
      const value: unknown = JSON.parse(outcome.body)
      if (outcome.kind === 'page') text += pageXml(value as readonly Members[], resource, the)
      else if (outcome.kind === 'record') text += `<record>${encodeRecord(value as Members, resource, the)}</record>`
      else text += `<output>${encodeFields(value as Members, output, the)}</output>`
    }
    if (outcome.next !== undefined) text += `<next>${escapeText(outcome.next)}</next>`
    if (outcome.count !== undefined) text += `<count>${outcome.count}</count>`
    if (outcome.revision !== undefined && operation.kind !== 'delete') text += `<revision>${outcome.revision}</revision>`
    if (outcome.kind === 'unchanged') text += '<unchanged>true</unchanged>'
    if (isChange && outcome.created !== undefined) text += `<created>${outcome.created}</created>`
    if (outcome.replayed) text += '<replayed>true</replayed>'
    return text + close
  }
}

function outputFields(
  { kind, operation, resource = '', command = '' }: SoapOperation,
  contract: ContractData,
): NonNullable<ContractData['operations'][string]['output']> {
  const output = kind === 'command' ? contract.resources[resource]?.commands[command]?.output : contract.operations[operation]?.output
  return output ?? {}
}

function pageXml(records: readonly Members[], resource: string, the: Encoding): string {
  let text = '<items>'
  for (const record of records) text += `<item>${encodeRecord(record, resource, the)}</item>`
  return `${text}</items>`
}
