import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { diffContracts, formatChanges } from '../../src/contract/diff.ts'
import { contractAt, translatorFor } from '../../src/contract/versions/index.ts'
import { plant } from '../../examples/plant/contract.ts'
import { seed } from '../../examples/plant/seed.ts'

const v1 = translatorFor(plant.data, 'v1')
const created = (operation: string, id: string): { readonly [name: string]: unknown } =>
  seed.find((call) => call.operation === operation && call.input['id'] === id)?.input ?? assert.fail(id)

describe('v1 of the example plant', () => {
  it('is a contract of its own, in its own words', () => {
    const { resources } = contractAt(plant.data, 'v1')
    assert.equal(resources['ProductionOrder'], undefined)
    assert.equal(resources['WorkOrder']?.plural, 'work-orders')
    assert.deepEqual(
      Object.keys(resources['WorkOrder']?.commands ?? {})
        .filter((c) => ['finish', 'pause', 'complete', 'suspend', 'reschedule'].includes(c))
        .toSorted(),
      ['finish', 'pause'],
    )
    for (const absent of ['CatalogItem', 'OrderRequest', 'MaintenanceRequest']) assert.equal(resources[absent], undefined)
  })

  it('shows weights in grams and types in capitals', () => {
    const shown = v1.down('Material', created('Material.create', 'P-1042'))
    assert.deepEqual(
      [shown['weightGrams'], shown['materialType'], shown['description'], shown['plant'], shown['units'], shown['netWeight']],
      ['4350', 'FINISHED', 'Pump housing DN50', 'BRE1', undefined, undefined],
    )
    assert.deepEqual(v1.up('Material', { weightGrams: '4351' }, 'patch', created('Material.create', 'P-1042')), { netWeight: '4.351' })
    assert.deepEqual(
      v1.refusals('Material', { plant: 'BRE2' }).map((r) => r.pointer),
      ['/plant'],
    )
  })

  it('loses nothing of a material that it writes back as it read it', () => {
    const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' })
    const material = fc.record(
      {
        name: text,
        type: fc.constantFrom('raw', 'component', 'semiFinished', 'finished', 'packaging', 'consumable', 'tool', 'spare'),
        netWeight: fc.nat({ max: 10 ** 9 }).map((n) => `${Math.floor(n / 1_000_000)}.${String(n % 1_000_000).padStart(6, '0')}`),
        sourcing: fc.constantFrom('make', 'buy'),
        hazardClass: text,
        labels: fc.dictionary(text, text),
        units: fc.constant([{ unit: '{box}', numerator: 10, denominator: 1 }]),
      },
      { requiredKeys: ['name', 'type', 'sourcing'] },
    )
    fc.assert(
      fc.property(material, text, (record, name) => {
        const current = { id: 'M-1', baseUnit: '{pcs}', ...record }
        assert.deepEqual(v1.up('Material', { ...v1.down('Material', current), description: name }, 'replace', current), { ...current, name })
      }),
    )
  })

  it('shows a parcel on the road and leaves it a parcel', () => {
    const current = { id: 'SHP-1', billOfLading: 'B-1', carrier: { scac: 'AB', name: 'A', mode: 'parcel' } }
    const shown = v1.down('Shipment', current)
    assert.deepEqual(shown, { id: 'SHP-1', transport: { billOfLading: 'B-1' }, carrier: { scac: 'AB', name: 'A', mode: 'road' } })
    assert.deepEqual(v1.up('Shipment', shown, 'replace', current), current)
  })

  it('asks, sorts and points in its own words', () => {
    assert.equal(v1.operationUp('WorkOrder.finish'), 'ProductionOrder.complete')
    assert.equal(v1.operationUp('WorkOrder.reschedule'), undefined)
    assert.equal(v1.fieldUp('ProductionOrder', 'schedule.start'), 'plannedStart')
    assert.deepEqual(v1.inputUp('ProductionOrder.start', { workplace: 'l3' }), { line: 'l3' })
    assert.deepEqual(v1.faultDown('line-busy', { line: 'l3', runningOrder: 'PO-00050127' }), {
      code: 'line-busy',
      detail: { workplace: 'l3', runningOrder: 'PO-00050127' },
    })
    assert.equal(v1.pointerDown('ProductionOrder', '/plannedStart'), '/schedule/start')
  })
})

describe('what busbar diff tells a partner about v2', () => {
  const changes = diffContracts(contractAt(plant.data, 'v1'), contractAt(plant.data, 'v2'))
  const text = formatChanges(changes)

  it('names what was renamed, moved and converted, and does not call it removed and new', () => {
    for (const sentence of [
      'WorkOrder is called ProductionOrder now, at /production-orders.',
      "'weightGrams' in Material is called 'netWeight' now, and is the former value × 0.001.",
      "'schedule.start' in ProductionOrder is called 'plannedStart' now.",
      'ProductionOrder.finish is called complete now.',
      "'severity' in Nonconformance has other words for its values: critical for A, major for B, minor for C.",
      'OrderRequest is new, at /order-requests.',
      'Version v1 ends at 2028-12-31T23:00:00Z.',
    ])
      assert.ok(text.includes(sentence), `${sentence}\n\n${text}`)
    assert.deepEqual(
      changes.filter((c) => c.message.includes('removed')).map((c) => c.message),
      ["'plant' in Material was removed."],
    )
  })

  it('breaks someone, and says what to do about each', () => {
    const breaking = changes.filter((c) => c.breaks.length > 0)
    assert.ok(breaking.length > 20, `${breaking.length} breaks`)
    for (const change of breaking) assert.ok(change.remedy.length > 5, change.message)
  })

  it('has nothing to say to those who stay on v2', () => {
    assert.deepEqual(diffContracts(plant.data, plant.data), [])
  })
})
