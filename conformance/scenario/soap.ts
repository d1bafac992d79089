import { contractAt } from '../../src/contract/index.ts'
import type { ContractData } from '../../src/contract/data.ts'
import type { Schema, SchemaFields } from '../../src/contract/schema.ts'
import type { Call, Filter } from '../../src/kernel/call.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { escapeText, readXml, type XmlElement } from '../../src/codecs/xml/index.ts'
import { soap } from '../../src/protocols/soap/index.ts'
import { describeOperations, type SoapOperation } from '../../src/protocols/soap/operations.ts'
import { decodeValue, namespaceOf, recordFields } from '../../src/wire/xml/index.ts'
import { includedName } from '../../src/wire/xml/fields.ts'
import { httpClient } from './http-client.ts'
import type { Face, Observed } from './scenario.ts'
import { placesOf, toldByHeaders, toldByProblem } from './told.ts'
import { childOf, childrenOf, inJsonOrder, isNil, unsayable, valueXml } from './xml-client.ts'

/** Every call as the envelope that a client would send, every answer read back. */
export function soapFace(kernel: Kernel): Face {
  const ask = httpClient(soap().routes(kernel, { publicUrl: 'http://plant.test' }))
  return {
    name: 'SOAP',
    cannot(asked) {
      if (asked.patch === 'json') return 'A patch is a merge patch.'
      const texts = [asked.key ?? '', ...(asked.query?.filter ?? []).flatMap(({ values }) => values.map((value) => value ?? ''))]
      const unsaid = texts.map((text) => unsayable(text, undefined)).find((reason) => reason !== undefined)
      if (unsaid !== undefined) return unsaid
      for (const whole of kernel.contracts) {
        const contract = contractAt(whole, asked.version ?? whole.version)
        const operation = describeOperations(contract).find((one) => one.operation === asked.operation)
        if (operation && asked.input !== undefined) return unsayable(asked.input, inputSchema(operation, contract))
      }
      return undefined
    },
    async play(call) {
      const whole = kernel.contracts.find(({ name }) => name === call.contract)
      if (!whole) throw new Error(`no contract ${call.contract}`)
      const contract = contractAt(whole, call.version)
      const operation = describeOperations(contract).find((one) => one.operation === call.operation)
      if (!operation) throw new Error(`SOAP has no operation for ${call.operation}`)
      const answered = await ask({
        method: 'POST',
        url: `/soap/${call.version}`,
        headers: { 'content-type': 'text/xml; charset=utf-8', ...(call.credential.kind === 'key' && { authorization: `Bearer ${call.credential.key}` }) },
        body: envelope(call, operation, contract),
        address: call.address,
        requestId: call.requestId,
      })
      const observed = observe(readXml(Buffer.from(answered.text)), operation, contract)
      const told = { ...toldByHeaders(answered.headers), ...observed.told }
      if (observed.code === 'not-acceptable') return { ...observed, told, wordless: 'The answer holds a character that XML 1.0 has no words for.' }
      return { ...observed, told, replayed: answered.headers['idempotent-replayed'] === 'true' }
    },
  }
}

function envelope(call: Call, operation: SoapOperation, contract: ContractData): string {
  const key =
    call.idempotencyKey === undefined ? '' : `<s:Header><IdempotencyKey xmlns="urn:busbar:soap">${escapeText(call.idempotencyKey)}</IdempotencyKey></s:Header>`
  const data = contract.resources[operation.resource ?? '']
  let parts = call.key === undefined ? '' : text(data?.key.field ?? '', call.key)
  if (call.input !== undefined)
    parts += valueXml(
      operation.kind === 'update' ? 'patch' : operation.kind === 'command' || operation.kind === 'operation' ? 'input' : 'record',
      call.input,
      inputSchema(operation, contract),
    )
  for (const filter of call.query?.filter ?? []) parts += filterXml(filter)
  if (call.query?.sort) parts += `<sort>${text('field', call.query.sort.field)}<descending>${call.query.sort.descending}</descending></sort>`
  if (call.query?.limit !== undefined) parts += text('limit', String(call.query.limit))
  if (call.query?.cursor !== undefined) parts += text('cursor', call.query.cursor)
  if (call.query?.count) parts += '<count>true</count>'
  for (const field of call.fields ?? []) parts += text('fields', field)
  for (const path of call.include ?? []) parts += text('include', path)
  for (const [name, revisions] of Object.entries({ ifMatch: call.ifMatch, ifNoneMatch: call.ifNoneMatch }))
    for (const revision of revisions === undefined ? [] : revisions === '*' ? ['*'] : revisions) parts += text(name, String(revision))
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">${key}<s:Body><${operation.name} xmlns="${namespaceOf(contract)}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${parts}</${operation.name}></s:Body></s:Envelope>`
}

function text(name: string, value: string): string {
  return `<${name}>${escapeText(value)}</${name}>`
}

function filterXml({ field, operator, values }: Filter): string {
  const all = values.map((value) => (value === null ? '<value xsi:nil="true"/>' : text('value', value))).join('')
  return `<filter>${text('field', field)}<operator>${operator}</operator>${all}</filter>`
}

function inputSchema({ kind, operation, resource = '', command = '' }: SoapOperation, contract: ContractData): Schema {
  const data = contract.resources[resource]
  if (kind === 'command') return { kind: 'object', fields: data?.commands[command]?.input ?? {} }
  if (kind === 'operation') return { kind: 'object', fields: contract.operations[operation]?.input ?? {} }
  return { kind: 'object', fields: data ? recordFields(data) : {} }
}

function observe(root: XmlElement, operation: SoapOperation, contract: ContractData): Observed {
  const body = childOf(root, 'Body')
  const content = body && childrenOf(body)[0]
  if (!content) throw new Error('the answer has an empty body')
  if (content.name === 'Fault') return observeFault(content, contract)
  const said = (name: string): string | undefined => {
    const child = childOf(content, name)
    return child && String(child.children[0] ?? '')
  }
  const record = childOf(content, 'record')
  const output = childOf(content, 'output')
  const items = childOf(content, 'items')
  const next = said('next')
  const count = said('count')
  const revision = said('revision')
  return {
    code: 'ok',
    ...(record && { body: recordOf(record, operation.resource ?? '', contract) }),
    ...(items && { body: childrenOf(items).map((item) => recordOf(item, operation.resource ?? '', contract)) }),
    ...(output && { body: decodeValue(output, { kind: 'object', fields: outputFields(operation, contract) }, { namespace: namespaceOf(contract) }) }),
    ...(next !== undefined && { next }),
    ...(count !== undefined && { count: Number(count) }),
    ...(revision !== undefined && { revision: Number(revision) }),
    created: said('created') === 'true',
    unchanged: said('unchanged') === 'true',
  }
}

function outputFields({ kind, operation, resource = '', command = '' }: SoapOperation, contract: ContractData): SchemaFields {
  return (kind === 'command' ? contract.resources[resource]?.commands[command]?.output : contract.operations[operation]?.output) ?? {}
}

/** A record as REST shows it: what is included stands in the place of its key. */
function recordOf(element: XmlElement, resource: string, contract: ContractData): { readonly [field: string]: unknown } {
  const data = contract.resources[resource]
  const fields = data ? recordFields(data) : {}
  const record: { [field: string]: unknown } = {}
  for (const child of childrenOf(element)) {
    const schema = fields[child.name]
    if (schema?.kind === 'many') record[child.name] = childrenOf(child).map((item) => recordOf(item, schema.resource, contract))
    else if (schema) record[child.name] = decodeValue(child, schema, { namespace: namespaceOf(contract) })
    else {
      const [field, reference] = Object.entries(fields).find(([name]) => includedName(name) === child.name) ?? []
      if (field === undefined || reference?.kind !== 'ref') throw new Error(`the answer has an element '${child.name}' that the contract does not have`)
      record[field] = isNil(child) ? null : recordOf(child, reference.resource, contract)
    }
  }
  return inJsonOrder(record, data)
}

function observeFault(fault: XmlElement, contract: ContractData): Observed {
  const detail = childOf(fault, 'detail')
  const problem = detail && childOf(detail, 'Problem')
  if (!problem) throw new Error('the fault has no Problem')
  const said = (of: XmlElement, name: string): string | undefined => {
    const child = childOf(of, name)
    return child && String(child.children[0] ?? '')
  }
  const code = said(problem, 'code') ?? ''
  const errors = childOf(problem, 'errors')
  const typed = childrenOf(detail).find(({ name, namespace }) => name !== 'Problem' && namespace === namespaceOf(contract))
  return {
    code,
    errors: placesOf((errors ? childrenOf(errors) : []).map((item) => textsOf(item, ['pointer', 'parameter'], said))),
    told: toldByProblem(textsOf(problem, ['title', 'detail'], said)),
    ...(typed && {
      detail: decodeValue(typed, { kind: 'object', fields: contract.faults[code]?.detail ?? {} }, { namespace: namespaceOf(contract) }) as {
        [field: string]: unknown
      },
    }),
  }
}

function textsOf(
  element: XmlElement,
  names: readonly string[],
  said: (of: XmlElement, name: string) => string | undefined,
): { readonly [name: string]: string } {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = said(element, name)
      return text === undefined ? [] : [[name, text]]
    }),
  )
}
