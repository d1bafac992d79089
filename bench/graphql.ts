import { execute, parse, type ExecutionResult } from 'graphql'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plant, plantBindings } from '../conformance/scenario/contract.ts'
import { makeWorld } from '../conformance/scenario/world.ts'
import type { Store } from '../src/kernel/ports/store.ts'
import { createEngine } from '../src/protocols/graphql/create-engine.ts'
import { reader } from '../src/protocols/graphql/plan/complete.ts'
import { schemasOf } from '../src/protocols/graphql/schema/schema.ts'
import { sqlite } from '../src/stores/sqlite/index.ts'

/**
 * A list of 50 with two levels of references, three ways over one store: as it is served; the same calls with the library's
 * own executor behind them; and by hand, with a loader a level and no kernel (no keys, limits, audiences, versions).
 */
const QUERY = '{ orderLines(first: 50) { nodes { id position material orderId order { id quantity state customer { id title } } } } }'
const ROUNDS = Number(process.argv[2] ?? 400)

const path = await mkdtemp(join(tmpdir(), 'busbar-bench-'))
{
  await using world = await makeWorld({ contract: plant, bindings: plantBindings }, sqlite({ path }))
  for (let i = 0; i < 10; i++)
    await world.kernel.handle(world.call({ operation: 'Partner.create', input: { id: `C${i}`, title: `Customer ${i}` } }, 'internal'))
  for (let i = 0; i < 200; i++) {
    const id = `PO-${String(1000 + i)}`
    await world.kernel.handle(
      world.call({ operation: 'Order.create', input: { id, quantity: '12.5', customer: `C${i % 10}`, due: '2026-10-01T00:00:00Z' } }, 'internal'),
    )
    await world.kernel.handle(world.call({ operation: 'OrderLine.create', input: { order: id, position: 1, material: 'P-1042' } }, 'internal'))
  }
  const target = { kernel: world.kernel, protocol: 'graphql', contract: plant.data.name, version: plant.data.version }
  const engine = createEngine(plant.data, { target, options: { limits: {}, introspection: true } })
  const { credential, address } = world.call({ operation: '' }, 'internal')
  const served = schemasOf(plant.data)('internal')
  const document = parse(QUERY)
  const fieldResolver = (
    source: unknown,
    _: unknown,
    __: unknown,
    info: { readonly parentType: { readonly name: string }; readonly fieldName: string },
  ): unknown => reader(served.model, info.parentType.name, info.fieldName)(source as { readonly [name: string]: unknown })

  const seen = await spied(world.store, () => engine.execute({ query: QUERY }, { credential, address, requestId: 'r' }))
  const loader = (table: string) => {
    let keys: string[] = []
    let batch: Promise<ReadonlyMap<string, unknown>> | undefined
    return async (key: string): Promise<unknown> => {
      keys.push(key)
      batch ??= Promise.resolve().then(async () => {
        const wanted = [...new Set(keys)]
        keys = []
        batch = undefined
        return new Map((await world.store.getMany(table, wanted)).map((record): [string, unknown] => [record.key, JSON.parse(record.body)]))
      })
      return (await batch).get(key) ?? null
    }
  }
  const ways: { readonly [name: string]: () => Promise<string> } = {
    'as served': async () => JSON.stringify((await engine.execute({ query: QUERY }, { credential, address, requestId: 'r' })).body),
    'the library’s executor over the kernel': async () => {
      const outcome = await world.kernel.handle({
        ...target,
        credential,
        address,
        requestId: 'r',
        operation: 'OrderLine.list',
        query: { limit: 50 },
        fields: ['id', 'position', 'material', 'order'],
        include: ['order.customer'],
        referenceKeys: true,
      })
      if (!outcome.ok) throw new Error(outcome.problem.code)
      const value = { nodes: JSON.parse(outcome.body) as unknown }
      const result = execute({
        schema: served.schema,
        document,
        rootValue: { orderLines: value },
        fieldResolver: (...args) => (args[3].parentType.name === 'Query' ? value : fieldResolver(...args)),
      })
      return JSON.stringify(await result)
    },
    'by hand, a loader a level, no kernel': async () => {
      const orders = loader(seen.tables[0] ?? '')
      const customers = loader(seen.tables[1] ?? '')
      const found = await world.store.scan(seen.scan)
      const value = { nodes: found.slice(0, 50).map((record) => JSON.parse(record.body) as { readonly [name: string]: unknown }) }
      const result = execute({
        schema: served.schema,
        document,
        fieldResolver: (source: { readonly [name: string]: unknown }, _, __, info) => {
          if (info.parentType.name === 'Query') return value
          if (info.fieldName === 'order') return orders(String(source['order']))
          if (info.fieldName === 'customer') return typeof source['customer'] === 'string' ? customers(source['customer']) : null
          return info.fieldName === 'orderId' ? source['order'] : source[info.fieldName]
        },
      }) as Promise<ExecutionResult> | ExecutionResult
      return JSON.stringify(await result)
    },
  }
  const texts = new Set<string>()
  for (const way of Object.values(ways)) texts.add(await way())
  if (texts.size !== 1) throw new Error('the answers are not the same')
  const took: { [name: string]: number } = {}
  for (let round = 0; round < 5; round++)
    for (const [name, way] of Object.entries(ways)) {
      const from = process.hrtime.bigint()
      for (let i = 0; i < ROUNDS; i++) await way()
      const each = Number(process.hrtime.bigint() - from) / ROUNDS / 1000
      // The first round warms up; of the others the best counts.
      if (round > 0) took[name] = Math.min(took[name] ?? Infinity, each)
    }
  const ours = took['as served'] ?? 0
  for (const [name, each] of Object.entries(took))
    process.stdout.write(`${name.padEnd(42)}${each.toFixed(0).padStart(8)} µs   ${(each / ours).toFixed(2)} × as served\n`)
}
await rm(path, { recursive: true, force: true })

/** What the store is asked by one request. */
async function spied(store: Store, ask: () => Promise<unknown>): Promise<{ readonly scan: Parameters<Store['scan']>[0]; readonly tables: readonly string[] }> {
  const scans: Parameters<Store['scan']>[0][] = []
  const tables: string[] = []
  const { scan, getMany } = store
  Object.defineProperties(store, {
    scan: { configurable: true, writable: true, value: (of: Parameters<Store['scan']>[0]) => (scans.push(of), scan.call(store, of)) },
    getMany: { configurable: true, writable: true, value: (table: string, keys: readonly string[]) => (tables.push(table), getMany.call(store, table, keys)) },
  })
  await ask()
  Object.defineProperties(store, {
    scan: { configurable: true, writable: true, value: scan.bind(store) },
    getMany: { configurable: true, writable: true, value: getMany.bind(store) },
  })
  const [first] = scans
  if (!first) throw new Error('no list was read')
  return { scan: first, tables }
}
