import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createClientAsync, type Client } from 'soap'
import { plant } from '../../../examples/plant/contract.ts'
import { implementations } from '../../../examples/plant/implementations.ts'
import { defineApp, rest, soap, sqlite, startApp, type Running } from '../../../src/server/index.ts'

type Input = { readonly [name: string]: unknown }

/** What stands at a path of an answer: `items.item.0.name`. */
const at = (answer: unknown, path: string): unknown =>
  path.split('.').reduce((of: unknown, name) => (typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined), answer)

let folder: string
let running: Running
let key: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'busbar-soap-'))
  const app = defineApp({
    contract: plant,
    bindings: implementations,
    store: sqlite({ path: './data' }),
    protocols: [rest(), soap()],
    listen: { port: 0 },
    operations: { port: 0 },
  })
  running = await startApp(app, { file: join(folder, 'busbar.config.ts'), log: { debug() {}, info() {}, warn() {}, error() {} }, announce: () => undefined })
  key = running.firstKey ?? ''
})
after(async () => {
  await running.stop()
  await rm(folder, { recursive: true, force: true })
})

interface PortClient {
  call(operation: string, input: Input): Promise<unknown>
  /** The detail of the fault that it must be answered with. */
  refused(operation: string, input: Input): Promise<unknown>
}

/** A client that npm `soap` makes of the served WSDL, bound to one of its ports. */
async function clientOf(path: string, port: string): Promise<PortClient> {
  const authorization = `Bearer ${key}`
  const client: Client = await createClientAsync(`${running.publicUrl}${path}?wsdl`, {
    wsdl_headers: { authorization },
    forceSoap12Headers: port.endsWith('12'),
    disableCache: true,
  })
  client.addHttpHeader('authorization', authorization)
  const service = client[`${port.replace(/Soap(12)?$/, '')}Service`][port]
  const call = (operation: string, input: Input): Promise<unknown> =>
    new Promise((resolve, reject) => service[operation](input, (error: Error | null, result: unknown) => (error ? reject(error) : resolve(result))))
  return {
    call,
    refused: (operation, input) =>
      call(operation, input).then(
        () => assert.fail(`${operation} was not refused`),
        (error: unknown) => {
          const fault = at(error, 'root.Envelope.Body.Fault') ?? assert.fail(String(error))
          return at(fault, 'detail') ?? at(fault, 'Detail')
        },
      ),
  }
}

for (const [port, n] of [
  ['PlantSoap', '1'],
  ['PlantSoap12', '2'],
] as const)
  describe(`a client that npm soap makes of the WSDL, port ${port}`, () => {
    let the: PortClient
    before(async () => {
      the = await clientOf('/soap/v2', port)
    })
    const partner = `NORD${n}`
    const order = (number: number): string => `PO-0000${n}00${number}`

    it('creates, reads, changes, replaces and lists', async () => {
      const address = { street: 'Werkstraße 4 & 5', postalCode: '70565', city: 'Stuttgart', country: 'DE' }
      const made = await the.call('CreatePartner', {
        record: { id: partner, name: 'Nordwerk <AG>', kinds: { item: ['customer', 'supplier'] }, vatId: 'DE123456789', address },
      })
      assert.equal(at(made, 'created'), true)
      assert.equal(at(made, 'revision'), 1)
      const got = await the.call('GetPartner', { id: partner })
      assert.deepEqual(at(got, 'record'), at(made, 'record'))
      assert.equal(at(got, 'record.name'), 'Nordwerk <AG>')
      assert.deepEqual(at(got, 'record.kinds.item'), ['customer', 'supplier'])
      assert.deepEqual(at(got, 'record.address'), address)
      const few = await the.call('GetPartner', { id: partner, fields: ['name'] })
      assert.deepEqual(Object.keys(Object(at(few, 'record'))), ['id', 'name'])
      assert.equal(at(await the.call('GetPartner', { id: partner, ifNoneMatch: ['1'] }), 'unchanged'), true)
      const changed = await the.call('UpdatePartner', {
        id: partner,
        patch: { name: 'Nordwerk SE', vatId: { attributes: { 'xsi:nil': 'true' } } },
        ifMatch: ['1'],
      })
      assert.equal(at(changed, 'record.name'), 'Nordwerk SE')
      assert.equal(at(changed, 'record.vatId'), undefined)
      assert.equal(at(changed, 'record.address.city'), 'Stuttgart')
      const replaced = await the.call('ReplacePartner', { id: partner, record: { name: 'Nordwerk', kinds: { item: ['customer'] } } })
      assert.equal(at(replaced, 'record.address'), undefined)
      const page = await the.call('ListPartners', {
        filter: [{ field: 'id', operator: 'in', value: [partner, 'X'] }],
        sort: { field: 'name', descending: true },
        limit: 10,
        count: true,
      })
      assert.equal(at(page, 'count'), 1)
      assert.equal(at(page, 'items.item.0.name'), 'Nordwerk')
    })

    it('runs a command, and is given the fault that it declares, typed', async () => {
      for (const number of [1, 2]) {
        await the.call('CreateProductionOrder', {
          record: { id: order(number), material: 'P-1042', customer: partner, quantity: '200', due: '2026-09-15T14:00:00Z', line: `l${n}` },
        })
        if (number === 1) await the.refused('StartProductionOrder', { id: order(1), input: { line: `l${n}` } })
      }
      const state = at(await the.call('GetProductionOrder', { id: order(1) }), 'record.state')
      assert.equal(state, 'Forecast')
      const refusal = await the.refused('ReleaseProductionOrder', { id: order(1), input: {} })
      assert.equal(at(refusal, 'Problem.code'), 'bom-not-usable')
      assert.ok(at(refusal, 'BomNotUsable'), JSON.stringify(refusal))
    })

    it('is told what does not fit, with its place', async () => {
      const refusal = await the.refused('CreateProductionOrder', {
        record: { id: order(3), material: 'P-1042', quantity: 'many', due: '2026-09-15T14:00:00' },
      })
      assert.equal(at(refusal, 'Problem.code'), 'invalid')
      assert.deepEqual(
        [0, 1, 2].map((n) => at(refusal, `Problem.errors.item.${n}.pointer`)),
        ['#/quantity', '#/due', undefined],
      )
      assert.equal(at(await the.refused('GetPartner', { id: 'NOBODY' }), 'Problem.code'), 'not-found')
      assert.equal(at(await the.refused('UpdatePartner', { id: partner, patch: { name: 'x' }, ifMatch: ['99'] }), 'Problem.code'), 'precondition-failed')
    })

    it('calls operations and composites', async () => {
      const shift = await the.call('ChangeShift', { input: { line: 'l3', shift: 'early', lead: 'P-0331', at: '2026-09-14T04:00:00Z' } })
      assert.equal(new Date(String(at(shift, 'output.at'))).toISOString(), '2026-09-14T04:00:00.000Z')
      assert.equal(at(await the.refused('AvailableToPromise', { input: { material: 'P-1042', quantity: '0' } }), 'Problem.code'), 'invalid')
      const id = `SO-2093${n}`
      await the.call('CreateSalesOrder', { record: { id, customer: partner, partnerOrderNumber: '4500017731', orderDate: '2026-09-14', incoterm: 'DAP' } })
      const overview = await the.call('GetOrderOverview', { id })
      assert.equal(at(overview, 'record.customer'), partner)
      assert.equal(at(overview, 'record.lines'), null)
      const included = await the.call('GetSalesOrder', { id, include: ['customer'] })
      assert.equal(at(included, 'record.customerRecord.name'), 'Nordwerk')
    })

    it('speaks an older version in its own words', async () => {
      const old = await clientOf('/soap/v1', port)
      const got = await old.call('GetWorkOrder', { id: order(1) })
      assert.equal(new Date(String(at(got, 'record.dueDate'))).toISOString(), '2026-09-15T14:00:00.000Z')
    })

    it('administers, and deletes', async () => {
      const admin = await clientOf('/admin/soap/v1', port.replace('Plant', 'Administration'))
      const consumers = await admin.call('ListConsumers', {})
      assert.equal(at(consumers, 'items.item.0.audience'), 'internal')
      await admin.call('CreateConsumer', { record: { id: `mes-${n}`, audience: 'internal', scopes: { item: ['*'] } } })
      const made = await admin.call('IssueKeyConsumer', { id: `mes-${n}`, input: { label: 'press' } })
      assert.match(String(at(made, 'output.key')), /^bb_live_/)
      await admin.call('CreatePlan', { record: { id: `small-${n}`, rate: 2.5 } })
      await admin.call('DeletePlan', { id: `small-${n}`, ifMatch: ['1'] })
      assert.equal(at(await admin.refused('GetPlan', { id: `small-${n}` }), 'Problem.code'), 'not-found')
      assert.equal(at(await admin.call('ReadAudit', { input: { limit: 2 } }), 'output.records.item.length'), 2)
    })
  })
