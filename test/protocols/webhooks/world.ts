import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeptLog, ManualClock, seededRandom } from '../../../conformance/ports.ts'
import { administrationBindings, administrationContract, storedDirectory } from '../../../src/administration/index.ts'
import { defineContract, defineResource, t } from '../../../src/contract/index.ts'
import { createKernel } from '../../../src/kernel/create.ts'
import { OUTGOING_FACT, outgoingText, type OutgoingState } from '../../../src/kernel/events/outgoing.ts'
import { REMOVAL_FACT, type Removal } from '../../../src/kernel/events/removed.ts'
import type { Kernel } from '../../../src/kernel/kernel.ts'
import type { Success } from '../../../src/kernel/outcome.ts'
import { NetError, type Net, type NetAnswer, type NetRequest } from '../../../src/kernel/ports/net.ts'
import type { RecordWrite, Store, StoreDescriptor } from '../../../src/kernel/ports/store.ts'
import {
  WEBHOOK_TABLES,
  type WebhookAttempt,
  type WebhookDeliveryRecord,
  type WebhookEndpointRecord,
  type WebhookProgressRecord,
  type WebhookReplayRecord,
} from '../../../src/kernel/ports/webhook.ts'
import { readAttempts } from '../../../src/kernel/webhooks/attempts.ts'
import { Dispatcher, type DispatcherOptions } from '../../../src/protocols/webhooks/dispatcher.ts'
import { HOLD_MS } from '../../../src/protocols/webhooks/holder.ts'
import { createRecords, found, type Found, type Records } from '../../../src/protocols/webhooks/records.ts'
import { sqlite } from '../../../src/stores/sqlite/index.ts'

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
export const SCHEDULE = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]

const Job = defineResource('Job', {
  key: { id: t.string() },
  fields: { n: t.integer() },
  standard: ['get', 'create', 'update'],
  access: { partner: { can: ['get', 'create', 'update'] } },
})
const shop = defineContract('shop', { version: 'v1', members: [Job] })

/** What a target does with a request: an answer's status, all of an answer, a failure, or `hang`. */
export type Reaction = number | Partial<NetAnswer> | NetError | 'hang'
export interface Got {
  readonly url: string
  readonly method: string
  readonly id: string
  readonly key: string
  readonly n: number
  readonly headers: { readonly [name: string]: string }
  readonly body: string
  readonly at: number
}

/** A way out without a network. Time-outs are by the clock that is moved by hand. */
export class FakeNet implements Net {
  readonly got: Got[] = []
  /** What is on its way now, and the most that ever was. */
  open = 0
  most = 0
  react: (got: Got) => Reaction | Promise<Reaction> = () => 200
  readonly #clock: ManualClock

  constructor(clock: ManualClock) {
    this.#clock = clock
  }

  async request(request: NetRequest): Promise<NetAnswer> {
    const body = typeof request.body === 'string' ? request.body : ''
    const event = parse(body)
    const got: Got = {
      url: request.url,
      method: request.method,
      headers: request.headers,
      body,
      id: request.headers['webhook-id'] ?? '',
      key: event.data?.id ?? '',
      n: event.data?.n ?? 0,
      at: this.#clock.now(),
    }
    this.got.push(got)
    this.most = Math.max(this.most, ++this.open)
    // The signal is that of all requests to the endpoint: who listens for good makes each later one slower.
    const over = new AbortController()
    try {
      const reaction = await Promise.race([this.#reaction(got, request.timeout), aborted(request.signal, over.signal)])
      if (reaction instanceof NetError) throw reaction
      const answer = typeof reaction === 'number' ? { status: reaction } : reaction
      return { status: 200, headers: {}, body: new Uint8Array(), truncated: false, took: 1, address: '192.0.2.1', ...answer }
    } finally {
      over.abort()
      this.open--
    }
  }
  async check(): Promise<undefined> {}

  async #reaction(got: Got, timeout: number): Promise<Exclude<Reaction, 'hang'>> {
    const reaction = await this.react(got)
    if (reaction !== 'hang') return reaction
    await new Promise<void>((resolve) => void this.#clock.after(timeout, resolve))
    return new NetError('timeout', `not answered within ${timeout} ms`)
  }
}

function parse(body: string): { readonly data?: { readonly id?: string; readonly n?: number } } {
  try {
    return JSON.parse(body) as { readonly data?: { readonly id?: string; readonly n?: number } }
  } catch {
    return {}
  }
}

function aborted(signal: AbortSignal | undefined, over: AbortSignal): Promise<NetError> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(new NetError('aborted', 'the caller ended it')), { signal: over }))
}

async function opened(of: {
  readonly descriptor: StoreDescriptor
  readonly clock: ManualClock
  readonly log: KeptLog
}): Promise<{ readonly store: Store; readonly kernel: Kernel }> {
  const { descriptor, clock, log } = of
  const random = seededRandom(42)
  const store = descriptor.open({ clock, random, log })
  const kernel = await createKernel({
    contracts: [
      { data: shop.data, prefix: 'r', bindings: [] },
      { data: administrationContract.data, prefix: 'bb', bindings: administrationBindings({ clock, random, store, environment: 'live' }) },
    ],
    store,
    directory: storedDirectory(store, clock),
    environment: 'live',
    clock,
    random,
    log,
  })
  return { store, kernel }
}

let uuids = 0
export function uuid(): string {
  return `00000000-0000-7000-8000-${String(++uuids).padStart(12, '0')}`
}

/** A store with a log, a kernel over it, a clock by hand and a network that is none. */
export class World implements AsyncDisposable {
  readonly clock = new ManualClock()
  readonly log = new KeptLog()
  readonly random = seededRandom(7)
  readonly net = new FakeNet(this.clock)
  readonly records: Records = createRecords(administrationContract.data)
  store: Store
  kernel: Kernel
  readonly #path: string
  readonly #descriptor: StoreDescriptor
  readonly #dispatchers: Dispatcher[] = []
  #events = 0

  private constructor(of: {
    readonly store: Store
    readonly kernel: Kernel
    readonly path: string
    readonly descriptor: StoreDescriptor
    readonly clock: ManualClock
    readonly log: KeptLog
  }) {
    this.store = of.store
    this.kernel = of.kernel
    this.#path = of.path
    this.#descriptor = of.descriptor
    this.clock = of.clock
    this.net = new FakeNet(of.clock)
    this.log = of.log
  }

  /** On SQLite, or on what is given. */
  static async open(given?: StoreDescriptor): Promise<World> {
    const path = await mkdtemp(join(tmpdir(), 'busbar-webhooks-'))
    const clock = new ManualClock()
    const log = new KeptLog()
    const descriptor = given ?? sqlite({ path })
    const { store, kernel } = await opened({ descriptor, clock, log })
    const world = new World({ store, kernel, path, descriptor, clock, log })
    await world.administer('Consumer.create', { input: { id: 'portal', audience: 'internal', scopes: ['*'] } })
    return world
  }

  /** As the process itself. */
  async administer(operation: string, more: { readonly key?: string; readonly input: object }): Promise<Success> {
    const outcome = await this.kernel.handle({
      protocol: 'test',
      contract: 'administration',
      version: 'v1',
      operation,
      ...more,
      credential: { kind: 'system', name: 'test' },
      address: '',
      requestId: 'r',
    })
    assert.ok(outcome.ok, JSON.stringify(outcome))
    return outcome
  }

  async dispatcher(options: Partial<DispatcherOptions> = {}): Promise<Dispatcher> {
    const made = await Dispatcher.start({
      kernel: this.kernel,
      store: this.store,
      net: this.net,
      clock: this.clock,
      random: seededRandom(this.#dispatchers.length + 1),
      log: this.log,
      publicUrl: 'https://plant.example',
      environment: 'live',
      guard: { allow: [] },
      userAgent: 'busbar/test',
      replayRate: 100,
      rounds: 3,
      kept: 30 * 86_400_000,
      most: 1000,
      alone: true,
      hold: HOLD_MS,
      ...options,
    })
    this.#dispatchers.push(made)
    return made
  }

  /** The process ends and another one begins: on a restored store, which is of another epoch. */
  async restored(epoch: string): Promise<void> {
    await this.store.setFact('epoch', epoch)
    await this.kernel[Symbol.asyncDispose]()
    Object.assign(this, await opened({ descriptor: this.#descriptor, clock: this.clock, log: this.log }))
  }

  /** An endpoint, written as the administration does. */
  async endpoint(of: Partial<WebhookEndpointRecord> = {}): Promise<string> {
    const id = of.id ?? uuid()
    const record: WebhookEndpointRecord = {
      id,
      consumer: 'portal',
      contract: 'shop',
      version: 'v1',
      url: `https://target.example/${id}`,
      signing: 'hmac-sha256',
      secrets: [{ secret: SECRET }],
      contentMode: 'structured',
      ordering: 'key',
      parallelism: 10,
      timeoutSeconds: 15,
      schedule: SCHEDULE,
      disableAfterSeconds: 432_000,
      state: 'active',
      ...of,
    }
    await this.#commit([this.#write('endpoint', id, record, undefined)], 'webhook-endpoint.created', WEBHOOK_TABLES.endpoint, id)
    return id
  }
  async change(id: string, change: Partial<WebhookEndpointRecord>, event = 'changed'): Promise<void> {
    const before = found<WebhookEndpointRecord>(await this.#stored(WEBHOOK_TABLES.endpoint, id))
    await this.#commit([this.#write('endpoint', id, { ...before.record, ...change }, before)], `webhook-endpoint.${event}`, WEBHOOK_TABLES.endpoint, id)
  }
  async remove(id: string): Promise<void> {
    const { revision } = await this.#stored(WEBHOOK_TABLES.endpoint, id)
    await this.#commit([this.records.remove('endpoint', id, revision)], 'webhook-endpoint.deleted', WEBHOOK_TABLES.endpoint, id)
  }
  async replay(of: Pick<WebhookReplayRecord, 'endpoint'> & Partial<WebhookReplayRecord>): Promise<string> {
    const id = uuid()
    const record: WebhookReplayRecord = { id, consumer: 'portal', sent: 0, state: 'running', ...of }
    await this.#commit([this.#write('replay', id, record, undefined)], 'webhook-replay.created', WEBHOOK_TABLES.replay, id)
    return id
  }
  /** What an operator does to a delivery, by a command of the administration. */
  async operate(id: string, change: Partial<WebhookDeliveryRecord>, event: 'retried' | 'discarded'): Promise<void> {
    const before = found<WebhookDeliveryRecord>(await this.#stored(WEBHOOK_TABLES.delivery, id))
    await this.#commit([this.#write('delivery', id, { ...before.record, ...change }, before)], `webhook-delivery.${event}`, WEBHOOK_TABLES.delivery, id)
  }
  async cancel(id: string): Promise<void> {
    const before = found<WebhookReplayRecord>(await this.#stored(WEBHOOK_TABLES.replay, id))
    await this.#commit([this.#write('replay', id, { ...before.record, state: 'cancelled' }, before)], 'webhook-replay.cancelled', WEBHOOK_TABLES.replay, id)
  }

  /** Events of jobs: key and number in turn. Answers the number of the last. */
  async emit(...keys: readonly string[]): Promise<number> {
    await this.store.commit({
      expect: [],
      writes: [],
      audit: [],
      events: keys.map((key) => ({
        id: uuid(),
        type: 'job.created',
        table: 'r_job',
        key,
        at: this.clock.now(),
        body: `{"consumer":"portal","request":"r","revision":1,"owners":{},"data":{"id":${JSON.stringify(key)},"n":${++this.#events}}}`,
      })),
    })
    return this.#events
  }

  /** As retention does: these events of jobs are gone. */
  async removeEvents(offsets: readonly number[]): Promise<void> {
    const removal: Removal = { every: 0, removed: { 'job.created': Math.max(...offsets) }, rules: [], walked: [], counted: 0, bytes: 0 }
    assert.ok(await this.store.removeEvents(offsets, { fact: REMOVAL_FACT, value: JSON.stringify(removal), expected: null }))
  }

  outgoing(state: OutgoingState): Promise<boolean> {
    return this.store.setFact(OUTGOING_FACT, outgoingText({ state }))
  }

  async endpointOf(id: string): Promise<WebhookEndpointRecord> {
    return found<WebhookEndpointRecord>(await this.#stored(WEBHOOK_TABLES.endpoint, id)).record
  }
  async progress(endpoint: string): Promise<WebhookProgressRecord> {
    return found<WebhookProgressRecord>(await this.#stored(WEBHOOK_TABLES.progress, endpoint)).record
  }
  async replayOf(id: string): Promise<WebhookReplayRecord> {
    return found<WebhookReplayRecord>(await this.#stored(WEBHOOK_TABLES.replay, id)).record
  }
  async rows(endpoint: string): Promise<readonly WebhookDeliveryRecord[]> {
    const index = this.records.index('delivery', ['endpoint', 'offset'])
    const rows = await this.store.scan({ table: WEBHOOK_TABLES.delivery, index, equal: [`v${endpoint}`], reverse: false, limit: 100_000 })
    return rows.map((row) => found<WebhookDeliveryRecord>(row).record)
  }
  rowCount(): Promise<number> {
    return this.store.count({ table: WEBHOOK_TABLES.delivery, index: null, equal: [], reverse: false })
  }
  /** All of them, the oldest first. */
  async attempts(endpoint: string): Promise<readonly WebhookAttempt[]> {
    const all: WebhookAttempt[] = []
    let before: string | undefined
    do {
      const { attempts, next } = await readAttempts(this.store, { endpoint, limit: 1000, ...(before !== undefined && { before }) })
      all.push(...attempts)
      before = next
    } while (before !== undefined)
    return all.reverse()
  }
  /** Events that operators are told, by type. */
  async told(type: string): Promise<readonly { readonly [field: string]: unknown }[]> {
    const events = await this.store.events(0, 100_000)
    return events.filter((event) => event.type === type).map((event) => (JSON.parse(event.body) as { data: { readonly [field: string]: unknown } }).data)
  }

  /** Lets what is under way come to rest: commits, feeds, promises. Time does not pass. */
  async settle(rounds = 3): Promise<void> {
    for (let i = 0; i < rounds; i++) {
      await this.store.ping()
      for (let turn = 0; turn < 6; turn++) await new Promise(setImmediate)
    }
  }
  /** Time passes, in steps, and what it brings is let come to rest after each. */
  async pass(ms: number, step = ms): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      this.clock.advance(Math.min(step, left))
      await this.settle()
    }
  }
  /** Waits for what must come without time passing; a moment of the ledger goes by where it has to. */
  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let i = 0; i < 400; i++) {
      if (await holds()) return
      await this.settle(1)
      if (i % 5 === 4) this.clock.advance(50)
    }
    assert.fail(`it never came to this: ${what}\n${JSON.stringify(this.log.entries.slice(-5))}`)
  }
  /** How often each event came to the targets. */
  counts(): Map<string, number> {
    const counts = new Map<string, number>()
    for (const { id } of this.net.got) counts.set(id, (counts.get(id) ?? 0) + 1)
    return counts
  }

  #write(kind: 'endpoint' | 'delivery' | 'replay', key: string, record: object, before: Found<unknown> | undefined): RecordWrite {
    const now = new Date(this.clock.now()).toISOString()
    return this.records.write(kind, { key, record, was: before?.revision ?? 0, createdAt: before?.createdAt, now })
  }
  async #commit(writes: readonly RecordWrite[], type: string, table: string, key: string): Promise<void> {
    const event = { id: uuid(), type, table, key, at: this.clock.now(), body: '{"consumer":"t","request":"r","revision":1,"owners":{},"data":{}}' }
    const result = await this.store.commit({ expect: [], writes, events: [event], audit: [] })
    assert.ok(result.ok, JSON.stringify(result))
  }
  async #stored(table: string, key: string): Promise<{ readonly key: string; readonly revision: number; readonly body: string }> {
    const record = await this.store.get(table, key)
    assert.ok(record, `${table} has no ${key}`)
    return record
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const dispatcher of this.#dispatchers) dispatcher.drop()
    await this.kernel[Symbol.asyncDispose]()
    await rm(this.#path, { recursive: true, force: true })
  }
}
