import { Client } from 'pg'

/** How large the world is that GraphQL is measured on. */
export const WORLD = { suppliers: 50, materials: 500, orders: 10_000 } as const

export interface PlainOrder {
  readonly id: string
  readonly material: string
  readonly quantity: string
  readonly due: string
  readonly priority: number
  readonly note: string
}

export function supplierOf(n: number): { readonly id: string; readonly name: string; readonly country: string } {
  return { id: `S-${String(n).padStart(3, '0')}`, name: `Supplier ${n}`, country: ['DE', 'AT', 'PL', 'CZ'][n % 4] ?? 'DE' }
}

export function materialOf(n: number): { readonly id: string; readonly name: string; readonly unit: string; readonly supplier: string } {
  return { id: `M-${String(n).padStart(3, '0')}`, name: `Material ${n}`, unit: 'kg', supplier: supplierOf(n % WORLD.suppliers).id }
}

export function plainOrderOf(n: number): PlainOrder {
  return {
    id: `PO-${String(n).padStart(8, '0')}`,
    material: materialOf((n * 37) % WORLD.materials).id,
    quantity: `${(n * 7919) % 100000}.${n % 10}00`,
    due: new Date(1_790_000_000_000 + ((n * 7_368_787) % 100_000_000) * 1000).toISOString(),
    priority: (n % 9) + 1,
    note: 'Deliver to gate 4, call the shift lead before unloading.',
  }
}

/** The world in the tables that the hand-written peers use; `tables` is their DDL. */
export async function fillPlainTables(url: string, tables: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(tables)
    const json = (of: (n: number) => object, many: number): string => JSON.stringify(Array.from({ length: many }, (_, n) => of(n)))
    await client.query('insert into suppliers select id, name, country from json_to_recordset($1) as x(id text, name text, country text)', [
      json(supplierOf, WORLD.suppliers),
    ])
    await client.query('insert into materials select id, name, unit, supplier from json_to_recordset($1) as x(id text, name text, unit text, supplier text)', [
      json(materialOf, WORLD.materials),
    ])
    await client.query(
      `insert into orders select id, material, quantity, due, priority, 'Released', 1, note
         from json_to_recordset($1) as x(id text, material text, quantity numeric, due timestamptz, priority integer, note text)`,
      [json(plainOrderOf, WORLD.orders)],
    )
    await client.query('analyze')
  } finally {
    await client.end()
  }
}
