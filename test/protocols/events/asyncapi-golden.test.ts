import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { plant } from '../../../examples/plant/contract.ts'
import type { ContractData } from '../../../src/contract/data.ts'
import { emitAsyncApi, type Wanted } from '../../golden/emit-asyncapi.ts'
import { workshop } from '../../golden/workshop/contract.ts'

const FILES: { readonly [file: string]: Wanted & { readonly contract: ContractData } } = {
  'workshop/asyncapi.json': { contract: workshop.data, version: 'v2', audience: 'internal' },
  'workshop/asyncapi-partner.json': { contract: workshop.data, version: 'v2', audience: 'partner' },
  'workshop/asyncapi-public.json': { contract: workshop.data, version: 'v2', audience: 'public' },
  'workshop/asyncapi-v1.json': { contract: workshop.data, version: 'v1', audience: 'internal' },
  'plant/asyncapi.json': { contract: plant.data, version: 'v2', audience: 'internal' },
  'plant/asyncapi-partner.json': { contract: plant.data, version: 'v2', audience: 'partner' },
  'plant/asyncapi-public.json': { contract: plant.data, version: 'v2', audience: 'public' },
  'plant/asyncapi-v1-partner.json': { contract: plant.data, version: 'v1', audience: 'partner' },
}

for (const [file, { contract, ...wanted }] of Object.entries(FILES)) {
  test(`the ${wanted.audience} document of the events of ${contract.name} ${wanted.version} is the one that was reviewed`, async () => {
    const made = `${JSON.stringify(emitAsyncApi(contract, wanted), null, 1)}\n`
    const path = fileURLToPath(new URL(`../../golden/${file}`, import.meta.url))
    if (process.env['RECORD'] === '1') await writeFile(path, made)
    const kept = (await readFile(path, 'utf8')).replaceAll('\r\n', '\n')
    const lines = made.split('\n')
    const line = kept.split('\n').findIndex((text, index) => text !== lines[index]) + 1
    assert.ok(kept === made, `test/golden/${file} differs from line ${line} on. Look at the change, then run with RECORD=1 to keep it.`)
  })
}
