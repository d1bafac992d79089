import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openPlant, STORES, type Body, type Plant } from './plant-world.ts'

for (const store of STORES) {
  describe(`a day in the plant, on ${store}`, () => {
    let plant: Plant
    before(async () => {
      plant = await openPlant(store)
    })
    after(async () => plant[Symbol.asyncDispose]())

    const state = async (operation: string, key: string): Promise<unknown> => (await plant.ok(operation, { key }))['state']

    it('refuses a second order on a line and names the one that runs', async () => {
      const problem = await plant.refused('ProductionOrder.start', { key: 'PO-00050133', input: { line: 'l3' } })
      assert.equal(problem.code, 'line-busy')
      assert.deepEqual(problem.fault, { contract: 'plant', class: 'conflict', detail: { line: 'l3', runningOrder: 'PO-00050127' } })
      assert.equal(await state('ProductionOrder.get', 'PO-00050133'), 'Ready')
    })

    it('does not resume a held order on a line that was taken meanwhile', async () => {
      assert.deepEqual(Object.keys(await plant.ok('ProductionOrder.start', { key: 'PO-00050133', input: { line: 'l4' } })), ['startedAt'])
      assert.equal((await plant.refused('ProductionOrder.resume', { key: 'PO-00050136' })).code, 'line-busy')
    })

    it('adds up quantity reports exactly, each number once', async () => {
      const report = (input: Body, idempotencyKey: string) => plant.ok('ProductionOrder.reportQuantity', { key: 'PO-00050127', input, idempotencyKey })
      assert.deepEqual(await report({ sequence: 1, good: '0.1' }, 'a'), { goodQuantity: '0.1', scrapQuantity: '0', remaining: '119.9' })
      assert.deepEqual(await report({ sequence: 2, good: '0.2', scrap: '1' }, 'b'), { goodQuantity: '0.3', scrapQuantity: '1', remaining: '119.7' })
      // The same request again is the same answer; the same report under another key is refused.
      assert.equal((await report({ sequence: 2, good: '0.2', scrap: '1' }, 'b'))['goodQuantity'], '0.3')
      const again = await plant.refused('ProductionOrder.reportQuantity', { key: 'PO-00050127', input: { sequence: 2, good: '0.2' }, idempotencyKey: 'c' })
      assert.deepEqual([again.code, again.fault?.detail], ['out-of-sequence', { expected: 3, given: 2 }])
      // One that is missing in between is noticed too.
      const gap = await plant.refused('ProductionOrder.reportQuantity', { key: 'PO-00050127', input: { sequence: 4, good: '1' }, idempotencyKey: 'd' })
      assert.deepEqual(gap.fault?.detail, { expected: 3, given: 4 })
      assert.equal(
        (await plant.refused('ProductionOrder.reportQuantity', { key: 'PO-00050127', input: { sequence: 3, good: '1' } })).code,
        'idempotency-key-missing',
      )
    })

    it('lets a bill of material take over at an instant, and each order use the one that holds at its release', async () => {
      const at = '2026-10-01T00:00:00+02:00'
      assert.equal((await plant.refused('ProductionOrder.release', { key: 'PO-00050141', input: { at } })).fault?.detail['because'], 'notReleased')
      await plant.ok('Bom.release', { key: 'BOM-1042-D', input: { effectiveFrom: at, follows: 'BOM-1042-C', by: 'P-0150' } })
      assert.equal((await plant.ok('Bom.get', { key: 'BOM-1042-C' }))['effectiveTo'], at)
      const early = await plant.refused('ProductionOrder.release', { key: 'PO-00050141', input: { at: '2026-09-30T21:59:59Z' } })
      assert.equal(early.fault?.detail['because'], 'notYetEffective')
      await plant.ok('ProductionOrder.release', { key: 'PO-00050140', input: { at: '2026-09-28T08:00:00Z' } })
      await plant.ok('ProductionOrder.release', { key: 'PO-00050141', input: { at: '2026-09-30T22:00:00Z' } })
      const needs = async (key: string): Promise<unknown> => {
        const order = await plant.ok('ProductionOrder.get', { key })
        return [order['bomRevision'], ...(order['components'] as readonly Body[]).map((c) => `${String(c['required'])} ${String(c['component'])}`)]
      }
      assert.deepEqual(await needs('PO-00050140'), ['C', '200 C-0088', '400 S-3310', '1600 BOLT-M8'])
      assert.deepEqual(await needs('PO-00050141'), ['D', '200 C-0088', '400 S-3312', '1200 BOLT-M8', '200 GASKET-9'])
    })

    it('keeps a lot on hold in the house', async () => {
      await plant.ok('Shipment.create', { input: { id: 'SHP-88420', salesOrder: 'SO-20940', customer: 'HYDRA', shipFrom: 'fg1', shipTo: 'HYDRA' } })
      const contents = [{ orderLine: 'SO-20940-10', material: 'P-1042', lot: 'L260915-01', quantity: '12' }]
      const wrong = await plant.refused('Shipment.pack', {
        key: 'SHP-88420',
        input: { handlingUnits: [{ sscc: '040123450000047128', type: 'box', contents }] },
      })
      assert.deepEqual([wrong.code, wrong.fault?.detail['expected']], ['wrong-check-digit', '7'])
      await plant.ok('Shipment.pack', { key: 'SHP-88420', input: { handlingUnits: [{ sscc: '040123450000047127', type: 'box', contents }] } })
      await plant.ok('Lot.hold', { key: 'L260915-01', input: { reason: 'Customer complaint' } })
      const problem = await plant.refused('Shipment.ship', { key: 'SHP-88420' })
      assert.deepEqual([problem.code, problem.fault?.detail], ['lot-not-released', { lot: 'L260915-01', state: 'OnHold', disposition: 'Restricted' }])
      assert.equal(await state('Shipment.get', 'SHP-88420'), 'Packed')
      await plant.ok('Lot.release', { key: 'L260915-01', input: { by: 'P-0105' } })
      assert.equal((await plant.ok('Shipment.ship', { key: 'SHP-88420' }))['quantity'], '12')
    })

    it('stores a milestone that comes twice once, and none sets the progress back', async () => {
      const departed = { code: 'departed', at: '2026-09-25T12:10:00Z', location: 'Bremen', source: 'DHLF' }
      assert.equal((await plant.refused('Shipment.recordMilestone', { key: 'SHP-88412', input: departed })).code, 'unique-violation')
      await plant.ok('Shipment.recordMilestone', { key: 'SHP-88412', input: { ...departed, code: 'tendered', at: '2026-09-25T06:00:00Z' } })
      assert.equal((await plant.ok('Shipment.get', { key: 'SHP-88412' }))['progress'], 'delivered')
    })

    it('promises the last pieces to one of two shops', async () => {
      const key = 'fg1.P-1042'
      const answers = await Promise.all(
        ['shop-1', 'shop-2'].map((shop) =>
          plant.world.kernel.handle(plant.world.call({ operation: 'Stock.reserve', key, input: { quantity: '300', for: shop } }, 'internal')),
        ),
      )
      assert.deepEqual(answers.map((a) => (a.ok ? 'ok' : a.problem.code)).toSorted(), ['insufficient-availability', 'ok'])
      assert.deepEqual(await plant.ok('availableToPromise', { input: { material: 'P-1042', quantity: '300' } }), {
        promisable: '212',
        short: '88',
        available: '212',
        unit: '{pcs}',
        asOf: '2026-09-14T08:00:00.000Z',
      })
      assert.equal((await plant.refused('availableToPromise', { input: { material: 'NO-SUCH', quantity: '1' } })).code, 'not-found')
      const stale = await plant.refused('Stock.count', { key, input: { onHand: '602', sequence: 8835, asOf: '2026-09-24T16:00:00Z' } })
      assert.deepEqual([stale.code, stale.fault?.detail], ['stale-sequence', { last: 8835, given: 8835 }])
    })

    it('reverses a movement once, by another', async () => {
      const made = await plant.ok('LotMovement.create', {
        input: {
          type: 'consume',
          at: '2026-09-26T05:00:00Z',
          from: 'rm1',
          inputs: [{ material: 'C-0088', lot: 'H-7713', quantity: '7' }],
          productionOrder: 'PO-00050127',
        },
      })
      const { reversal } = await plant.ok('LotMovement.reverse', { key: String(made['id']), input: { reason: 'Wrong heat scanned' } })
      const record = await plant.ok('LotMovement.get', { key: String(reversal) })
      assert.deepEqual(
        [record['reversalOf'], record['to'], record['from'], record['inputs'], record['outputs'], record['type']],
        [made['id'], 'rm1', undefined, [], made['inputs'], 'consume'],
      )
      assert.equal((await plant.ok('LotMovement.get', { key: String(made['id']) }))['revision'], 1)
      assert.equal((await plant.refused('LotMovement.reverse', { key: String(made['id']), input: { reason: 'Again' } })).code, 'already-reversed')
      assert.equal((await plant.refused('LotMovement.reverse', { key: String(reversal), input: { reason: 'Undo the undoing' } })).code, 'not-reversible')
    })

    it('issues only an invoice that adds up to the cent', async () => {
      const lines = [{ number: 10, material: 'P-1042', quantity: '12', unitPrice: '47.9', net: '574.80' }]
      const draft = {
        customer: 'HYDRA',
        salesOrder: 'SO-20940',
        invoiceDate: '2026-09-28',
        dueDate: '2026-10-12',
        lines,
        taxes: [{ code: 'VAT', rate: '19.00', base: '574.80', amount: '109.21' }],
        net: '574.80',
        tax: '109.21',
      }
      await plant.ok('Invoice.create', { input: { ...draft, id: 'INV-70050', gross: '684.00' } })
      const problem = await plant.refused('Invoice.issue', { key: 'INV-70050' })
      assert.deepEqual([problem.code, problem.fault?.detail], ['totals-mismatch', { field: 'gross', expected: '684.01', given: '684.00' }])
      await plant.ok('Invoice.create', { input: { ...draft, id: 'INV-70051', gross: '684.01' } })
      assert.equal((await plant.ok('Invoice.issue', { key: 'INV-70051' }))['state'], 'Issued')
    })

    it('opens one corrective order for an asset and a cause', async () => {
      const order = { type: 'corrective', asset: 'DMG-88340', priority: 'P2', causeKind: 'alarm', causeReference: 'ALM-2201', description: 'Again' }
      const problem = await plant.refused('MaintenanceWorkOrder.create', { input: { ...order, id: 'WO-2026-00430' } })
      assert.deepEqual([problem.code, problem.fault?.detail], ['already-open', { asset: 'DMG-88340', causeReference: 'ALM-2201' }])
      await plant.ok('MaintenanceWorkOrder.cancel', { key: 'WO-2026-00415', input: { reason: 'Maker comes anyway' } })
      await plant.ok('MaintenanceWorkOrder.create', { input: { ...order, id: 'WO-2026-00430' } })
    })

    it('does not let a meter run backwards, nor an author approve a change', async () => {
      const back = await plant.refused('Asset.recordMeter', { key: 'DMG-88213', input: { meter: 'spindleHours', value: '3.0', unit: 'h' } })
      assert.deepEqual(back.fault?.detail, { meter: 'spindleHours', last: '1874.5', given: '3.0' })
      await plant.ok('Specification.submit', { key: 'SPEC-1042-5' })
      assert.equal((await plant.refused('Specification.approve', { key: 'SPEC-1042-5', input: { by: 'P-0207' } })).code, 'own-approval')
      await plant.ok('Specification.approve', { key: 'SPEC-1042-5', input: { by: 'P-0105' } })
      await plant.ok('Specification.release', { key: 'SPEC-1042-5' })
      assert.equal((await plant.refused('Specification.makeEffective', { key: 'SPEC-1042-5' })).code, 'already-effective')
      assert.equal(
        (
          await plant.refused('Specification.setCharacteristics', {
            key: 'SPEC-1042-4',
            input: { characteristics: [{ key: 'x', name: 'x', type: 'variable', sampleSize: 1, classification: 'minor' }] },
          })
        ).code,
        'transition-not-allowed',
      )
    })

    it('says that a shift has changed, as an event of no record', async () => {
      const before = (await plant.world.store.eventRange()).last
      await plant.ok('changeShift', { input: { line: 'l3', shift: 'late', lead: 'P-0207' } })
      const [event] = await plant.world.store.events(before, 10)
      assert.deepEqual([event?.type, event?.key], ['shift-changed', ''])
    })
  })
}

for (const store of STORES) {
  describe(`a partner of the plant, on ${store}`, () => {
    let plant: Plant
    before(async () => {
      plant = await openPlant(store)
    })
    after(async () => plant[Symbol.asyncDispose]())

    it('sees its own orders and what hangs on them, and nobody else’s', async () => {
      for (const [as, order, line] of [
        ['nordwerk', 'SO-20931', 'SO-20931-10'],
        ['hydra', 'SO-20940', 'SO-20940-10'],
      ] as const) {
        assert.deepEqual(
          (await plant.list('SalesOrder.list', { as })).map((o) => o['id']),
          [order],
        )
        assert.deepEqual(
          (await plant.list('SalesOrderLine.list', { as })).map((l) => l['id']),
          [line],
        )
      }
      assert.equal((await plant.refused('SalesOrder.get', { as: 'hydra', key: 'SO-20931' })).code, 'not-found')
      assert.equal((await plant.refused('SalesOrderLine.get', { as: 'hydra', key: 'SO-20931-10' })).code, 'not-found')
      assert.equal((await plant.refused('order-overview', { as: 'hydra', key: 'SO-20931' })).code, 'not-found')
      assert.deepEqual(await plant.list('Milestone.list', { as: 'hydra' }), [])
      assert.equal((await plant.list('Milestone.list', { as: 'nordwerk' })).length, 4)
      assert.deepEqual(
        (await plant.list('Partner.list', { as: 'nordwerk' })).map((p) => p['id']),
        ['NORDWERK'],
      )
    })

    it('gets the whole of an order in one call, without our costs and notes', async () => {
      const overview = await plant.ok('order-overview', { as: 'nordwerk', key: 'SO-20931' })
      const text = JSON.stringify(overview)
      for (const hidden of ['margin', 'internalNote', 'unitCost', 'freightCost', 'AT7']) assert.ok(!text.includes(hidden), hidden)
      const [line] = overview['lines'] as readonly Body[]
      const [shipment] = overview['shipments'] as readonly Body[]
      const [invoice] = overview['invoices'] as readonly Body[]
      assert.deepEqual([line?.['shippedQuantity'], shipment?.['progress'], invoice?.['gross']], ['90', 'delivered', '4417.88'])
      assert.equal((shipment?.['milestones'] as readonly Body[]).length, 4)
      assert.ok(JSON.stringify(await plant.ok('order-overview', { key: 'SO-20931' })).includes('internalNote'))
    })

    it('follows the order that is made for it, and sees nothing of how', async () => {
      const orders = await plant.list('ProductionOrder.list', { as: 'nordwerk' })
      assert.deepEqual(
        orders.map((o) => o['id']),
        ['PO-00050118', 'PO-00050127'],
      )
      assert.deepEqual(Object.keys(orders[0] ?? {}).toSorted(), [
        'createdAt',
        'customer',
        'due',
        'goodQuantity',
        'id',
        'material',
        'quantity',
        'revision',
        'salesOrderLine',
        'state',
        'updatedAt',
      ])
      assert.equal((await plant.refused('ProductionOrder.start', { as: 'nordwerk', key: 'PO-00050127', input: { line: 'l4' } })).code, 'forbidden')
      for (const unknown of ['Material.list', 'Lot.list', 'Stock.list', 'EquipmentNode.list', 'Nonconformance.list'])
        assert.equal((await plant.refused(unknown, { as: 'nordwerk' })).code, 'not-found')
    })

    it('orders in its own name only, each number once, and sales makes a sales order of it in one step', async () => {
      const lines = [{ number: 10, material: 'P-1042', quantity: '24', unitPrice: '41.25', requested: '2026-10-20' }]
      const order = (customer: string, number: string, idempotencyKey: string) => ({
        as: 'nordwerk',
        input: { customer, partnerOrderNumber: number, lines },
        idempotencyKey,
      })
      const made = await plant.ok('OrderRequest.create', order('NORDWERK', '4500018000', 'k1'))
      assert.equal((await plant.refused('OrderRequest.create', order('HYDRA', '4500018001', 'k2'))).code, 'invalid')
      const twice = await plant.refused('OrderRequest.create', order('NORDWERK', '4500018000', 'k3'))
      assert.deepEqual([twice.code, twice.fault?.detail], ['duplicate-order', { customer: 'NORDWERK', partnerOrderNumber: '4500018000' }])
      const key = String(made['id'])
      assert.equal(
        (await plant.refused('OrderRequest.accept', { as: 'nordwerk', key, input: { salesOrder: 'SO-21000', incoterm: 'DAP' }, idempotencyKey: 'k4' })).code,
        'forbidden',
      )
      // A number that is taken: neither order nor line nor acceptance.
      assert.equal(
        (await plant.refused('OrderRequest.accept', { key, input: { salesOrder: 'SO-20931', incoterm: 'DAP' }, idempotencyKey: 'k5' })).code,
        'already-exists',
      )
      assert.equal((await plant.ok('OrderRequest.get', { key }))['state'], 'Received')
      await plant.ok('OrderRequest.accept', { key, input: { salesOrder: 'SO-21000', incoterm: 'DAP' }, idempotencyKey: 'k6' })
      assert.deepEqual(
        (await plant.list('SalesOrder.list', { as: 'nordwerk' })).map((o) => o['id']),
        ['SO-20931', 'SO-21000'],
      )
      assert.equal((await plant.ok('SalesOrderLine.get', { as: 'nordwerk', key: 'SO-21000-10' }))['quantity'], '24')
    })

    it('disputes an invoice and asks for a change, and cannot write what it cannot see', async () => {
      assert.equal((await plant.ok('Invoice.dispute', { as: 'nordwerk', key: 'INV-70045', input: { reason: 'Two pieces were damaged' } }))['state'], 'Disputed')
      await plant.ok('SalesOrder.requestChange', { as: 'nordwerk', key: 'SO-20931', input: { text: 'Deliver to gate 4, please' } })
      assert.equal((await plant.refused('SalesOrder.update', { as: 'nordwerk', key: 'SO-20931', input: { paymentTerms: '90 days' } })).code, 'forbidden')
      const own = {
        customer: 'NORDWERK',
        partnerOrderNumber: '4500018003',
        lines: [{ number: 10, material: 'P-1042', quantity: '1', unitPrice: '1', requested: '2026-10-20' }],
      }
      assert.equal(
        (await plant.refused('OrderRequest.create', { as: 'nordwerk', input: { ...own, internalNote: 'hello' }, idempotencyKey: 'k7' })).code,
        'invalid',
      )
    })

    it('and the public see the catalog and nothing else', async () => {
      assert.deepEqual(
        (await plant.list('CatalogItem.list', { as: 'anyone' })).map((i) => i['id']),
        ['P-1042'],
      )
      assert.equal((await plant.refused('Material.get', { as: 'anyone', key: 'P-1042' })).code, 'unauthenticated')
      assert.equal((await plant.refused('CatalogItem.update', { as: 'anyone', key: 'P-1042', input: { name: 'x' } })).code, 'unauthenticated')
      assert.equal((await plant.refused('SalesOrder.list', { as: 'anyone' })).code, 'unauthenticated')
    })

    it('has its costs kept by the ERP alone', async () => {
      const change = { key: 'P-1042', input: { standardCost: { amount: '24.1000', currency: 'EUR' } } }
      assert.equal((await plant.refused('Material.update', change)).code, 'forbidden')
      assert.deepEqual((await plant.ok('Material.update', { ...change, as: 'erp' }))['standardCost'], { amount: '24.1000', currency: 'EUR' })
    })
  })
}

for (const store of STORES) {
  describe(`the old customer portal, which speaks v1, on ${store}`, () => {
    let plant: Plant
    before(async () => {
      plant = await openPlant(store)
    })
    after(async () => plant[Symbol.asyncDispose]())
    const v1 = { version: 'v1' }

    it('finds the running order by the words it knows', async () => {
      const found = await plant.list('WorkOrder.list', {
        ...v1,
        query: { filter: [{ field: 'status', operator: 'eq', values: ['InProgress'] }], sort: { field: 'dueDate', descending: true } },
      })
      assert.deepEqual(
        found.map((o) => [o['id'], o['workplace'], o['status'], o['good'], o['schedule']]),
        [['PO-00050127', 'l3', 'InProgress', '0', { start: '2026-09-26T04:00:00Z', end: '2026-09-26T12:00:00Z' }]],
      )
      assert.equal((await plant.refused('ProductionOrder.get', { ...v1, key: 'PO-00050127' })).code, 'not-found')
    })

    it('is refused in its own words', async () => {
      const busy = await plant.refused('WorkOrder.start', { ...v1, key: 'PO-00050133', input: { workplace: 'l3' } })
      assert.deepEqual(busy.fault?.detail, { workplace: 'l3', runningOrder: 'PO-00050127' })
      const wrong = await plant.refused('Material.update', { ...v1, key: 'P-1042', input: { weightGrams: 'heavy' } })
      assert.deepEqual(
        wrong.errors?.map((e) => e.pointer),
        ['/weightGrams'],
      )
    })

    it('changes a weight in grams and loses nothing that it does not know', async () => {
      const before = await plant.ok('Material.get', { key: 'P-1042' })
      await plant.ok('Material.update', { ...v1, key: 'P-1042', input: { weightGrams: '4380.5' } })
      const after = await plant.ok('Material.get', { key: 'P-1042' })
      assert.deepEqual(after, { ...before, netWeight: '4.3805', revision: Number(before['revision']) + 1 })
      await plant.ok('Material.create', { ...v1, input: { id: 'M-9', description: 'Washer', materialType: 'PART', weightGrams: '2' } })
      const made = await plant.ok('Material.get', { key: 'M-9' })
      assert.deepEqual([made['name'], made['type'], made['netWeight'], made['sourcing'], made['state']], ['Washer', 'component', '0.002', 'make', 'Draft'])
    })
  })
}
