import { createHmac } from 'node:crypto'
import type { ContractData } from '../contract/data.ts'
import type { Binding } from './bindings.ts'
import type { Call } from './call.ts'
import type { Passage } from './change/batch.ts'
import { changer } from './change/change.ts'
import { installationSecret } from './credential/installation-secret.ts'
import { uuidSource } from './credential/uuid.ts'
import type { Kernel } from './kernel.ts'
import { noteOwners } from './migrate/apply.ts'
import { admitContracts } from './migrate/gate.ts'
import { contractModel, layoutsOf, type ContractModel, type VersionModel } from './model/model.ts'
import type { OperationModel } from './model/operation.ts'
import type { Failure, Notices, Outcome } from './outcome.ts'
import { AddressGuard } from './policies/address.ts'
import { authenticate, NEEDS_CREDENTIAL, NO_CREDENTIAL, type Caller } from './policies/authenticate.ts'
import { authorize } from './policies/authorize.ts'
import { Denials } from './policies/denial.ts'
import { HopTokens } from './policies/hops.ts'
import { Idempotency } from './policies/idempotency.ts'
import { Limiter, type Usage } from './policies/limit.ts'
import { OnceProofs } from './policies/once.ts'
import { ProvenKeys } from './policies/proven.ts'
import type { Clock } from './ports/clock.ts'
import type { Directory } from './ports/directory.ts'
import type { Log } from './ports/log.ts'
import type { Observer } from './ports/observer.ts'
import type { Random } from './ports/random.ts'
import type { Store } from './ports/store.ts'
import { cursors } from './read/cursor.ts'
import { reader } from './read/read.ts'
import type { FollowCall } from './events/feed.ts'
import { Followers } from './events/followers.ts'
import { NamedCursors, type CursorCall } from './events/named.ts'
import { Selections, type Selection } from './events/selection.ts'
import { failureOf } from './failure.ts'
import { refuse, Refusal } from './refusal.ts'
import { isText } from './validation-text.ts'

export interface KernelOptions {
  /** Each contract with the prefix of its tables, such as `r`; prefixes differ. */
  readonly contracts: readonly { readonly data: ContractData; readonly prefix: string; readonly bindings: readonly Binding[] }[]
  /** Not yet open; the kernel opens it with the tables that the contracts need, and closes it. */
  readonly store: Store
  readonly directory: Directory
  /** Keys of the other environment are refused. */
  readonly environment: 'live' | 'test'
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly observer?: Observer
}

/** Rejects with `MigrationDue` where the store holds records of another contract, and changes nothing then. */
export async function createKernel(options: KernelOptions): Promise<Kernel> {
  const { store, clock, random, log, observer, directory, environment } = options
  const models = new Map<string, ContractModel>()
  for (const { data, prefix, bindings } of options.contracts) models.set(data.name, contractModel(data, bindings, prefix))
  let fresh: readonly ContractModel[] = []
  await store.open(layoutsOf(models.values()), async (facts) => {
    fresh = await admitContracts(facts, [...models.values()])
  })
  await noteOwners(store, fresh)
  const cursor = cursors(await installationSecret(store, random, 'cursor-secret'))
  const maskSecret = await installationSecret(store, random, 'mask-secret')
  const ports = { store, clock, random, log }
  const { epoch } = await store.eventRange()
  const selections = new Selections()
  const followers = new Followers({ ...ports, epoch })
  const named = new NamedCursors({ store, clock, epoch })
  const guard = new AddressGuard(clock)
  const proven = new ProvenKeys(clock)
  const once = new OnceProofs(ports)
  const limiter = new Limiter(ports)
  const denials = new Denials(ports)
  const idempotency = new Idempotency(ports)
  const tokens = await HopTokens.open(ports)
  const read = reader({ store, cursor, models, log })
  const mask = (value: unknown): string => `hmac-sha256:${createHmac('sha256', maskSecret).update(JSON.stringify(value)).digest('hex').slice(0, 32)}`
  const change = changer({ ...ports, uuid: uuidSource(clock, random), idempotency, models, mask })
  const anonymous = [...models.values()].some((model) => model.public)

  /** Rule: authenticate, limit, find, authorize, in this order, each once, for every protocol. `slot`: it is not part of a batch, which has one. */
  function passage(call: Call, slot: boolean): Passage {
    const started = clock.monotonic()
    let caller: Caller | undefined
    let usage: Usage | undefined
    let found: ReturnType<typeof find> | undefined
    return {
      call,
      async enter() {
        const identified = identifyCaller(call)
        caller = identified instanceof Promise ? await identified : identified
        const begun = limiter.begin(caller.account, caller.plan, { slot })
        usage = begun instanceof Promise ? await begun : begun
        found = find(call)
        authorize(caller.principal, found.operation)
        const hops = call.hops === undefined ? undefined : tokens.read(call.hops, caller.principal)
        return hops ? { call, caller, hops, ...found } : { call, caller, ...found }
      },
      failed(error) {
        const older = found?.version.older
        const plain = failureOf(error, call, log)
        const failed =
          older && found && !(error instanceof Refusal && error.older) ? { ...plain, problem: older.problem(plain.problem, found.operation) } : plain
        if (error instanceof Refusal && error.denied) denials.record(call, caller?.principal ?? UNKNOWN, failed.problem.code)
        return noticed(failed, caller)
      },
      noticed: (outcome) => noticed(outcome, caller, found),
      end(outcome) {
        if (slot) limiter.end(usage)
        observe(call, { consumer: caller?.principal.consumer ?? '', outcome: outcome.ok ? 'ok' : outcome.problem.code, started })
      },
    }
  }

  async function perform(call: Call, slot: boolean): Promise<Outcome> {
    const way = passage(call, slot)
    let outcome: Outcome
    try {
      const admitted = await way.enter()
      const { operation } = admitted
      const changes = operation.writes || operation.kind === 'operation'
      const including = changes && call.include !== undefined && call.include.length > 0
      if (including) await read.mayInclude(admitted)
      let answer = changes ? await change.change(admitted) : await read.read(admitted)
      if (including) answer = await read.withIncluded(admitted, answer)
      if (answer.ok && ((operation.auditRead && !operation.writes) || read.includesAudited(admitted))) await change.auditRead(admitted)
      outcome = way.noticed(answer)
    } catch (error) {
      outcome = way.failed(error)
    }
    way.end(outcome)
    return outcome
  }

  function observe(
    call: Pick<Call, 'protocol' | 'operation' | 'requestId' | 'address'>,
    of: { readonly consumer: string; readonly outcome: string; readonly started: number },
  ): void {
    const { protocol, operation, requestId, address } = call
    try {
      observer?.called({ protocol, operation, consumer: of.consumer, outcome: of.outcome, took: clock.monotonic() - of.started, requestId, address })
    } catch (error) {
      log.error('the observer of calls failed', { error: String(error) })
    }
  }

  function identifyCaller(call: Pick<Call, 'credential' | 'address'>, options?: { readonly counts: false }): Caller | Promise<Caller> {
    const the = { directory, clock, environment, anonymous, log, proven, once }
    if (call.credential.kind === 'system' || call.credential.kind === 'consumer') return authenticate(call, the)
    return guard.admit(call.address, () => authenticate(call, the), options)
  }

  /** The calls of a batch together are one that is running. */
  async function batch(calls: readonly Call[], options: { readonly atomic: boolean; readonly idempotencyKey?: string }): Promise<readonly Outcome[]> {
    const [first] = calls
    if (!first) return []
    let release = (): void => {}
    try {
      const { account, plan } = await identifyCaller(first, { counts: false })
      release = limiter.hold(account, plan)
    } catch (error) {
      // Who cannot be identified hears it from the calls themselves, which also count it.
      if (error instanceof Refusal && error.problem.code === 'too-many-concurrent') {
        const failed = failureOf(error, first, log)
        return calls.map(() => failed)
      }
    }
    try {
      return await change.batch(calls, { ...options, each: (call) => perform(call, false), passage: (call) => passage(call, false) })
    } finally {
      release()
    }
  }

  async function stream(call: Call): ReturnType<Kernel['stream']> {
    const way = passage(call, true)
    let outcome: Outcome = { ok: true, kind: 'page', body: '' }
    try {
      const admitted = await way.enter()
      if (admitted.operation.kind !== 'list') throw refuse('not-acceptable', 'Only lists can be streamed.')
      const fields = read.fields(admitted)
      const records = read.stream(admitted)[Symbol.asyncIterator]()
      // What is wrong with the list is said before the first record.
      const first = await records.next()
      if (admitted.operation.auditRead || read.includesAudited(admitted)) await change.auditRead(admitted)
      const { notices } = way.noticed(outcome)
      return { ok: true, records: running(first, records, admitted.caller), fields, ...(notices && { notices }) }
    } catch (error) {
      const failed = way.failed(error)
      outcome = failed
      return failed
    } finally {
      way.end(outcome)
    }
  }

  /** A stream is a running call until its last record, or until nobody wants the next one. */
  async function* running(
    first: IteratorResult<readonly string[]>,
    records: AsyncIterator<readonly string[]>,
    { account, plan }: Caller,
  ): AsyncGenerator<readonly string[]> {
    const release = limiter.hold(account, plan, { always: true })
    try {
      for (let next = first; !next.done; next = await records.next()) yield next.value
    } finally {
      release()
      await records.return?.()
    }
  }

  async function follow(call: FollowCall): ReturnType<Kernel['follow']> {
    const started = clock.monotonic()
    let caller: Caller | undefined
    let outcome = 'ok'
    const called = { ...call, operation: 'follow' }
    try {
      caller = await identifyCaller(call)
      await limiter.begin(caller.account, caller.plan, { slot: false })
      const { contract, version } = versionOf(call)
      const selectFor = (the: Caller): Selection => selections.of({ contract, version, principal: the.principal, epoch }, call.filter)
      const selection = selectFor(caller)
      const released = call.kind === 'stream' ? limiter.stream(caller.account, caller.plan) : () => {}
      try {
        const feed = await followers.open({ call, caller, selection, released, again: async () => identifyCaller(call), select: selectFor })
        return noticed({ ok: true as const, feed }, caller, { version })
      } catch (error) {
        released()
        throw error
      }
    } catch (error) {
      const failed = failureOf(error, called, log)
      outcome = failed.problem.code
      if (error instanceof Refusal && error.denied) denials.record(called, caller?.principal ?? UNKNOWN, outcome)
      return noticed(failed, caller)
    } finally {
      observe(called, { consumer: caller?.principal.consumer ?? '', outcome, started })
    }
  }

  function identify(
    call: Pick<Call, 'credential' | 'address' | 'requestId' | 'protocol'>,
    options?: { readonly takes: false },
  ): ReturnType<Kernel['identify']> {
    return asCaller({ ...call, operation: 'identify' }, ({ principal }) => ({ ok: true, principal }), options)
  }

  function keptCursors(call: CursorCall): ReturnType<Kernel['cursors']> {
    return asCaller({ ...call, operation: 'cursors' }, async ({ principal }) => {
      if (principal.credential === NO_CREDENTIAL) throw refuse('unauthenticated', NEEDS_CREDENTIAL)
      const { consumer } = principal
      const { name, move } = call
      if (name === undefined) return { ok: true, cursors: await named.list(consumer) }
      return { ok: true, cursors: [move ? await named.move(consumer, name, move) : await named.get(consumer, name)] }
    })
  }

  /** What takes a token of its caller and is about no operation of a contract. */
  async function asCaller<T extends { readonly ok: true }>(
    call: Pick<Call, 'credential' | 'address' | 'requestId' | 'protocol' | 'operation'>,
    act: (caller: Caller) => T | Promise<T>,
    options?: { readonly takes: false },
  ): Promise<Failure | (T & { readonly notices?: Notices })> {
    const started = clock.monotonic()
    let caller: Caller | undefined
    let outcome = 'ok'
    try {
      caller = await identifyCaller(call)
      if (options) await limiter.look(caller.account, caller.plan)
      else limiter.end(await limiter.begin(caller.account, caller.plan, { slot: true }))
      return noticed(await act(caller), caller)
    } catch (error) {
      const failed = failureOf(error, call, log)
      outcome = failed.problem.code
      if (error instanceof Refusal && error.denied) denials.record(call, caller?.principal ?? UNKNOWN, outcome)
      return noticed(failed, caller)
    } finally {
      // What takes no token is no call of its own, unless it ends the request.
      if (!options || outcome !== 'ok') observe(call, { consumer: caller?.principal.consumer ?? '', outcome, started })
    }
  }

  function versionOf(call: Pick<Call, 'contract' | 'version'>): { readonly contract: ContractModel; readonly version: VersionModel } {
    const contract = models.get(call.contract)
    const version = contract?.versions.get(call.version)
    if (!contract || !version) throw refuse('not-found')
    if (version.sunset !== undefined && Date.parse(version.sunset) <= clock.now())
      throw refuse('gone', `Version ${version.version} ended at ${version.sunset}; use ${contract.data.version}.`)
    return { contract, version }
  }

  function find(call: Call): { readonly contract: ContractModel; readonly version: VersionModel; readonly operation: OperationModel } {
    const { contract, version } = versionOf(call)
    const name = version.older ? version.older.translator.operationUp(call.operation) : call.operation
    const operation = name === undefined ? undefined : contract.operations.get(name)
    // No record has a key that cannot be stored.
    if (!operation || (call.key !== undefined && !isText(call.key))) throw refuse('not-found')
    return { contract, version, operation }
  }

  function noticed<T extends { readonly ok: boolean }>(
    outcome: T,
    caller: Caller | undefined,
    of?: { readonly version: VersionModel },
  ): T & { readonly notices?: Notices } {
    const limits = caller && limiter.states(caller.account, caller.plan)
    const deprecated = of?.version.deprecated
    if (!limits && deprecated === undefined && caller?.credentialEnds === undefined) return outcome
    const notices: Notices = {
      ...(limits && { limits }),
      ...(deprecated !== undefined && { deprecated }),
      ...(of?.version.sunset !== undefined && { sunset: of.version.sunset }),
      ...(caller?.credentialEnds !== undefined && { credentialEnds: caller.credentialEnds }),
    }
    return { ...outcome, notices }
  }

  return {
    contracts: [...models.values()].map((model) => model.data),
    handle: (call) => perform(call, true),
    batch,
    stream,
    identify,
    follow,
    cursors: keptCursors,
    stopping: () => followers.stop(),
    async [Symbol.asyncDispose]() {
      await followers.close()
      await denials.close()
      await limiter.close()
      await store[Symbol.asyncDispose]()
    },
  }
}

const UNKNOWN = { consumer: '', credential: '' }
