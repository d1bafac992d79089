import { defineContract, defineFault, defineResource, t } from 'busbar/contract'

const LineBusy = defineFault('line-busy', {
  code: 'conflict',
  doc: 'The line already runs another order.',
  detail: { line: t.string(), runningOrder: t.string() },
})

/** Each change writes the name of the call that made it: what the checker counts afterwards. */
export const Order = defineResource('Order', {
  key: { id: t.string({ pattern: '^PO-[0-9a-z-]+$' }) },
  fields: { by: t.string(), quantity: t.integer(), line: t.string().optional(), state: t.state('Released', 'Running', 'Completed') },
  standard: ['get', 'list', 'create', 'update'],
  lists: [{ equal: ['state'], sort: 'quantity' }],
  unique: [{ fields: ['line'], when: { state: 'Running' }, fault: LineBusy }],
  commands: {
    start: { event: 'started', from: ['Released'], to: 'Running', input: { line: t.string(), by: t.string() }, faults: [LineBusy] },
    complete: { event: 'completed', from: ['Running'], to: 'Completed', input: { by: t.string() } },
  },
})

export const plant = defineContract('torture', { version: 'v1', members: [Order] })
