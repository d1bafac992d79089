import { defineContract, defineResource, t } from 'busbar/contract'

const Supplier = defineResource('Supplier', {
  key: { id: t.string({ pattern: '^S-[0-9]{3}$' }) },
  fields: { name: t.string(), country: t.string({ minLength: 2, maxLength: 2 }) },
  standard: ['get', 'list', 'create', 'update'],
})

const Material = defineResource('Material', {
  key: { id: t.string({ pattern: '^M-[0-9]{3}$' }) },
  fields: { name: t.string(), unit: t.string(), supplier: t.ref('Supplier') },
  standard: ['get', 'list', 'create', 'update'],
})

const Order = defineResource('Order', {
  key: { id: t.string({ pattern: '^PO-[0-9]{8}$' }) },
  fields: {
    material: t.ref('Material'),
    quantity: t.decimal({ precision: 12, scale: 3 }),
    due: t.instant(),
    priority: t.integer({ minimum: 1, maximum: 9 }).default(5),
    note: t.string({ maxLength: 500 }).optional(),
    state: t.state('Released', 'Running', 'Completed'),
  },
  standard: ['get', 'list', 'create', 'update'],
  lists: [{ equal: ['state'], sort: 'due' }],
})

/** Orders, their materials, their suppliers: for lists with two levels of references. */
export const graphContract = defineContract('bench', { version: 'v1', members: [Supplier, Material, Order] })
