import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One call of the seed: an operation of the contract with its input, the record's key among it, as `ctx.call` takes it. */
export interface SeedCall {
  readonly operation: string
  readonly input: { readonly [name: string]: unknown }
  /** The same each time, so that a seed that was cut off can run again. */
  readonly idempotencyKey: string
}

/** Where a record refers to another, the other's file comes first. */
const RECORDS = [
  'Partner',
  'EquipmentNode',
  'Asset',
  'Material',
  'Bom',
  'Routing',
  'Specification',
  'SalesOrder',
  'SalesOrderLine',
  'OrderRequest',
  'ProductionOrder',
  'OrderOperation',
  'Lot',
  'Shipment',
  'Invoice',
  'LotMovement',
  'Stock',
  'Inspection',
  'Nonconformance',
  'MaintenanceRequest',
  'MaintenanceWorkOrder',
] as const

/**
 * The plant in the last week of September 2026: first the records as somebody created them (one file a resource), then
 * what happened to them (`history.ndjson`). All of it goes through the kernel like any other call: checked, audited, with
 * events. There is no back door.
 */
export const seed: readonly SeedCall[] = [
  ...RECORDS.flatMap((resource) => lines(kebab(resource)).map((input) => ({ operation: `${resource}.create`, input }))),
  ...lines('history').map((call) => ({ operation: String(call['operation']), input: call['input'] as SeedCall['input'] })),
].map((call, i) => ({ ...call, idempotencyKey: `seed-${i + 1}` }))

function lines(file: string): readonly { readonly [name: string]: unknown }[] {
  const text = readFileSync(join(import.meta.dirname, 'seed', `${file}.ndjson`), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly [name: string]: unknown })
}

function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
}
