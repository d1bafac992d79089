import type { ContractData } from '../contract/data.ts'
import type { Admitted } from './admitted.ts'
import type { Binding } from './bindings.ts'
import type { Call } from './call.ts'
import { changer } from './change/change.ts'
import { uuidSource } from './credential/uuid.ts'
import type { Kernel } from './kernel.ts'
import { contractModel, layoutsOf, type ContractModel, type VersionModel } from './model/model.ts'
import type { OperationModel } from './model/operation.ts'
import type { Failure, Notices, Outcome } from './outcome.ts'
import { AddressGuard } from './policies/address.ts'
import { authenticate, type Caller } from './policies/authenticate.ts'
import { authorize } from './policies/authorize.ts'
import { Denials } from './policies/denial.ts'
import { Idempotency } from './policies/idempotency.ts'
import { Limiter } from './policies/limit.ts'
import type { Clock } from './ports/clock.ts'
import type { Directory } from './ports/directory.ts'
import type { Log } from './ports/log.ts'
import type { Observer } from './ports/observer.ts'
import type { Random } from './ports/random.ts'
import type { Store } from './ports/store.ts'
import { cursors } from './read/cursor.ts'
import { reader } from './read/read.ts'
import { failureOf } from './failure.ts'
import { refuse, Refusal } from './refusal.ts'

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

export async function createKernel(options: KernelOptions): Promise<Kernel> {
  const { store, clock, random, log, observer, directory, environment } = options
  const models = new Map<string, ContractModel>()
  for (const { data, prefix, bindings } of options.contracts) models.set(data.name, contractModel(data, bindings, prefix))
  await store.open(layoutsOf(models.values()))
  const cursor = cursors(await secret(store, random, 'cursor-secret'))
  const ports = { store, clock, random, log }
  const guard = new AddressGuard(clock)
  const limiter = new Limiter(ports)
  const denials = new Denials(ports)
  const idempotency = new Idempotency(ports)
  const read = reader({ store, cursor, models })
  const change = changer({ ...ports, uuid: uuidSource(clock, random), idempotency, models })
  const anonymous = [...models.values()].some((model) => model.public)

  /** Rule: authenticate, limit, find, authorize, in this order, each once, for every protocol. */
  async function admit<T>(call: Call, then: (admitted: Admitted) => Promise<T>): Promise<T | Failure> {
    const started = clock.monotonic()
    let caller: Caller | undefined
    let usage: Awaited<ReturnType<Limiter['begin']>>
    let outcome = 'ok'
    let found: ReturnType<typeof find> | undefined
    try {
      caller = await identifyCaller(call)
      usage = await limiter.begin(caller.account, caller.plan)
      found = find(call)
      authorize(caller.principal, found.operation)
      const answer = await then({ call, caller, ...found })
      if (isFailure(answer)) outcome = answer.problem.code
      return answer
    } catch (error) {
      const older = found?.version.older
      const plain = failureOf(error, call, log)
      const failed = older && found && !(error instanceof Refusal && error.older) ? { ...plain, problem: older.problem(plain.problem, found.operation) } : plain
      outcome = failed.problem.code
      if (error instanceof Refusal && error.denied) denials.record(call, caller?.principal ?? UNKNOWN, outcome)
      return noticed(failed, caller)
    } finally {
      limiter.end(usage)
      observer?.called({ protocol: call.protocol, operation: call.operation, consumer: caller?.principal.consumer ?? '', outcome, took: clock.monotonic() - started, requestId: call.requestId, address: call.address })
    }
  }

  async function identifyCaller(call: Pick<Call, 'credential' | 'address'>): Promise<Caller> {
    if (call.credential.kind === 'system') return authenticate(call, { directory, clock, environment, anonymous })
    guard.check(call.address)
    try {
      return await authenticate(call, { directory, clock, environment, anonymous })
    } catch (error) {
      if (error instanceof Refusal && error.problem.code === 'unauthenticated') guard.failed(call.address)
      throw error
    }
  }

  function find(call: Call): { readonly contract: ContractModel; readonly version: VersionModel; readonly operation: OperationModel } {
    const contract = models.get(call.contract)
    const version = contract?.versions.get(call.version)
    if (!contract || !version) throw refuse('not-found')
    if (version.sunset !== undefined && Date.parse(version.sunset) <= clock.now()) throw refuse('gone', `Version ${version.version} ended at ${version.sunset}; use ${contract.data.version}.`)
    const name = version.older ? version.older.translator.operationUp(call.operation) : call.operation
    const operation = name === undefined ? undefined : contract.operations.get(name)
    if (!operation) throw refuse('not-found')
    return { contract, version, operation }
  }

  function noticed<T extends { readonly ok: boolean }>(outcome: T, caller: Caller | undefined, of?: Admitted): T & { readonly notices?: Notices } {
    const limits = caller && limiter.states(caller.account, caller.plan)
    const deprecated = of?.version.deprecated ?? of?.operation.deprecated
    if (!limits && deprecated === undefined && caller?.credentialEnds === undefined) return outcome
    const notices: Notices = {
      ...(limits && { limits }),
      ...(deprecated !== undefined && { deprecated }),
      ...(of?.version.sunset !== undefined && { sunset: of.version.sunset }),
      ...(caller?.credentialEnds !== undefined && { credentialEnds: caller.credentialEnds }),
    }
    return { ...outcome, notices }
  }

  async function perform(admitted: Admitted): Promise<Outcome> {
    const outcome = admitted.operation.writes ? await change.change(admitted) : admitted.operation.kind === 'operation' ? await change.change(admitted) : await read.read(admitted)
    if (admitted.operation.auditRead && outcome.ok) await change.auditRead(admitted)
    return noticed(outcome, admitted.caller, admitted)
  }

  return {
    contracts: [...models.values()].map((model) => model.data),
    handle: (call) => admit<Outcome>(call, perform),
    batch: (calls, how) => change.batch(calls, { ...how, each: (call) => admit<Outcome>(call, perform), admit }),
    stream: (call) =>
      admit(call, async (admitted) => {
        if (admitted.operation.kind !== 'list') throw refuse('not-acceptable', 'Only lists can be streamed.')
        if (admitted.operation.auditRead) await change.auditRead(admitted)
        return noticed({ ok: true as const, records: read.stream(admitted), fields: read.fields(admitted) }, admitted.caller, admitted)
      }),
    async identify(call) {
      let usage: Awaited<ReturnType<Limiter['begin']>>
      try {
        const caller = await identifyCaller(call)
        usage = await limiter.begin(caller.account, caller.plan)
        return noticed({ ok: true as const, principal: caller.principal }, caller)
      } catch (error) {
        return failureOf(error, { ...call, operation: 'identify' }, log)
      } finally {
        limiter.end(usage)
      }
    },
    async [Symbol.asyncDispose]() {
      await denials.close()
      await limiter.close()
      await store[Symbol.asyncDispose]()
    },
  }
}

const UNKNOWN = { consumer: '', credential: '' }

function isFailure(answer: unknown): answer is Failure {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false
}

/** A secret of this installation, the same in all its processes; made once. */
async function secret(store: Store, random: Random, name: string): Promise<string> {
  const known = await store.fact(name)
  if (known !== undefined) return known
  await store.setFact(name, Buffer.from(random.bytes(32)).toString('base64url'), null)
  return (await store.fact(name)) ?? ''
}
