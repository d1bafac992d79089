import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { add, compare, subtract } from '../../examples/plant/decimal.ts'
import { openPlant, STORES, type Body, type Plant } from './plant-world.ts'

for (const store of STORES) {
  describe(`the seeded plant, on ${store}`, () => {
    let plant: Plant
    before(async () => {
      plant = await openPlant(store)
    })
    after(async () => plant[Symbol.asyncDispose]())

    it('went through the kernel call by call, without a defect', () => {
      assert.deepEqual(
        plant.world.log.entries.filter((e) => e.level === 'error'),
        [],
      )
    })

    it('has one order running on line 3 and one held on line 4', async () => {
      const running = await plant.list('ProductionOrder.list', { query: { filter: [{ field: 'state', operator: 'eq', values: ['Running'] }] } })
      assert.deepEqual(
        running.map((o) => [o['id'], o['line']]),
        [['PO-00050127', 'l3']],
      )
      assert.equal((await plant.ok('ProductionOrder.get', { key: 'PO-00050136' }))['state'], 'Held')
    })

    it('froze the bill of material into the released order', async () => {
      const order = await plant.ok('ProductionOrder.get', { key: 'PO-00050118' })
      assert.equal(order['bomRevision'], 'C')
      assert.deepEqual(
        (order['components'] as readonly Body[]).map((c) => [c['component'], c['required']]),
        [
          ['C-0088', '210'],
          ['S-3310', '420'],
          ['BOLT-M8', '1680'],
        ],
      )
      assert.deepEqual([order['goodQuantity'], order['scrapQuantity'], order['state']], ['200', '10', 'Closed'])
    })

    it('accounts for each of the 500 castings of heat H-7713', async () => {
      const movements = await plant.list('LotMovement.list', { query: { limit: 100 } })
      const used = (order: string): string =>
        sum(
          movements.filter((m) => m['type'] === 'consume' && m['productionOrder'] === order),
          'inputs',
          'H-7713',
        )
      assert.deepEqual([used('PO-00050118'), used('PO-00050121')], ['210', '150'])
      const stock = await plant.ok('Stock.get', { key: 'rm1.C-0088' })
      assert.equal(stock['onHand'], '140')
      assert.equal(add(add(used('PO-00050118'), used('PO-00050121')), String(stock['onHand'])), '500')
      for (const [order, good, scrap] of [
        ['PO-00050118', '200', '10'],
        ['PO-00050121', '148', '2'],
      ] as const) {
        const record = await plant.ok('ProductionOrder.get', { key: order })
        assert.deepEqual([record['goodQuantity'], record['scrapQuantity']], [good, scrap])
        assert.equal(add(good, scrap), used(order))
      }
    })

    it('has in each store what came in less what went out, lot by lot', async () => {
      const movements = await plant.list('LotMovement.list', { query: { limit: 100 } })
      const stock = await plant.list('Stock.list', { query: { limit: 100 } })
      let compared = 0
      for (const level of stock) {
        for (const { lot, onHand } of (level['lots'] ?? []) as readonly { lot: string; onHand: string }[]) {
          const came = sum(
            movements.filter((m) => m['to'] === level['location']),
            'outputs',
            lot,
          )
          const went = sum(
            movements.filter((m) => m['from'] === level['location']),
            'inputs',
            lot,
          )
          assert.equal(compare(subtract(came, went), onHand), 0, `${String(level['id'])} ${lot}: came ${came}, went ${went}, on hand ${onHand}`)
          compared++
        }
        assert.equal(compare(String(level['available']), subtract(subtract(String(level['onHand']), String(level['reserved'])), String(level['blocked']))), 0)
      }
      assert.equal(compared, 5)
      const goods = await plant.ok('Stock.get', { key: 'fg1.P-1042' })
      assert.deepEqual([goods['onHand'], goods['reserved'], goods['available']], ['512', '0', '512'])
    })

    it('shows both the failed test and its repetition, and a released lot', async () => {
      const inspection = await plant.ok('Inspection.get', { key: 'INS-2026-00881', include: ['results'] })
      assert.deepEqual([inspection['state'], inspection['failed']], ['Approved', 1])
      const results = inspection['results'] as readonly Body[]
      assert.equal(results.length, 7)
      assert.deepEqual(
        results.filter((r) => r['characteristic'] === 'leakRate').map((r) => [(r['measured'] as Body)['value'], r['evaluation'], r['supersedes']]),
        [
          ['0.62', 'fail', undefined],
          ['0.41', 'pass', 'TR-00441206'],
        ],
      )
      const lot = await plant.ok('Lot.get', { key: 'L260914-03' })
      assert.deepEqual([lot['state'], lot['disposition'], lot['releasedBy']], ['Released', 'Unrestricted', 'P-0105'])
    })

    it('puts milestones that came out of order where they belong', async () => {
      const shipment = await plant.ok('Shipment.get', { key: 'SHP-88412', include: ['milestones'] })
      assert.deepEqual(
        [shipment['progress'], shipment['state'], Date.parse(String(shipment['deliveredAt']))],
        ['delivered', 'Delivered', Date.parse('2026-09-26T05:52:00Z')],
      )
      assert.equal((shipment['milestones'] as readonly Body[]).length, 4)
      const inOrder = await plant.list('Milestone.list', {
        query: { filter: [{ field: 'shipment', operator: 'eq', values: ['SHP-88412'] }], sort: { field: 'at', descending: false } },
      })
      assert.deepEqual(
        inOrder.map((m) => m['code']),
        ['pickedUp', 'departed', 'arrived', 'delivered'],
      )
    })
  })
}

function sum(movements: readonly Body[], side: 'inputs' | 'outputs', lot: string): string {
  let total = '0'
  for (const movement of movements)
    for (const line of movement[side] as readonly { lot?: string; quantity: string }[]) if (line.lot === lot) total = add(total, line.quantity)
  return total
}
