import type { ContractData } from '../../contract/data.ts'
import { OUTGOING_FACT, outgoingOf, type Outgoing, type OutgoingState } from '../../kernel/events/outgoing.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Seal } from '../../kernel/credential/seal.ts'
import { uuidSource } from '../../kernel/credential/uuid.ts'
import { HopTokens } from '../../kernel/policies/hops.ts'
import type { Clock } from '../../kernel/ports/clock.ts'
import type { Log } from '../../kernel/ports/log.ts'
import type { Net, NetGuard } from '../../kernel/ports/net.ts'
import type { Random } from '../../kernel/ports/random.ts'
import type { Store } from '../../kernel/ports/store.ts'
import { WEBHOOK_TABLES, type WebhookDeliveryRecord, type WebhookEndpointRecord, type WebhookReplayRecord } from '../../kernel/ports/webhook.ts'
import { createEventSource } from './event-source.ts'
import { Holder } from './holder.ts'
import { Ledger } from './ledger.ts'
import { operator } from './operator.ts'
import { purge, sweepEndpoint } from './purge.ts'
import { createRecords, found, type Records } from './records.ts'
import { Run } from './run.ts'
import type { RunPorts } from './run-ports.ts'
import { createSender } from './sender.ts'
import { Slots } from './slots.ts'
import { Taker } from './taker.ts'
import { targetOf, type Target } from './target.ts'
import { createVerifier } from './verifier.ts'
import { Watch } from './watch.ts'

const PAGE = 500
const SHARE_MS = 5_000
const GATE_MS = 1_000
const SWEEP_MS = 3_600_000
/** Endpoints that are given back in one go, where another process has come. */
const MOST_GIVEN = 100
const MOST_PURGES = 5

export interface DispatcherOptions {
  readonly kernel: Pick<Kernel, 'contracts' | 'follow' | 'handle'>
  readonly store: Store
  readonly net: Net
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly publicUrl: string
  readonly environment: 'live' | 'test'
  readonly guard: NetGuard
  /** How what is secret of an endpoint is kept; as it is where absent. */
  readonly seal?: Seal
  readonly userAgent: string
  readonly replayRate: number
  /** How often an event may have gone round and is sent all the same. */
  readonly rounds: number
  /** Milliseconds that attempts and settled deliveries are kept. */
  readonly kept: number
  /** Requests at the same time, over all endpoints. */
  readonly most: number
  /** No other process can have the store open. */
  readonly alone: boolean
  /** Milliseconds that a process has its endpoints behind its last sign of life. */
  readonly hold: number
}

/** Sends events to the endpoints that this process holds. */
export class Dispatcher {
  readonly #of: DispatcherOptions
  readonly #records: Records
  readonly #ledger: Ledger
  readonly #runs = new Map<string, Run>()
  readonly #targets = new Map<string, Target>()
  readonly #uuid: () => string
  #holder: Holder
  #taker: Taker | undefined
  #watch: Watch | undefined
  #outgoing: Outgoing = { state: 'paused' }
  #looked = false
  #stopped = false
  #tidied = false
  #sharing: Promise<void> | undefined
  readonly #cancels = new Map<string, () => void>()

  private constructor(of: DispatcherOptions, administration: ContractData) {
    this.#of = of
    this.#records = createRecords(administration)
    this.#ledger = new Ledger(of.clock)
    this.#uuid = uuidSource(of.clock, of.random)
    this.#holder = this.#newHolder()
  }

  /** Rejects with what the store says; from then on everything is tried again by itself. */
  static async start(of: DispatcherOptions): Promise<Dispatcher> {
    const administration = of.kernel.contracts.find((contract) => contract.name === 'administration')
    if (!administration) throw new Error('Webhooks are administered by the administration contract, which is not served.')
    const dispatcher = new Dispatcher(of, administration)
    await dispatcher.#start(administration)
    return dispatcher
  }

  async #start(administration: ContractData): Promise<void> {
    const { kernel, store, net, clock, random, log } = this.#of
    const requestId = (): string => `webhooks-${this.#uuid()}`
    const outgoing = (): OutgoingState => this.#outgoing.state
    const events = await createEventSource({ kernel, store, requestId })
    const tokens = await HopTokens.open({ store, random, clock })
    const ports: RunPorts = {
      store,
      clock,
      random,
      log,
      uuid: this.#uuid,
      records: this.#records,
      events,
      sender: createSender({ net, clock, tokens, outgoing }),
      tokens,
      rounds: this.#of.rounds,
      verifier: createVerifier({ net, clock, random, uuid: this.#uuid, origin: new URL(this.#of.publicUrl).host }),
      ledger: this.#ledger,
      slots: new Slots(this.#of.most),
      replayRate: this.#of.replayRate,
      outgoing,
      holds: (ms) => this.#holder.holds(ms),
      operate: operator({ kernel, administration, clock, log, requestId, stopped: () => this.#stopped }),
      lost: (endpoint) => this.#drop(endpoint),
    }
    this.#taker = new Taker(ports)
    await this.#holder.start()
    await this.#look()
    this.#watch = new Watch({
      kernel,
      administration,
      clock,
      log,
      requestId,
      changed: (type, key) => this.#changed(type, key),
      everything: () => this.#everything(),
    })
    this.#watch.start()
    this.#every('gate', GATE_MS, () => this.#look())
    this.#every('share', SHARE_MS, () => this.#share())
    this.#every('sweep', SWEEP_MS, () => this.#sweep())
  }

  /** Endpoints whose events this process sends: for tests and metrics. */
  get held(): readonly string[] {
    return [...this.#runs.keys()]
  }

  /** Takes nothing new, lets what is on its way end for `grace` milliseconds at most, writes down where it stands and gives everything back. */
  async stop(grace: number): Promise<void> {
    this.#quiet()
    await this.#sharing?.catch(() => {})
    const runs = [...this.#runs.values()]
    const ended = Promise.all(runs.map((run) => run.stop()))
    const cancel = this.#of.clock.after(grace, () => {
      for (const run of runs) run.cut()
    })
    await ended
    cancel()
    for (let i = 0; i < runs.length; i += PAGE)
      await Promise.all(runs.slice(i, i + PAGE).map((run) => (run.signal.aborted ? run.books.flush() : run.books.release())))
    await this.#holder.stop()
    this.#runs.clear()
  }

  /** Ends without a word, as a killed process does: for tests. */
  drop(): void {
    this.#quiet()
    this.#holder.drop()
    for (const id of this.#runs.keys()) this.#drop(id)
  }

  #quiet(): void {
    this.#stopped = true
    this.#watch?.stop()
    this.#ledger.stop()
    for (const cancel of this.#cancels.values()) cancel()
  }

  #every(name: string, ms: number, then: () => Promise<void>): void {
    if (this.#stopped) return
    this.#cancels.set(
      name,
      this.#of.clock.after(ms, () => {
        void then()
          .catch((error: unknown) => this.#of.log.warn('Webhooks: what is done now and then could not be done now.', { what: name, error: String(error) }))
          .finally(() => this.#every(name, ms, then))
      }),
    )
  }

  #newHolder(): Holder {
    const { store, clock, log, alone, random, hold } = this.#of
    return new Holder({
      store,
      clock,
      log,
      alone,
      hold,
      token: Buffer.from(random.bytes(8)).toString('hex'),
      beaten: () => {
        if (this.#holder.lost) void this.#restart()
        else for (const run of this.#runs.values()) run.pump()
      },
    })
  }

  /** Others took us for dead. What we held is theirs. */
  async #restart(): Promise<void> {
    this.#of.log.warn('This process was silent for too long, and lost its endpoints to others. It begins again.')
    for (const id of this.#runs.keys()) this.#drop(id)
    if (this.#stopped) return
    const holder = this.#newHolder()
    try {
      await holder.start()
      this.#holder = holder
    } catch (error) {
      this.#of.log.warn('Webhooks cannot begin again now; it is tried again.', { error: String(error) })
      this.#cancels.set(
        'restart',
        this.#of.clock.after(SHARE_MS, () => void this.#restart()),
      )
    }
  }

  async #look(): Promise<void> {
    const { store, environment, log } = this.#of
    const now = outgoingOf(await store.fact(OUTGOING_FACT), environment)
    const { state } = this.#outgoing
    const first = !this.#looked
    this.#outgoing = now
    this.#looked = true
    // That all is sent, as it should be, is no news of a start.
    if (first ? now.state !== 'open' : now.state !== state)
      log.info(first ? 'Webhooks: not everything is sent.' : 'Webhooks: what is sent has changed.', {
        outgoing: now.state,
        ...(now.reason !== undefined && { reason: now.reason }),
      })
    if (now.state === state) return
    for (const run of this.#runs.values()) run.pump()
  }

  // What operators change.

  async #changed(type: string, key: string): Promise<void> {
    const { store } = this.#of
    if (type.startsWith('webhook-endpoint.')) {
      const there = await store.get(WEBHOOK_TABLES.endpoint, key)
      if (there) this.#known(found<WebhookEndpointRecord>(there))
      else await this.#removed(key)
      // Thousands may be made one after another: only this one is looked at.
      const target = this.#targets.get(key)
      if (target) await this.#share([target])
    } else if (type.startsWith('webhook-delivery.')) {
      const there = await store.get(WEBHOOK_TABLES.delivery, key)
      if (!there) return
      const delivery = found<WebhookDeliveryRecord>(there)
      this.#runs.get(delivery.record.endpoint)?.rowChanged(delivery)
    } else {
      const there = await store.get(WEBHOOK_TABLES.replay, key)
      if (!there) return
      const replay = found<WebhookReplayRecord>(there)
      this.#runs.get(replay.record.endpoint)?.replayChanged(replay)
    }
  }

  async #everything(): Promise<void> {
    const { store } = this.#of
    const seen = new Set<string>()
    let after: { readonly key: string } | undefined
    do {
      const page = await store.scan({ table: WEBHOOK_TABLES.endpoint, index: null, equal: [], reverse: false, limit: PAGE, ...(after && { after }) })
      for (const record of page) {
        seen.add(record.key)
        if (this.#targets.get(record.key)?.revision !== record.revision) this.#known(found<WebhookEndpointRecord>(record))
      }
      const last = page.at(-1)
      after = page.length === PAGE && last ? { key: last.key } : undefined
    } while (after)
    for (const id of this.#targets.keys()) if (!seen.has(id)) await this.#removed(id)
    if (!this.#tidied) await this.#tidy(seen)
    await this.#share()
  }

  /** Once: what is kept of endpoints that were deleted while nobody looked. */
  async #tidy(endpoints: ReadonlySet<string>): Promise<void> {
    const { store } = this.#of
    let after: { readonly key: string } | undefined
    do {
      const page = await store.scan({ table: WEBHOOK_TABLES.progress, index: null, equal: [], reverse: false, limit: PAGE, ...(after && { after }) })
      for (const { key } of page) if (!endpoints.has(key) && !this.#targets.has(key)) await purge({ store, records: this.#records }, key)
      const last = page.at(-1)
      after = page.length === PAGE && last ? { key: last.key } : undefined
    } while (after)
    this.#tidied = true
  }

  #known(endpoint: { readonly record: WebhookEndpointRecord; readonly revision: number; readonly createdAt: string }): void {
    const { id } = endpoint.record
    if ((this.#targets.get(id)?.revision ?? 0) >= endpoint.revision) return
    const target = targetOf(endpoint, this.#of)
    this.#targets.set(id, target)
    this.#runs.get(id)?.changed(target)
  }

  async #removed(id: string): Promise<void> {
    this.#targets.delete(id)
    this.#drop(id)
    // What was being written as it was dropped may have come after.
    for (let i = 0; i < MOST_PURGES && !(await purge({ store: this.#of.store, records: this.#records }, id)); i++);
  }

  #drop(id: string): void {
    const run = this.#runs.get(id)
    if (!run) return
    this.#runs.delete(id)
    run.cut()
    run.books.close()
    this.#ledger.forget(run)
  }

  // Who sends to which.

  /** One at a time; who asks meanwhile waits for one that begins later. */
  async #share(some?: readonly Target[]): Promise<void> {
    while (this.#sharing) await this.#sharing
    if (this.#stopped || this.#holder.lost || !this.#holder.ready) return
    this.#sharing = this.#shareNow(some)
    try {
      await this.#sharing
    } finally {
      this.#sharing = undefined
    }
  }

  async #shareNow(some: readonly Target[] | undefined): Promise<void> {
    const taker = this.#taker
    const holder = this.#holder
    if (!taker) return
    const wanted = (some ?? [...this.#targets.values()]).filter(({ endpoint }) => endpoint.state !== 'disabled' && !this.#runs.has(endpoint.id))
    if (some && wanted.length === 0) return
    const share = this.#of.alone ? Number.POSITIVE_INFINITY : Math.ceil(this.#targets.size / (await holder.alive()))
    const surplus = Math.min(this.#runs.size - share, MOST_GIVEN)
    if (surplus > 0) await this.#giveBack(surplus)
    for (let i = 0; i < wanted.length && !this.#stopped; i += PAGE) {
      const room = share - this.#runs.size
      if (room <= 0) return
      const some = wanted.slice(i, i + PAGE)
      const taken = await taker.take(some, { holder, most: room })
      for (const run of taken) {
        const target = this.#targets.get(run.id)
        // It was deleted while it was taken; or we were taken for dead, and it is in the name of who we were.
        if (!target || this.#stopped || holder.lost || holder !== this.#holder) {
          run.cut()
          continue
        }
        this.#runs.set(run.id, run)
        run.changed(target)
      }
    }
  }

  async #giveBack(count: number): Promise<void> {
    const runs = [...this.#runs.values()].slice(0, count)
    for (const run of runs) this.#runs.delete(run.id)
    await Promise.all(
      runs.map(async (run) => {
        await run.stop()
        await run.books.release()
        this.#ledger.forget(run)
      }),
    )
  }

  async #sweep(): Promise<void> {
    const { clock, store, kept } = this.#of
    for (const run of this.#runs.values())
      await sweepEndpoint(
        { store, records: this.#records },
        { endpoint: run.id, before: clock.now() - kept, expired: (before, most) => run.books.expired(before, most) },
      )
  }
}
