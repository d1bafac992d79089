import type { ContractData, ResourceData } from '../../../contract/data.ts'
import type { Json } from '../../../contract/schema.ts'
import type { RouteDescription } from '../routes.ts'
import type { Names } from './names.ts'
import { fieldsSample, sampleOf } from '../../../wire/docs/sample.ts'
import { ref } from './schemas.ts'

type Document = { readonly [name: string]: Json }

interface Of {
  readonly contract: ContractData
  readonly names: Names
}

/** What is sent, with an example that fits where one can be made. */
export function requestBodyOf(route: RouteDescription, { contract, names }: Of): Document | undefined {
  const name = route.resource ?? ''
  const resource = contract.resources[name]
  switch (route.kind) {
    case 'create':
    case 'replace': {
      const example = resource && recordSample(resource, contract, route.kind)
      return { required: true, content: json(ref(names.body(name, route.kind)), example) }
    }
    case 'update': {
      const example = resource && changeSample(resource, contract)
      const merge = json(ref(names.body(name, 'patch')), example)['application/json']
      return {
        required: true,
        content: {
          'application/merge-patch+json': merge ?? {},
          'application/json-patch+json': { schema: ref('JsonPatch'), ...(example && { example: operations(example) }) },
          'application/json': merge ?? {},
        },
      }
    }
    case 'command': {
      const input = resource?.commands[route.command ?? '']?.input ?? {}
      if (Object.keys(input).length === 0)
        return { required: false, content: { 'application/json': { schema: { type: 'object', additionalProperties: false }, example: {} } } }
      return { required: isRequired(input), content: json(ref(names.commandInput(name, route.command ?? '')), fieldsSample(input, contract)) }
    }
    case 'operation': {
      const input = contract.operations[route.operation]?.input ?? {}
      return route.method === 'POST'
        ? { required: isRequired(input), content: json(ref(names.operationInput(route.operation)), fieldsSample(input, contract)) }
        : undefined
    }
    case 'batch':
      return { required: true, content: json(ref('BatchRequest'), undefined) }
    default:
      return undefined
  }
}

/** No body is an empty object, so it may be left out where nothing in it must be there. */
function isRequired(input: ResourceData['fields']): boolean {
  return Object.values(input).some((field) => !field.optional && field.default === undefined)
}

function recordSample(resource: ResourceData, contract: ContractData, kind: 'create' | 'replace'): Document | undefined {
  const { field, schema } = resource.key
  const given = kind === 'create' && !(schema.kind === 'uuid' && schema.generated === true)
  const key = given ? sampleOf(schema, contract) : undefined
  const fields = fieldsSample(resource.fields, contract)
  if (fields === undefined || (given && key === undefined)) return undefined
  return { ...(key !== undefined && { [field]: key }), ...fields }
}

/** One field, so that the example says what a patch is for. */
function changeSample(resource: ResourceData, contract: ContractData): Document | undefined {
  for (const [name, field] of Object.entries(resource.fields)) {
    if (field.readOnly || field.kind === 'many' || field.kind === 'object' || field.deprecated !== undefined) continue
    const value = sampleOf(field, contract)
    if (value !== undefined) return { [name]: value }
  }
  return undefined
}

function operations(change: Document): Json {
  return Object.entries(change).map(([name, value]) => ({ op: 'replace', path: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, value }))
}

function json(schema: Document, example: Json | undefined): { readonly [media: string]: Document } {
  return { 'application/json': { schema, ...(example !== undefined && { example }) } }
}
