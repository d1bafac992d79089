import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { contractHash, defineContract, defineResource, t, type Fields } from '../../src/contract/index.ts'
import type { OlderVersionData, ResourceData } from '../../src/contract/data.ts'
import type { Contract } from '../../src/contract/define.ts'
import type { ResourceReport } from '../../src/kernel/migrate/examine.ts'
import { defineMigration, type ResourceMigration } from '../../src/kernel/migrate/migration.ts'
import { apply, everything, plan, STORES, stored, withStore, world, type Data } from './migrate-world.ts'

const access = { internal: { can: ['*'] } } as const

function part(
  fields: Fields,
  more: Partial<ResourceData> = {},
  of: { readonly name?: string; readonly version?: string; readonly older?: readonly OlderVersionData[] } = {},
): Contract {
  const resource = defineResource(of.name ?? 'Part', {
    key: { id: t.string() },
    fields,
    standard: ['get', 'list', 'create', 'update', 'delete'],
    access,
    ...more,
  } as never)
  return defineContract('plant', { version: of.version ?? 'v1', members: [resource], ...(of.older && { older: of.older }) })
}

async function holding(data: Data, contract: Contract, inputs: readonly { readonly [field: string]: unknown }[], resource = 'Part'): Promise<void> {
  await using opened = await world(data, contract)
  for (const input of inputs) await opened.create(resource, input)
}

function declared(from: Contract, resource: ResourceMigration) {
  return [defineMigration({ from: contractHash(from.data).slice(0, 12), resources: { Part: resource } })]
}

async function only(data: Data, contract: Contract, migrations: Parameters<typeof plan>[2] = []): Promise<ResourceReport> {
  const [report] = await plan(data, contract, migrations)
  assert.ok(report, 'there is nothing to migrate')
  assert.deepEqual(report.refusals, [])
  const [resource] = report.resources
  assert.ok(resource)
  return resource
}

const records = async (data: Data, contract: Contract, table = 'r_part') =>
  (await withStore(data, contract, (store) => stored(store, table))).map(({ createdAt: _1, updatedAt: _2, ...rest }) => rest)

for (const [name, make] of STORES) {
  describe(`stored records and a new contract, on ${name}`, () => {
    it('applies what is additive at start, without a decision, and says so in the audit trail once', async () => {
      await using data = await make()
      const was = part({ name: t.string({ maxLength: 20 }), color: t.enum('red', 'blue') })
      const is = part(
        { name: t.string({ maxLength: 40 }), color: t.enum('red', 'blue', 'green'), note: t.string().optional(), kind: t.string().default('plain') },
        { lists: [{ equal: ['color'] }] },
      )
      await holding(data, was, [
        { id: 'a', name: 'A', color: 'red' },
        { id: 'b', name: 'B', color: 'blue' },
      ])
      const report = await only(data, is)
      assert.equal(report.status, 'additive')
      assert.equal(report.rewritten, 2)
      await assert.rejects(world(data, is), { name: 'MigrationDue' })
      await apply(data, is)
      await using opened = await world(data, is)
      const found = await opened.call('Part.list', { query: { filter: [{ field: 'color', operator: 'eq', values: ['blue'] }], limit: 10 } })
      assert.ok(found.ok && JSON.parse(found.body)[0].kind === 'plain')
      const audit = (await opened.store.audit(0, 100)).map(({ header }) => JSON.parse(header) as { operation: string; key: string })
      assert.deepEqual(
        audit.map(({ operation }) => operation),
        ['Part.create', 'Part.create', 'migrate'],
      )
      assert.deepEqual((await opened.store.events(0, 100)).length, 2)
      assert.deepEqual(await apply(data, is).catch((error: Error) => error.name), name === 'SQLite' ? 'StoreRefused' : [])
    })

    it('renames, converts and removes as declared; keeps revision, times and events', async () => {
      await using data = await make()
      const was = part(
        { weight: t.decimal({ precision: 9, scale: 3, unit: 'kg' }), color: t.enum('red', 'blue'), scrap: t.string().optional() },
        { lists: [{ equal: ['color'], sort: 'weight' }] },
      )
      const is = part({ mass: t.integer({ unit: 'g' }), color: t.enum('crimson', 'blue'), label: t.string() }, { lists: [{ equal: ['color'], sort: 'mass' }] })
      await holding(data, was, [
        { id: 'a', weight: '1.5', color: 'red', scrap: 'x' },
        { id: 'b', weight: '0.25', color: 'blue' },
        { id: 'c', weight: '7', color: 'red' },
      ])
      const before = await records(data, was)
      const migrations = declared(was, {
        remove: ['scrap'],
        fields: [
          { change: 'unit', from: 'weight', to: 'mass', factor: '1000', unit: 'kg', as: { kind: 'decimal', precision: 9, scale: 3 } },
          { change: 'values', from: 'color', to: 'color', map: { red: 'crimson' } },
          { change: 'default', to: 'label', value: 'none' },
        ],
      })
      assert.equal((await only(data, is, migrations)).status, 'transform')
      await apply(data, is, migrations)
      assert.deepEqual(await records(data, is), [
        { id: 'a', mass: 1500, color: 'crimson', label: 'none', revision: 1 },
        { id: 'b', mass: 250, color: 'blue', label: 'none', revision: 1 },
        { id: 'c', mass: 7000, color: 'crimson', label: 'none', revision: 1 },
      ])
      assert.deepEqual(
        before.map(({ revision }) => revision),
        [1, 1, 1],
      )
      await using opened = await world(data, is)
      const found = await opened.call('Part.list', {
        query: {
          filter: [
            { field: 'color', operator: 'eq', values: ['crimson'] },
            { field: 'mass', operator: 'gte', values: ['2000'] },
          ],
          limit: 10,
        },
      })
      assert.ok(found.ok)
      assert.deepEqual(
        (JSON.parse(found.body) as { id: string }[]).map(({ id }) => id),
        ['c'],
      )
    })

    it('changes nothing where a record would not fit, and names record, place and remedy', async () => {
      await using data = await make()
      const was = part({ name: t.string(), size: t.integer().optional() })
      await holding(data, was, [
        { id: 'a', name: 'fits', size: 3 },
        { id: 'b', name: 'is much too long' },
        { id: 'c', name: 'short', size: 300 },
      ])
      const before = await everything(data, was)
      const is = part({ name: t.string({ maxLength: 8 }), size: t.integer({ maximum: 100 }).optional() })
      await assert.rejects(
        apply(data, is),
        (error: Error) =>
          error.name === 'MigrationBlocked' && /b \/name/.test(error.message) && /c \/size/.test(error.message) && /Correct the records/.test(error.message),
      )
      const report = await only(data, is)
      assert.deepEqual(
        { status: report.status, records: report.records, failing: report.failing, keys: report.failures.map(({ key, pointer }) => key + pointer) },
        { status: 'blocked', records: 3, failing: 2, keys: ['b/name', 'c/size'] },
      )
      assert.equal(await everything(data, was), before)
      // The program that wrote them goes on.
      await using _ = await world(data, was)
    })

    it('narrows without a decision where all records fit', async () => {
      await using data = await make()
      const was = part({ name: t.string(), old: t.string().optional() })
      await holding(data, was, [{ id: 'a', name: 'fits' }])
      const is = part({ name: t.string({ maxLength: 8 }) })
      assert.equal((await only(data, is)).status, 'additive')
      await apply(data, is)
      await using opened = await world(data, is)
      assert.equal((await opened.call('Part.get', { key: 'a' })).ok, true)
    })

    it('does not take another unit, another type or another reference for the same value', async () => {
      await using data = await make()
      const was = part({ weight: t.integer({ unit: 'g' }).optional(), size: t.integer().optional() })
      await holding(data, was, [{ id: 'a', weight: 1 }, { id: 'b' }])
      const report = await only(data, part({ weight: t.integer({ unit: 'kg' }).optional(), size: t.boolean().optional() }))
      assert.equal(report.status, 'blocked')
      assert.deepEqual(
        report.failures.map(({ key, pointer }) => key + pointer),
        ['a/weight'],
      )
      assert.match(report.reasons.map(({ remedy }) => remedy).join(), /change: 'unit'/)
    })

    it('moves unique values with the records, also where one takes what another gives up', async () => {
      await using data = await make()
      const unique = [{ fields: ['slot'] }]
      const was = part({ slot: t.integer({ unit: 'm' }) }, { unique })
      const is = part({ slot: t.integer({ unit: 'dm' }), name: t.string().optional() }, { unique: [...unique, { fields: ['name'] }] })
      await holding(data, was, [
        { id: 'a', slot: 10 },
        { id: 'b', slot: 1 },
        { id: 'c', slot: 100 },
      ])
      await apply(data, is, declared(was, { fields: [{ change: 'unit', from: 'slot', to: 'slot', factor: '10', unit: 'm' }] }))
      await using opened = await world(data, is)
      for (const [slot, free] of [
        [10, false],
        [100, false],
        [1000, false],
        [1, true],
      ] as const) {
        const outcome = await opened.call('Part.create', { input: { id: `n${slot}`, slot } })
        assert.equal(outcome.ok, free, `slot ${slot}`)
      }
    })

    it('finds records that break a new unique rule before it changes anything', async () => {
      await using data = await make()
      const was = part({ serial: t.string().optional() })
      const is = part({ serial: t.string().optional() }, { unique: [{ fields: ['serial'] }] })
      await holding(data, was, [{ id: 'a', serial: 'x' }, { id: 'b', serial: 'y' }, { id: 'c', serial: 'x' }, { id: 'd' }])
      const report = await only(data, is)
      assert.equal(report.status, 'blocked')
      assert.deepEqual(report.failures, [{ key: 'c', pointer: '/serial', detail: "holds the same as 'a', where only one may" }])
      {
        await using opened = await world(data, was)
        assert.ok((await opened.call('Part.delete', { key: 'c' })).ok)
      }
      await apply(data, is)
      await using opened = await world(data, is)
      assert.equal((await opened.call('Part.create', { input: { id: 'e', serial: 'y' } })).ok, false)
    })

    it('takes an older version that the contract declares as the way to the new one, with a new name for the resource', async () => {
      await using data = await make()
      const was = part({ qty: t.integer(), mark: t.string() }, {}, { name: 'Piece' })
      const older: readonly OlderVersionData[] = [
        {
          version: 'v1',
          resources: {
            Part: {
              was: { name: 'Piece', plural: 'pieces' },
              fields: [
                { change: 'rename', from: 'qty', to: 'quantity' },
                { change: 'default', to: 'grade', value: 'A' },
                { change: 'rename', from: 'mark', to: 'mark' },
              ],
            },
          },
        },
      ]
      const is = part({ quantity: t.integer(), grade: t.string(), mark: t.string() }, { unique: [{ fields: ['mark'] }] }, { version: 'v2', older })
      await holding(
        data,
        was,
        [
          { id: 'a', qty: 2, mark: 'm' },
          { id: 'b', qty: 3, mark: 'n' },
        ],
        'Piece',
      )
      {
        await using opened = await world(data, was)
        assert.ok((await opened.call('Piece.delete', { key: 'b' })).ok)
      }
      const [report] = await plan(data, is)
      assert.deepEqual([report?.blocked, report?.from.version, report?.to.version], [false, 'v1', 'v2'])
      await apply(data, is)
      await using opened = await world(data, is)
      const got = await opened.call('Part.get', { key: 'a' })
      assert.ok(got.ok)
      assert.deepEqual([JSON.parse(got.body).quantity, JSON.parse(got.body).grade], [2, 'A'])
      const old = await opened.call('Piece.get', { key: 'a', version: 'v1' })
      assert.ok(old.ok && JSON.parse(old.body).qty === 2)
      assert.equal((await opened.call('Part.create', { input: { id: 'c', quantity: 1, grade: 'B', mark: 'm' } })).ok, false)
      // A key that was deleted under the old name goes on counting.
      await opened.create('Part', { id: 'b', quantity: 1, grade: 'B', mark: 'o' })
      assert.equal((await opened.store.get('r_part', 'b'))?.revision, 3)
    })

    it('asks a function for what data cannot say, and reports what it throws', async () => {
      await using data = await make()
      const was = part({ name: t.string() })
      const is = part({ first: t.string(), last: t.string() })
      await holding(data, was, [
        { id: 'a', name: 'Ada Lovelace' },
        { id: 'b', name: 'Plato' },
      ])
      const split = (lenient: boolean) =>
        declared(was, {
          convert({ name: full, ...rest }) {
            const [first = '', last] = String(full).split(' ')
            if (last === undefined && !lenient) throw new Error(`'${first}' has one name`)
            return { ...rest, first, last: last ?? '' }
          },
        })
      const report = await only(data, is, split(false))
      assert.deepEqual(report.failures, [{ key: 'b', pointer: '', detail: "made the convert function throw: 'Plato' has one name" }])
      await apply(data, is, split(true))
      assert.deepEqual(await records(data, is), [
        { id: 'a', first: 'Ada', last: 'Lovelace', revision: 1 },
        { id: 'b', first: 'Plato', last: '', revision: 1 },
      ])
    })

    it('goes through all migrations since the stored contract, each over the one behind it, and none of before', async () => {
      await using data = await make()
      const one = part({ a: t.integer({ unit: 'm' }) })
      const two = part({ b: t.integer({ unit: 'dm' }) })
      const three = part({ c: t.integer({ unit: 'cm' }) })
      const migrations = [
        ...declared(one, { fields: [{ change: 'unit', from: 'a', to: 'b', factor: '10', unit: 'm' }] }),
        ...declared(two, { fields: [{ change: 'unit', from: 'b', to: 'c', factor: '10', unit: 'dm' }] }),
      ]
      await holding(data, one, [{ id: 'x', a: 1 }])
      await apply(data, three, migrations)
      assert.deepEqual(await records(data, three), [{ id: 'x', c: 100, revision: 1 }])
      await using late = await make()
      await holding(late, two, [{ id: 'x', b: 1 }])
      await apply(late, three, migrations)
      assert.deepEqual(await records(late, three), [{ id: 'x', c: 10, revision: 1 }])
      assert.deepEqual(await plan(late, three, migrations), [])
    })

    it('refuses data of a version that it does not know, and a resource that leaves its records behind', async () => {
      await using data = await make()
      const newer = part({ name: t.string() }, {}, { version: 'v3' })
      await holding(data, newer, [{ id: 'a', name: 'A' }])
      const [report] = await plan(data, part({ name: t.string() }, {}, { version: 'v2' }))
      assert.match(report?.refusals[0]?.message ?? '', /v3.*does not know.*v2/)
      const other = part({ name: t.string() }, {}, { version: 'v3', name: 'Tool' })
      const [gone] = await plan(data, other)
      assert.deepEqual(
        gone?.resources.map(({ resource, status, records: count }) => [resource, status, count]),
        [
          ['Part', 'blocked', 1],
          ['Tool', 'additive', undefined],
        ],
      )
      await apply(data, other, [defineMigration({ from: 'v3', retire: ['Part'] })])
      await using _ = await world(data, other)
    })
  })
}
