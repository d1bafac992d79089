import { defineContract, defineResource, t } from 'busbar/contract'

const order = {
  key: { id: t.string({ pattern: '^PO-[0-9]{8}$' }) },
  fields: {
    material: t.string(),
    customer: t.string(),
    quantity: t.decimal({ precision: 12, scale: 3 }),
    due: t.instant(),
    priority: t.integer({ minimum: 1, maximum: 9 }).default(5),
    note: t.string({ maxLength: 500 }).optional(),
    state: t.state('Released', 'Running', 'Completed'),
  },
  standard: ['get', 'list', 'create', 'update'],
  lists: [{ equal: ['state'], sort: 'due' }],
} as const

/** What all servers of the benchmark serve: one resource, its key, one list shape. */
export const contract = defineContract('bench', { version: 'v1', members: [defineResource('Order', order)] })

/** The same with a partner that sees its own: for what an owner costs. */
export const partnerContract = defineContract('bench', {
  version: 'v1',
  members: [defineResource('Order', { ...order, access: { partner: { can: ['get', 'list'], own: 'customer', hide: ['note'] } } })],
})

export function orderOf(n: number): { [field: string]: string | number } {
  return {
    id: `PO-${String(n).padStart(8, '0')}`,
    material: `P-${1000 + (n % 500)}`,
    customer: `C-${n % 100}`,
    quantity: `${(n * 7919) % 100000}.${n % 10}00`,
    due: new Date(1_790_000_000_000 + ((n * 7_368_787) % 100_000_000) * 1000).toISOString(),
    priority: (n % 9) + 1,
    note: 'Deliver to gate 4, call the shift lead before unloading.',
  }
}
