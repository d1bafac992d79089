import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defineComposite, defineContract, defineResource, t } from '../../src/contract/index.ts'
import type { Call } from '../../src/kernel/call.ts'
import { StoreFull, StoreUnavailable, type Store } from '../../src/kernel/ports/store.ts'
import { auditOf, bodyOf, codeOf, did, eventsOf, onSqlite, refused, stateOf, type Overlay } from './workshop.ts'
import { withDatabase } from '../postgres.ts'
import { onPostgres } from './workshop.ts'

const Customer = defineResource('Customer', {
  key: { id: t.string() },
  fields: { title: t.string().optional() },
  standard: ['get', 'list', 'create', 'update'],
  auditReads: true,
  access: { partner: { can: ['get'], own: 'id' } },
})
const Sale = defineResource('Sale', {
  key: { id: t.string() },
  fields: { customer: t.ref('Customer').optional(), lines: t.many('Line', 'sale'), shipments: t.many('Shipment', 'sale'), invoices: t.many('Invoice', 'sale') },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  access: { partner: { can: ['get', 'list', 'update'], own: 'customer' } },
  commands: { hand: { event: 'handedOver' } },
})
const Line = defineResource('Line', {
  key: { id: t.string() },
  fields: { sale: t.ref(Sale) },
  standard: ['get', 'list', 'create', 'update'],
  access: { partner: { can: ['get', 'list'], own: 'sale.customer' } },
})
const Shipment = defineResource('Shipment', {
  key: { id: t.string() },
  fields: { sale: t.ref(Sale), milestones: t.many('Milestone', 'shipment') },
  standard: ['get', 'list', 'create', 'update'],
  access: { partner: { can: ['get', 'list'], own: 'sale.customer' } },
})
const Milestone = defineResource('Milestone', {
  key: { id: t.string() },
  fields: { shipment: t.ref(Shipment) },
  standard: ['get', 'list', 'create', 'update'],
  access: { partner: { can: ['get', 'list'], own: 'shipment.sale.customer' } },
})
const Invoice = defineResource('Invoice', {
  key: { id: t.string() },
  fields: { sale: t.ref(Sale) },
  standard: ['get', 'list', 'create'],
  access: { partner: { can: ['get', 'list'], own: 'sale.customer' } },
})
const Overview = defineComposite('Overview', { root: Sale, include: ['lines', 'shipments.milestones', 'invoices'], audiences: ['internal', 'partner'] })
const contract = defineContract('sales', { version: 'v1', members: [Customer, Sale, Line, Shipment, Milestone, Invoice, Overview] })
const callers = { acme: { audience: 'partner', owner: 'C1' }, other: { audience: 'partner', owner: 'C2' } } as const

/** Counts what a read costs, by method. */
function counting(): { readonly overlay: Overlay; take(): { readonly [method: string]: number } } {
  let counts: { [method: string]: number } = {}
  const count = (method: string): void => {
    counts[method] = (counts[method] ?? 0) + 1
  }
  return {
    overlay: (store: Store) => ({
      get: (table, key) => (count('get'), store.get(table, key)),
      getMany: (table, keys) => (count('getMany'), store.getMany(table, keys)),
      scan: (scan) => (count('scan'), store.scan(scan)),
      scanMany: (scan) => (count('scanMany'), store.scanMany(scan)),
    }),
    take() {
      const taken = counts
      counts = {}
      return taken
    },
  }
}

type World = Awaited<ReturnType<typeof onSqlite>>
async function fill(world: World, sales: number, each: number): Promise<void> {
  const add = async (operation: string, inputs: readonly object[]): Promise<void> => {
    for (let i = 0; i < inputs.length; i += 1000) {
      const outcomes = await world.kernel.batch(
        inputs.slice(i, i + 1000).map((input) => world.call({ operation, input }, 'internal')),
        { atomic: true },
      )
      assert.equal(codeOf(outcomes[0]), 'ok', JSON.stringify(outcomes[0]))
    }
  }
  const n = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)
  await add('Customer.create', [{ id: 'C1', title: 'Acme' }, { id: 'C2' }])
  await add(
    'Sale.create',
    n(sales).map((s) => ({ id: `S${s}`, customer: 'C1' })),
  )
  await add(
    'Line.create',
    n(sales).flatMap((s) => n(each).map((l) => ({ id: `L${s}-${l}`, sale: `S${s}` }))),
  )
  await add(
    'Shipment.create',
    n(sales).flatMap((s) => n(each).map((l) => ({ id: `H${s}-${l}`, sale: `S${s}` }))),
  )
  await add(
    'Milestone.create',
    n(sales).flatMap((s) => n(each).flatMap((h) => n(each).map((l) => ({ id: `M${s}-${h}-${l}`, shipment: `H${s}-${h}` })))),
  )
  await add(
    'Invoice.create',
    n(sales).map((s) => ({ id: `I${s}`, sale: `S${s}` })),
  )
}

describe('Includes', () => {
  it('cost one query a path, for internal callers and for partners, whatever the number of records', async () => {
    const counter = counting()
    await using world = await onSqlite({ contract, callers, overlay: counter.overlay })
    await fill(world, 20, 3)
    const include = ['lines', 'shipments.milestones', 'invoices']
    for (const as of ['internal', 'acme']) {
      counter.take()
      const outcome = await did(world, { operation: 'Sale.list', query: { limit: 20 }, include }, as)
      assert.deepEqual(counter.take(), { scan: 1, scanMany: 4 }, as)
      const sales = JSON.parse(outcome.body) as readonly {
        readonly lines: readonly unknown[]
        readonly shipments: readonly { readonly milestones: readonly unknown[] }[]
        readonly invoices: readonly unknown[]
      }[]
      assert.equal(sales.length, 20)
      for (const sale of sales)
        assert.deepEqual([sale.lines.length, sale.shipments.length, sale.shipments[2]?.milestones.length, sale.invoices.length], [3, 3, 3, 1])
      const one = await did(world, { operation: 'Overview', key: 'S3' }, as)
      assert.deepEqual(counter.take(), { get: 1, scanMany: 4 }, `the composite as ${as}`)
      assert.equal((bodyOf(one)['shipments'] as readonly unknown[]).length, 3)
      // Upwards: the owner of what is included is found level by level too.
      await did(world, { operation: 'Milestone.list', query: { limit: 100 }, include: ['shipment.sale'] }, as)
      const up = counter.take()
      assert.ok((up['getMany'] ?? 0) <= 4 && up['get'] === undefined, JSON.stringify(up))
    }
    const nothing = await refused(world, { operation: 'Overview', key: 'S3' }, 'other')
    assert.equal(nothing.code, 'not-found')
  })

  it('are answered as a value exactly as in JSON, where a read asks for it', async () => {
    await using world = await onSqlite({ contract, callers })
    await fill(world, 4, 2)
    const reads: readonly Partial<Call>[] = [
      { operation: 'Sale.get', key: 'S1' },
      { operation: 'Sale.get', key: 'S1', fields: ['customer'] },
      { operation: 'Sale.get', key: 'S1', include: ['lines', 'customer'], referenceKeys: true },
      { operation: 'Overview', key: 'S1' },
      { operation: 'Sale.list' },
      { operation: 'Sale.list', fields: ['id'] },
      { operation: 'Sale.list', include: ['shipments.milestones'] },
      { operation: 'Sale.list', query: { filter: [{ field: 'id', operator: 'eq', values: ['nothing'] }] } },
    ]
    for (const read of reads) {
      const call: Call = { ...world.call({ operation: '' }, 'internal'), ...read }
      const [text, value] = [await world.kernel.handle(call), await world.kernel.handle({ ...call, asValue: true })]
      assert.ok(text.ok, JSON.stringify(text))
      assert.deepEqual(value, { ...text, body: '', value: JSON.parse(text.body) }, JSON.stringify(read))
    }
  })

  it('show at most 200 records of a has-many and 10,000 in all; what is more is refused, not cut', async () => {
    await using world = await onSqlite({ contract })
    await fill(world, 60, 1)
    const lines = (sale: number, count: number) =>
      world.kernel.batch(
        Array.from({ length: count }, (_, i) => world.call({ operation: 'Line.create', input: { id: `X${sale}-${i}`, sale: `S${sale}` } }, 'internal')),
        { atomic: true },
      )
    await lines(0, 300)
    assert.equal((bodyOf(await did(world, { operation: 'Sale.get', key: 'S0', include: ['lines'] }))['lines'] as readonly unknown[]).length, 200)
    for (let sale = 1; sale < 55; sale++) await lines(sale, 190)
    await did(world, { operation: 'Sale.list', query: { limit: 50 }, include: ['lines'] })
    assert.equal((await refused(world, { operation: 'Sale.list', query: { limit: 60 }, include: ['lines'] })).code, 'too-large')
  })

  it('of a resource whose reads are audited are audited', async () => {
    await using world = await onSqlite({ contract })
    await fill(world, 1, 1)
    const before = (await auditOf(world.store)).length
    await did(world, { operation: 'Sale.get', key: 'S0' })
    await did(world, { operation: 'Sale.list', include: ['lines'] })
    assert.equal((await auditOf(world.store)).length, before)
    await did(world, { operation: 'Sale.get', key: 'S0', include: ['customer'] })
    await did(world, { operation: 'Line.list', include: ['sale.customer'] })
    await did(world, { operation: 'Customer.get', key: 'C1' })
    assert.deepEqual(
      (await auditOf(world.store)).slice(before).map((a) => a.operation),
      ['Sale.get', 'Line.list', 'Customer.get'],
    )
  })
})

describe('A record that changes hands', () => {
  for (const store of ['sqlite', 'postgres'] as const)
    it(`takes along what belongs to it, also what the same commit changes, each with its own event (${store})`, async () => {
      await using database = store === 'postgres' ? await withDatabase() : undefined
      await using world = database ? await onPostgres({ contract, callers }, database.url) : await onSqlite({ contract, callers })
      await fill(world, 1, 2)
      const from = (await eventsOf(world.store)).length
      // The shipment is written by the user in the same commit; the milestones below it follow all the same.
      const outcomes = await world.kernel.batch(
        [
          world.call({ operation: 'Line.update', key: 'L0-0', input: { sale: 'S0' } }, 'internal'),
          world.call({ operation: 'Shipment.update', key: 'H0-0', input: { sale: 'S0' } }, 'internal'),
          world.call({ operation: 'Sale.update', key: 'S0', input: { customer: 'C2' } }, 'internal'),
        ],
        { atomic: true },
      )
      assert.deepEqual(outcomes.map(codeOf), ['ok', 'ok', 'ok'])
      for (const operation of ['Line.list', 'Shipment.list', 'Milestone.list', 'Invoice.list', 'Sale.list']) {
        assert.deepEqual(JSON.parse((await did(world, { operation }, 'acme')).body), [], operation)
        assert.notDeepEqual(JSON.parse((await did(world, { operation }, 'other')).body), [], operation)
      }
      const types = (await eventsOf(world.store)).slice(from).map((e) => e.type)
      assert.equal(types.filter((type) => type === 'milestone.changed').length, 4, types.join())
      assert.equal(types.filter((type) => type === 'milestone.left').length, 4)
      assert.equal(types.filter((type) => type === 'sale.left').length, 1)
      assert.equal(new Set(types.map((type) => type.split('.')[1])).size, 2, types.join())
    })

  it('takes at most 1,000 along, and none where there are more', async () => {
    await using world = await onSqlite({ contract, callers })
    await fill(world, 1, 31)
    const before = await stateOf(world.store)
    const problem = await refused(world, { operation: 'Sale.update', key: 'S0', input: { customer: 'C2' } })
    assert.equal(problem.code, 'conflict')
    const [outcome] = await world.kernel.batch([world.call({ operation: 'Sale.update', key: 'S0', input: { customer: 'C2' } }, 'internal')], { atomic: true })
    assert.equal(codeOf(outcome), 'conflict')
    assert.equal(await stateOf(world.store), before)
  })
})

describe('A store that cannot be written', () => {
  for (const [what, error, code, seconds] of [
    ['is full', new StoreFull('full'), 'storage-full', 10],
    ['is away', new StoreUnavailable('away'), 'unavailable', 2],
  ] as const)
    it(`because it ${what} answers with how long to wait, alone and in batches; reads go on`, async () => {
      let down = false
      await using world = await onSqlite({ contract, overlay: (store) => ({ commit: (changes) => (down ? Promise.reject(error) : store.commit(changes)) }) })
      await fill(world, 1, 1)
      down = true
      const asked = { operation: 'Sale.create', input: { id: 'new' } }
      const problem = await refused(world, asked)
      assert.deepEqual([problem.code, problem.retryAfter], [code, seconds])
      assert.equal((await refused(world, { ...asked, idempotencyKey: 'k' })).code, code)
      for (const atomic of [true, false])
        assert.deepEqual(
          (await world.kernel.batch([world.call(asked, 'internal'), world.call({ ...asked, input: { id: 'n2' } }, 'internal')], { atomic })).map(codeOf),
          [code, code],
        )
      await did(world, { operation: 'Sale.get', key: 'S0' })
      // What must be in the audit trail is not shown where it cannot be written.
      assert.equal((await refused(world, { operation: 'Customer.get', key: 'C1' })).code, code)
      down = false
      assert.equal((await did(world, { ...asked, idempotencyKey: 'k' })).replayed, undefined)
    })

  it('in a way that nobody foresaw is a defect: opaque outside, whole in the log', async () => {
    let down = false
    await using world = await onSqlite({
      contract,
      overlay: (store) => ({ commit: (changes) => (down ? Promise.reject(new Error('secret inside')) : store.commit(changes)) }),
    })
    down = true
    const outcomes = [
      await world.kernel.handle(world.call({ operation: 'Sale.create', input: { id: 'a' } }, 'internal')),
      ...(await world.kernel.batch([world.call({ operation: 'Sale.create', input: { id: 'a' } }, 'internal')], { atomic: true })),
    ]
    for (const outcome of outcomes) {
      assert.equal(codeOf(outcome), 'internal')
      assert.doesNotMatch(JSON.stringify(outcome), /secret inside/)
    }
    assert.match(JSON.stringify(world.log.entries), /secret inside/)
    down = false
  })
})
