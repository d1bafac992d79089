import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from '../../conformance/laws.ts'
import { CLIENTS, diffContracts, diffServed, type Client } from '../../src/contract/diff.ts'
import { eventTypes } from '../../src/contract/events.ts'
import { AUDIENCES, contractAt, forAudience, recordSchema, versionsOf, type ContractData, type ResourceData } from '../../src/contract/index.ts'
import { contractOf, fieldsChanged, pair } from './diff-arbitrary.ts'
import { rich } from './rich.ts'
import { arbitraryVersions, recordOf } from './versions-arbitrary.ts'

describe('laws of a difference', () => {
  test('equal contracts do not differ, for no kind of client and no audience, in no version', () => {
    for (const contract of [rich.data, ...AUDIENCES.map((audience) => forAudience(rich.data, audience))])
      assert.deepEqual(diffContracts(contract, contract), [])
    fc.assert(
      fc.property(arbitraryVersions, ({ data }) => {
        for (const version of versionsOf(data)) assert.deepEqual(diffContracts(contractAt(data, version), structuredClone(contractAt(data, version))), [])
        for (const { changes } of diffServed(data, structuredClone(data))) assert.deepEqual(changes, [])
      }),
      { numRuns: 20 },
    )
  })

  test('whoever is broken is some kind of client, and each kind has somebody', () => {
    const talk: { readonly [role: string]: readonly Client[] } = { events: ['GraphQL', 'events'] }
    fc.assert(
      fc.property(pair, ([older, newer]) => {
        for (const { breaks, clients, message } of diffContracts(older, newer)) {
          for (const who of breaks)
            assert.ok(
              (talk[who] ?? ['REST', 'GraphQL', 'SOAP']).some((client) => clients.includes(client as Client)),
              message,
            )
          for (const client of clients)
            assert.ok(
              breaks.some((who) => (talk[who] ?? ['REST', 'GraphQL', 'SOAP']).includes(client)),
              message,
            )
          assert.deepEqual(
            clients,
            CLIENTS.filter((client) => clients.includes(client)),
          )
        }
      }),
    )
  })

  test('an event that does not come any more is told to those who receive events', () => {
    let lost = 0
    fc.assert(
      fc.property(pair, ([older, newer]) => {
        for (const audience of AUDIENCES) {
          const types = (contract: ContractData): readonly string[] => eventTypes(contract, audience).map(({ type }) => type)
          const now = types(newer)
          const gone = types(older).filter((type) => !now.includes(type))
          // `left` is told to the former owner: where nothing has one, nothing leaves.
          if (gone.every((type) => type.endsWith('.left') || type.endsWith('.changed'))) continue
          lost++
          assert.ok(
            diffContracts(older, newer).some(({ clients }) => clients.includes('events')),
            gone.join(),
          )
        }
      }),
      { numRuns: 300 },
    )
    assert.ok(lost > 3, `${lost} looked at`)
  })
})

const compiled = (resource: ResourceData, face: 'read' | 'create'): ValidateFunction =>
  new Ajv2020({ strict: false, validateFormats: false, validateSchema: false, meta: false }).compile(recordSchema(resource, face))
const toldOf = (older: ResourceData, newer: ResourceData, who: 'reader' | 'writer'): ReadonlySet<Client> =>
  new Set(diffContracts(contractOf(older), contractOf(newer)).flatMap(({ breaks, clients }) => (breaks.includes(who) ? clients : [])))

describe('who trusts the document of before', () => {
  test('is never shown a record that it refuses, unless that was told: REST by OpenAPI, events by AsyncAPI, SOAP by XSD', () => {
    let surprised = 0
    fc.assert(
      fc.property(fieldsChanged, ({ older, newer, draw }) => {
        const [shows, accepts] = [compiled(newer, 'read'), compiled(older, 'read')]
        const told = toldOf(older, newer, 'reader')
        for (let i = 0; i < 20; i++) {
          const record = recordOf(draw, newer)
          if (!shows(record) || accepts(record)) continue
          surprised++
          for (const client of ['REST', 'SOAP', 'events'] as const) assert.ok(told.has(client), `${client}: ${JSON.stringify([accepts.errors, record])}`)
        }
      }),
      { numRuns: 40 },
    )
    assert.ok(surprised > 20, `${surprised} records refused`)
  })

  test('is never refused what it gave, unless that was told to every kind of client that writes', () => {
    let refused = 0
    fc.assert(
      fc.property(fieldsChanged, ({ older, newer, draw }) => {
        const [gave, accepts] = [compiled(older, 'create'), compiled(newer, 'create')]
        const told = toldOf(older, newer, 'writer')
        for (let i = 0; i < 20; i++) {
          const { revision: _1, createdAt: _2, updatedAt: _3, ...record } = recordOf(draw, older)
          if (!gave(record) || accepts(record)) continue
          refused++
          for (const client of ['REST', 'GraphQL', 'SOAP'] as const) assert.ok(told.has(client), `${client}: ${JSON.stringify([accepts.errors, record])}`)
        }
      }),
      { numRuns: 40 },
    )
    assert.ok(refused > 20, `${refused} records refused`)
  })

  test('finds the fields it knows in the order it knows, before all others, unless that was told to SOAP', () => {
    let moved = 0
    fc.assert(
      fc.property(fieldsChanged, ({ older, newer }) => {
        const [before, after] = [Object.keys(older.fields), Object.keys(newer.fields)]
        const known = before.filter((name) => after.includes(name))
        if (known.every((name, i) => name === after[i])) return
        moved++
        assert.ok(toldOf(older, newer, 'reader').has('SOAP'))
        assert.ok(
          diffContracts(contractOf(older), contractOf(newer)).some(({ clients, place }) => clients.join() === 'SOAP' && place === 'resources.Thing.fields'),
        )
      }),
      { numRuns: 200 },
    )
    assert.ok(moved > 10, `${moved} moved`)
  })
})
