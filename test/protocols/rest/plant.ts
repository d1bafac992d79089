import { defineComposite, defineContract, defineFault, defineOperation, defineResource, t } from '../../../src/contract/index.ts'

const LineBusy = defineFault('line-busy', {
  code: 'conflict',
  doc: 'The line already runs another order.',
  detail: { line: t.string(), runningOrder: t.string() },
})

const Material = defineResource('Material', { key: { id: t.string() }, fields: { unit: t.string() }, access: { public: { can: ['get', 'list'] } } })

const ProductionOrder = defineResource('ProductionOrder', {
  key: { id: t.string({ pattern: '^PO-[0-9]{8}$' }) },
  fields: {
    material: t.ref('Material'),
    quantity: t.decimal({ precision: 12, scale: 3, unit: '{pcs}' }),
    due: t.instant(),
    line: t.string().optional(),
    margin: t.decimal({ precision: 9, scale: 2 }).optional(),
    price: t.money().optional(),
    weight: t.quantity().optional(),
    planned: t.local().optional(),
    place: t.object({ building: t.string(), floor: t.integer() }).optional(),
    tags: t.list(t.string()).optional(),
    secret: t.string().optional().writeOnly(),
    state: t.state('Released', 'Ready', 'Running', 'Completed'),
    parts: t.many('Part', 'order'),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  lists: [{ equal: ['state'], sort: 'due' }],
  access: { partner: { can: ['get', 'list'], hide: ['margin'] } },
  commands: {
    start: { from: ['Released', 'Ready'], to: 'Running', input: { line: t.string() }, output: { startedAt: t.instant() }, faults: [LineBusy] },
    releaseForPacking: { doc: 'No input, no output.' },
  },
})
const Part = defineResource('Part', { key: { id: t.id() }, fields: { order: t.ref('ProductionOrder'), count: t.integer() }, standard: ['list', 'create'] })

const oee = defineOperation('LineEffectiveness', {
  path: 'line-effectiveness',
  reads: true,
  input: { line: t.string(), days: t.integer(), exact: t.boolean().optional(), shifts: t.list(t.integer()).optional() },
  output: { oee: t.float() },
})
const recount = defineOperation('Recount', { input: { lines: t.list(t.string()) } })
const simulate = defineOperation('Simulate', { reads: true, input: { plan: t.object({ line: t.string() }) }, output: { ends: t.instant() } })
const OrderOverview = defineComposite('OrderOverview', { root: ProductionOrder, include: ['parts', 'material'] })

export const plant = defineContract('plant', { version: 'v2', members: [Material, ProductionOrder, Part, oee, recount, simulate, OrderOverview] }).data

const Consumer = defineResource('Consumer', { key: { id: t.id() }, fields: { name: t.string() } })
export const administration = defineContract('administration', { version: 'v1', members: [Consumer] }).data
