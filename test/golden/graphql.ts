import { codegen } from '@graphql-codegen/core'
import * as typedDocumentNode from '@graphql-codegen/typed-document-node'
import * as typescriptOperations from '@graphql-codegen/typescript-operations'
import * as typescript from '@graphql-codegen/typescript'
import { buildSchema, parse } from 'graphql'
import type { Audience, ContractData } from '../../src/contract/data.ts'
import { contractAt } from '../../src/contract/versions/index.ts'
import { schemaModel } from '../../src/protocols/graphql/schema/build.ts'
import { sdlOf } from '../../src/protocols/graphql/schema/sdl.ts'

/** The schema as the server would make it. */
export function sdl(contract: ContractData, of: { readonly version: string; readonly audience: Audience }): string {
  return sdlOf(schemaModel(contractAt(contract, of.version), of.audience))
}

/** Scalars as the wire has them. */
const SCALARS = {
  Bytes: 'string',
  Date: 'string',
  Decimal: 'string',
  Duration: 'string',
  Instant: 'string',
  JSON: 'unknown',
  Long: 'number',
  Revision: "number | '*'",
  Time: 'string',
  UUID: 'string',
}

/** What graphql-codegen makes of a schema and the documents of a client. */
export async function clientOf(schema: string, documents: string): Promise<string> {
  return generated(schema, documents, {
    plugins: [{ typescriptOperations: {} }, { typedDocumentNode: {} }],
    pluginMap: { typescriptOperations, typedDocumentNode },
  })
}

/** The types of a whole schema. */
export async function typesOf(schema: string): Promise<string> {
  return generated(schema, undefined, { plugins: [{ typescript: {} }], pluginMap: { typescript } })
}

function generated(schema: string, documents: string | undefined, how: Pick<Parameters<typeof codegen>[0], 'plugins' | 'pluginMap'>): Promise<string> {
  const config = { scalars: SCALARS, strictScalars: true, enumsAsTypes: true, useTypeImports: true, skipTypename: true }
  return codegen({
    filename: 'client.ts',
    schema: parse(schema),
    schemaAst: buildSchema(schema),
    documents: documents === undefined ? [] : [{ location: 'client.graphql', document: parse(documents) }],
    config,
    ...how,
  })
}
