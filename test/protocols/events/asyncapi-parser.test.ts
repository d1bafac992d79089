import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Parser } from '@asyncapi/parser'
import { plant } from '../../../examples/plant/contract.ts'
import { administrationContract } from '../../../src/administration/contract.ts'
import type { ContractData } from '../../../src/contract/data.ts'
import { eventTypes } from '../../../src/contract/events.ts'
import { contractAt, versionsOf } from '../../../src/contract/versions/index.ts'
import { contractModel } from '../../../src/kernel/model/model.ts'
import { eventCatalog } from '../../../src/kernel/events/catalog.ts'
import { emitAsyncApi } from '../../golden/emit-asyncapi.ts'
import { workshop } from '../../golden/workshop/contract.ts'

const parser = new Parser()
const CONTRACTS: readonly ContractData[] = [plant.data, workshop.data, administrationContract.data]
const AUDIENCES = ['internal', 'partner', 'public'] as const

/** What the parser may say: for its information, that there is a newer 3.x. Generators and viewers read 3.0. */
const EXPECTED: readonly string[] = ['asyncapi-latest-version']

for (const contract of CONTRACTS) {
  for (const version of versionsOf(contract)) {
    for (const audience of AUDIENCES) {
      const document = emitAsyncApi(contract, { version, audience })
      const types = eventTypes(contractAt(contract, version), audience).map(({ type }) => type)
      if (!document) {
        test(`${audience} has no document of ${contract.name} ${version}, for it sees no event`, () => assert.deepEqual(types, []))
        continue
      }
      test(`what is documented of ${contract.name} ${version} for ${audience} is what a follower can be given`, () => {
        const model = contractModel(contract, [], '')
        const at = model.versions.get(version)
        assert.ok(at)
        assert.deepEqual([...eventCatalog(model, at, audience).values()].map(({ type }) => type).sort(), types.toSorted())
      })

      // Seconds each: the largest is parsed in the current version alone.
      if (contract === plant.data && version !== contract.version && audience === 'internal') continue
      test(`the official parser finds nothing wrong with ${contract.name} ${version} for ${audience}`, async () => {
        const { diagnostics, document: parsed } = await parser.parse(JSON.stringify(document))
        assert.deepEqual(
          diagnostics.filter(({ code }) => !EXPECTED.includes(String(code))).map(({ code, message, path }) => `${code} ${message} ${path.join('/')}`),
          [],
        )
        assert.ok(parsed)
        const messagesOf = (channel: string): string[] => (parsed.channels().get(channel)?.messages().all() ?? []).map((message) => message.name() ?? '')
        assert.deepEqual(
          messagesOf('stream').filter((name) => name !== 'gap' && name !== 'end'),
          types,
        )
        assert.deepEqual(messagesOf('webhook'), [...types, 'webhook-endpoint.tested', 'webhook-endpoint.verification'])
        assert.deepEqual(
          parsed
            .operations()
            .all()
            .map((operation) => `${operation.action()} ${operation.id()}`),
          [
            'receive pollEvents',
            'receive commitCursor',
            'receive seekCursor',
            'send streamEvents',
            'receive receiveOnSocket',
            'send sendOnSocket',
            'send deliverEvents',
            'send verifyEndpoint',
          ],
        )
      })
    }
  }
}
