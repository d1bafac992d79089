import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { plant } from '../../../examples/plant/contract.ts'
import type { Audience } from '../../../src/contract/data.ts'
import { EMITTERS } from '../../../src/server/emit.ts'

const FILES: { readonly [file: string]: { readonly version: string; readonly audience: Audience } } = {
  'plant.wsdl': { version: 'v2', audience: 'internal' },
  'plant-partner.wsdl': { version: 'v2', audience: 'partner' },
}

for (const [file, { version, audience }] of Object.entries(FILES))
  test(`the WSDL of ${version} for ${audience} is the one that was reviewed`, async () => {
    const made = EMITTERS['wsdl']?.emit(plant.data, { version, audience, publicUrl: 'https://plant.test/bus', webhooks: false }) ?? ''
    // As it is served it has no line ends; a reviewer needs some.
    const shown = made.replaceAll('><', '>\n<')
    const path = fileURLToPath(new URL(`../../golden/plant/${file}`, import.meta.url))
    if (process.env['RECORD'] === '1') await writeFile(path, shown)
    const kept = (await readFile(path, 'utf8')).replaceAll('\r\n', '\n')
    const lines = shown.split('\n')
    const first = kept.split('\n').findIndex((line, index) => line !== lines[index]) + 1
    assert.ok(kept === shown, `test/golden/plant/${file} differs from line ${first} on. Look at the change, then run with RECORD=1 to keep it.`)
  })
