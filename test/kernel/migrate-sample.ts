import { contractHash, defineContract, defineResource, t } from '../../src/contract/index.ts'
import { defineMigration } from '../../src/kernel/migrate/migration.ts'
import type { World } from './migrate-world.ts'

/** Two contracts of a small plant: another unit (which may be applied once only), unique values that move, and owners over two references. */
const internal = { can: '*' } as const

const Customer = defineResource('Customer', {
  key: { id: t.string() },
  fields: { name: t.string() },
  standard: ['get', 'list', 'create', 'update'],
  access: { internal },
})
const Order = defineResource('Order', {
  key: { id: t.string() },
  fields: { customer: t.ref('Customer') },
  standard: ['get', 'list', 'create', 'update'],
  access: { internal, partner: { can: ['get', 'list'], own: 'customer' } },
})

const OldLine = defineResource('Line', {
  key: { id: t.string() },
  fields: { order: t.ref('Order'), position: t.integer({ unit: 'm' }) },
  standard: ['get', 'list', 'create', 'update'],
  unique: [{ fields: ['position'] }],
  access: { internal },
})
const NewLine = defineResource('Line', {
  key: { id: t.string() },
  fields: { order: t.ref('Order'), place: t.integer({ unit: 'mm' }), steps: t.integer() },
  standard: ['get', 'list', 'create', 'update'],
  lists: [{ equal: [], sort: 'place' }],
  unique: [{ fields: ['place'] }],
  access: { internal, partner: { can: ['get', 'list'], own: 'order.customer' } },
})

export const before = defineContract('plant', { version: 'v1', members: [Customer, Order, OldLine] })
export const after = defineContract('plant', { version: 'v1', members: [Customer, Order, NewLine] })

/** `each` is told of each record that is converted. */
export const migrations = (each: () => void = () => {}) => [
  defineMigration({
    from: contractHash(before.data).slice(0, 16),
    resources: {
      Line: {
        fields: [{ change: 'unit', from: 'position', to: 'place', factor: '1000', unit: 'm' }],
        convert(record) {
          each()
          return { ...record, steps: Number(record['steps'] ?? 0) + 1 }
        },
      },
    },
  }),
]

export const keyOf = (i: number): string => `L${String(i).padStart(5, '0')}`

/** `count` lines of ten orders of three customers; their positions are such that lines pass each other's on the way. */
export async function fill(world: World, count: number): Promise<void> {
  for (const id of ['C0', 'C1', 'C2']) await world.create('Customer', { id, name: id })
  for (let i = 0; i < 10; i++) await world.create('Order', { id: `O${i}`, customer: `C${i % 3}` })
  await Promise.all(Array.from({ length: count }, (_, i) => world.create('Line', { id: keyOf(i), order: `O${i % 10}`, position: positionOf(i, count) })))
}

/** Those that come first take what those behind them still hold. */
export function positionOf(i: number, count: number): number {
  const half = Math.floor(count / 2)
  return i < half ? i + 1 : (i + 1 - half) * 1000
}

/** What a line is when it was migrated once. */
export function migrated(i: number, count: number): { readonly [field: string]: unknown } {
  return { id: keyOf(i), order: `O${i % 10}`, place: positionOf(i, count) * 1000, steps: 1, revision: 1 }
}

export function linesOf(customer: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => i)
    .filter((i) => (i % 10) % 3 === customer)
    .map(keyOf)
}
