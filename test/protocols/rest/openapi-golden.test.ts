import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { emit, type Wanted } from '../../golden/emit.ts'
import { typesOf } from '../../golden/client-types.ts'
import { workshop } from '../../golden/workshop/contract.ts'

const FILES: { readonly [file: string]: Wanted } = {
  'openapi.json': { version: 'v2', audience: 'internal', dialect: '3.1' },
  'openapi-3.0.json': { version: 'v2', audience: 'internal', dialect: '3.0' },
  'openapi-partner.json': { version: 'v2', audience: 'partner', dialect: '3.1' },
  'openapi-public.json': { version: 'v2', audience: 'public', dialect: '3.1' },
  'openapi-v1.json': { version: 'v1', audience: 'internal', dialect: '3.1' },
}

for (const [file, wanted] of Object.entries(FILES)) {
  test(`the ${wanted.audience} document of ${wanted.version} in OpenAPI ${wanted.dialect} is the one that was reviewed`, async () => {
    await compare(file, `${JSON.stringify(emit(workshop.data, wanted), null, 2)}\n`)
  })
}

test('the types of a client made from the document are the ones that were reviewed', async () => {
  await compare('client.d.ts', await typesOf(emit(workshop.data, { version: 'v2', audience: 'internal', dialect: '3.1' })))
})

async function compare(file: string, made: string): Promise<void> {
  const path = fileURLToPath(new URL(`../../golden/workshop/${file}`, import.meta.url))
  if (process.env['RECORD'] === '1') await writeFile(path, made)
  const kept = (await readFile(path, 'utf8')).replaceAll('\r\n', '\n')
  const lines = made.split('\n')
  const line = kept.split('\n').findIndex((text, index) => text !== lines[index]) + 1
  assert.ok(kept === made, `test/golden/workshop/${file} differs from line ${line} on. Look at the change, then run with RECORD=1 to keep it.`)
}
