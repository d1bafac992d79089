import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Asked, Scenario } from '../../conformance/scenario/scenario.ts'
import { makeWorld, type World } from '../../conformance/scenario/world.ts'
import { defineContract, defineFault, defineOperation, defineResource, t } from '../../src/contract/index.ts'
import type { Failure, Outcome, Success } from '../../src/kernel/outcome.ts'
import type { Store, StoredAudit, StoredEvent } from '../../src/kernel/ports/store.ts'
import { postgres } from '../../src/stores/postgres/index.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'

/** What a test lays over the store: calls it counts, failures it makes. */
export type Overlay = (store: Store) => Partial<Store>

function over(store: Store, overlay: Overlay | undefined): Store {
  if (!overlay) return store
  const laid = overlay(store)
  return new Proxy(store, {
    get(target, name) {
      const own: unknown = name in laid ? Reflect.get(laid, name) : undefined
      const value: unknown = own ?? Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(own === undefined ? target : laid) as unknown) : value
    },
  })
}

export type Plan = Pick<Scenario, 'contract' | 'bindings' | 'callers'> & { readonly overlay?: Overlay }

/** A kernel on a SQLite store in a folder of its own. */
export async function onSqlite(plan: Plan): Promise<World> {
  const path = await mkdtemp(join(tmpdir(), 'busbar-kernel-'))
  const descriptor = sqlite({ path })
  const world = await makeWorld(plan, { ...descriptor, open: (ports) => over(descriptor.open(ports), plan.overlay) })
  return {
    ...world,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await rm(path, { recursive: true, force: true })
    },
  }
}

/** A kernel on this database; several share it. */
export function onPostgres(plan: Plan, url: string): Promise<World> {
  const descriptor = postgres({ url })
  return makeWorld(plan, { ...descriptor, open: (ports) => over(descriptor.open(ports), plan.overlay) })
}

export async function did(world: World, asked: Asked, as = 'internal'): Promise<Success> {
  const outcome = await world.kernel.handle(world.call(asked, as))
  if (!outcome.ok) throw new Error(`${asked.operation}: ${JSON.stringify(outcome.problem)}`)
  return outcome
}

export async function refused(world: World, asked: Asked, as = 'internal'): Promise<Failure['problem']> {
  const outcome = await world.kernel.handle(world.call(asked, as))
  if (outcome.ok) throw new Error(`${asked.operation} was done: ${outcome.body}`)
  return outcome.problem
}

export function codeOf(outcome: Outcome | undefined): string {
  return outcome === undefined ? 'nothing' : outcome.ok ? 'ok' : outcome.problem.code
}

export function bodyOf(outcome: Outcome | undefined): { readonly [field: string]: unknown } {
  if (!outcome?.ok) throw new Error(`no body: ${codeOf(outcome)}`)
  return JSON.parse(outcome.body) as { readonly [field: string]: unknown }
}

export async function eventsOf(
  store: Store,
): Promise<readonly { readonly type: string; readonly key: string; readonly data: { readonly [field: string]: unknown }; readonly text: string }[]> {
  const events: readonly StoredEvent[] = await store.events(0, 1000)
  return events.map((event) => ({
    type: event.type,
    key: event.key,
    text: event.body,
    data: (JSON.parse(event.body) as { data: { readonly [field: string]: unknown } }).data,
  }))
}

export interface ReadAudit {
  readonly operation: string
  readonly key: string
  readonly outcome: string
  readonly consumer: string
  readonly payload: {
    readonly changes: readonly { readonly resource: string; readonly key: string; readonly before: unknown; readonly after: unknown }[]
    readonly denials?: readonly { readonly count: number }[]
    readonly others?: number
  }
  readonly text: string
}
export async function auditOf(store: Store): Promise<readonly ReadAudit[]> {
  const records: readonly StoredAudit[] = await store.audit(0, 1000)
  return records.map((record) => ({
    ...(JSON.parse(record.header) as Omit<ReadAudit, 'payload' | 'text'>),
    payload: JSON.parse(record.payload ?? '{}') as ReadAudit['payload'],
    text: record.payload ?? '',
  }))
}

/** Every row of the store but those of the audit trail, as text: what a refusal must leave as it was. */
export async function stateOf(store: Store): Promise<string> {
  const rows: string[] = []
  for await (const row of store.dump()) if (row.row !== 'audit' && row.row !== 'counter' && row.row !== 'head') rows.push(JSON.stringify(row))
  return rows.join('\n')
}

/** A small shop floor whose code a test writes. */
export const Taken = defineFault('slot-taken', { code: 'conflict', doc: 'Something else is in this slot.', detail: { slot: t.string() } })
export const Broken = defineFault('machine-broken', { code: 'conflict', doc: 'The machine is broken.', detail: { machine: t.string() } })

export const Job = defineResource('Job', {
  key: { id: t.string({ maxLength: 60 }) },
  fields: {
    title: t.string().optional(),
    count: t.integer().default(0),
    tags: t.list(t.string()).optional(),
    secret: t.string().optional().writeOnly(),
    sum: t.integer().readOnly().optional(),
    state: t.state('New', 'Running', 'Done'),
    parts: t.many('Part', 'job'),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  transitions: { New: ['Running'], Running: ['Done'] },
  commands: {
    run: { event: 'ran', from: ['New'], to: 'Running', input: { how: t.string().optional() }, faults: [Broken] },
    finish: { from: ['Running'], to: 'Done' },
    act: { event: 'acted', input: { how: t.string().optional() }, output: { said: t.string() }, faults: [Broken] },
  },
  events: { noted: { text: t.string() } },
})

export const Part = defineResource('Part', {
  key: { id: t.string({ maxLength: 60 }) },
  fields: { job: t.ref(Job), slot: t.string().optional(), weight: t.integer().optional() },
  unique: [{ fields: ['slot'], fault: Taken }],
  standard: ['get', 'list', 'create', 'update', 'delete'],
  commands: { bump: { event: 'bumped', input: { by: t.integer() }, faults: [Taken] } },
})

export const Sweep = defineOperation('sweep', { path: 'sweep', input: { how: t.string().optional() }, output: { said: t.string() } })
export const Look = defineOperation('look', { path: 'look', reads: true, input: {}, output: { said: t.string() } })

export const floor = defineContract('floor', { version: 'v1', members: [Job, Part, Sweep, Look, Taken, Broken] })
