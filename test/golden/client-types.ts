import { registerHooks } from 'node:module'
import type { Json } from '../../src/contract/schema.ts'

// The generator prints through the JavaScript API of TypeScript 5, which TypeScript 7 does not have.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'typescript' && context.parentURL?.includes('/openapi-typescript/') ? 'typescript-5' : specifier, context),
})

/** What `openapi-typescript --default-non-nullable false` makes of a document: a field with a default may be left out. */
export async function typesOf(document: { readonly [name: string]: Json }): Promise<string> {
  const { default: openapiTS, astToString } = await import('openapi-typescript')
  const nodes = await openapiTS(JSON.stringify(document), { defaultNonNullable: false, silent: true })
  return `// Made by openapi-typescript from openapi.json; RECORD=1 makes it anew.\n${astToString(nodes)}`
}
