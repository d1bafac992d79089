import { contractAt, versionsOf } from '../contract/versions/index.ts'
import { forAudience } from '../contract/audience.ts'
import type { Audience, ContractData } from '../contract/data.ts'
import { fieldsSchema, recordSchema, type JsonSchema } from '../contract/json-schema.ts'
import { contractSchema } from '../contract/load-published.ts'
import { asyncApi } from '../protocols/events/asyncapi/index.ts'
import { schemaModel } from '../protocols/graphql/schema/build.ts'
import { sdlOf } from '../protocols/graphql/schema/sdl.ts'
import { openApi } from '../protocols/rest/openapi/index.ts'
import { describeOperations } from '../protocols/soap/operations.ts'
import { soapPath } from '../protocols/soap/path.ts'
import { wsdlOf } from '../protocols/soap/wsdl/wsdl.ts'
import { basePath } from '../wire/mount.ts'

export interface EmitOptions {
  readonly audience: Audience
  /** The current one where absent. */
  readonly version?: string
  readonly publicUrl: string
  /** Whether events are pushed to webhook endpoints. */
  readonly webhooks: boolean
}

/** What can be written about a contract, by name; each answers text, or `undefined` where the audience is told nothing there. */
export const EMITTERS: {
  readonly [what: string]: { readonly doc: string; readonly emit: (contract: ContractData, options: EmitOptions) => string | undefined }
} = {
  'contract': {
    doc: 'The whole contract as JSON, in the order of its declaration: what `busbar diff` compares and a partner reviews.',
    emit: (contract) => text(contract),
  },
  'openapi': { doc: 'OpenAPI 3.1, as this audience gets it.', emit: (contract, options) => openApiText(contract, options, '3.1') },
  'openapi-3.0': { doc: 'OpenAPI 3.0, for tools that need it.', emit: (contract, options) => openApiText(contract, options, '3.0') },
  'asyncapi': { doc: 'AsyncAPI 3.0 of the events, as this audience gets it.', emit: asyncApiText },
  'graphql': { doc: 'The GraphQL schema in its definition language, as this audience gets it.', emit: graphqlSchema },
  'wsdl': { doc: 'WSDL 1.1 of the SOAP service, as this audience gets it.', emit: wsdlDocument },
  'schema': {
    doc: 'JSON Schema 2020-12 of the records, inputs and events, as this audience sees them.',
    emit: (contract, options) => text(recordSchemas(seen(contract, options))),
  },
  'contract-schema': { doc: 'The JSON Schema of the canonical form itself, for editors.', emit: () => text(contractSchema()) },
}

function seen(contract: ContractData, options: EmitOptions): ContractData {
  return forAudience(contractAt(contract, options.version ?? contract.version), options.audience)
}

/** The versions that `EmitOptions.version` may name. */
export function emittedVersions(contract: ContractData): readonly string[] {
  return versionsOf(contract)
}

function openApiText(contract: ContractData, options: EmitOptions, dialect: '3.1' | '3.0'): string {
  const narrowed = seen(contract, options)
  return text(
    openApi(narrowed, {
      publicUrl: options.publicUrl,
      base: basePath(narrowed),
      dialect,
      ...endOf(contract, narrowed),
    }),
  )
}

function asyncApiText(contract: ContractData, { audience, publicUrl, webhooks, version: wanted }: EmitOptions): string | undefined {
  const version = contractAt(contract, wanted ?? contract.version)
  const document = asyncApi(version, { publicUrl, base: basePath(version), audience, webhooks, ...endOf(contract, version) })
  return document && text(document)
}

function graphqlSchema(contract: ContractData, { audience, version }: EmitOptions): string {
  return sdlOf(schemaModel(contractAt(contract, version ?? contract.version), audience))
}

function wsdlDocument(contract: ContractData, options: EmitOptions): string | undefined {
  const narrowed = seen(contract, options)
  if (describeOperations(narrowed).length === 0) return undefined
  return wsdlOf(narrowed, { url: options.publicUrl + soapPath(narrowed), ...endOf(contract, narrowed) })
}

function endOf(contract: ContractData, { version }: ContractData): { readonly deprecated?: string; readonly sunset?: string } {
  const { deprecated, sunset } = contract.older.find((one) => one.version === version) ?? {}
  return { ...(deprecated !== undefined && { deprecated }), ...(sunset !== undefined && { sunset }) }
}

function recordSchemas(contract: ContractData): JsonSchema {
  const defs: { [name: string]: JsonSchema } = {}
  for (const [name, resource] of Object.entries(contract.resources)) {
    defs[name] = recordSchema(resource, 'read')
    if (resource.standard.includes('create')) defs[`${name}.create`] = recordSchema(resource, 'create')
    for (const [command, { input, output }] of Object.entries(resource.commands)) {
      defs[`${name}.${command}`] = fieldsSchema(input, 'input')
      if (output) defs[`${name}.${command}.output`] = fieldsSchema(output, 'output')
    }
    for (const [event, fields] of Object.entries(resource.events)) defs[`${name}.${event}.event`] = fieldsSchema(fields, 'output')
  }
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: `${contract.name} ${contract.version}`, $defs: defs }
}

function text(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
