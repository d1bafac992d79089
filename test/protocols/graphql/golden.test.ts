import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { buildSchema, validateSchema } from 'graphql'
import { plant } from '../../../examples/plant/contract.ts'
import { administrationContract } from '../../../src/administration/contract.ts'
import { AUDIENCES } from '../../../src/contract/data.ts'
import { versionsOf } from '../../../src/contract/versions/index.ts'
import { sdl } from '../../golden/graphql.ts'

const FILES = {
  'schema.graphql': { version: 'v2', audience: 'internal' },
  'schema-partner.graphql': { version: 'v2', audience: 'partner' },
  'schema-v1.graphql': { version: 'v1', audience: 'internal' },
  'schema-v1-partner.graphql': { version: 'v1', audience: 'partner' },
} as const

describe('the schema of the example plant', () => {
  for (const [file, wanted] of Object.entries(FILES))
    it(`of ${wanted.version} for ${wanted.audience} is the one that was reviewed`, async () => {
      const made = sdl(plant.data, wanted)
      const path = fileURLToPath(new URL(`../../golden/plant/${file}`, import.meta.url))
      if (process.env['RECORD'] === '1') await writeFile(path, made)
      const kept = (await readFile(path, 'utf8')).replaceAll('\r\n', '\n')
      const lines = made.split('\n')
      const line = kept.split('\n').findIndex((text, index) => text !== lines[index]) + 1
      assert.ok(kept === made, `test/golden/plant/${file} differs from line ${line} on. Look at the change, then run with RECORD=1 to keep it.`)
    })
})

it('every schema of every version and audience is one (GraphQL, 3.3.1)', (context) => {
  let types = 0
  for (const contract of [plant.data, administrationContract.data])
    for (const version of versionsOf(contract))
      for (const audience of AUDIENCES) {
        const schema = buildSchema(sdl(contract, { version, audience }))
        assert.deepEqual(validateSchema(schema), [])
        types += Object.keys(schema.getTypeMap()).length
      }
  context.diagnostic(`${types} types`)
  assert.ok(types > 500)
})
