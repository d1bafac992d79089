import type { Admitted } from '../admitted.ts'
import type { ContractModel } from '../model/model.ts'
import type { OperationModel } from '../model/operation.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import type { Outcome } from '../outcome.ts'
import { authorize } from '../policies/authorize.ts'
import type { Idempotency, Keyed } from '../policies/idempotency.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'
import { mayKnow } from '../read/visibility.ts'
import { conceal, refuse, Refusal } from '../refusal.ts'
import { auditOf } from '../work/audit.ts'
import { seal } from '../work/seal.ts'
import { Work } from '../work/work.ts'
import { batcher, type Batch } from './batch.ts'
import { declaredOnly } from './declared-only.ts'
import { execute } from './execute.ts'
import type { Execution, Request } from './execution.ts'
import { kept, mustBeShowable, outcomeOf, type Kept } from './kept.ts'
import { requestOf } from './request.ts'
import { stepOf } from './step.ts'
import { uniqueRefusal } from './unique.ts'

export interface ChangePorts {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly uuid: () => string
  readonly idempotency: Idempotency
  readonly models: ReadonlyMap<string, ContractModel>
  /** Stands in the audit trail for a value that nobody may read. */
  readonly mask: (value: unknown) => string
}

export interface Changer {
  change(admitted: Admitted): Promise<Outcome>
  batch: Batch
  /** Writes that a record was read, where the contract asks for it; before the answer. */
  auditRead(admitted: Admitted): Promise<void>
}

/** How often a call that met another's change runs again, where its code has touched nothing but its context. */
const RERUNS = 3

/** Changes: one unit of work a call, committed as one change set. */
export function changer(ports: ChangePorts): Changer {
  const { store, clock, idempotency, log } = ports
  const resource = (contract: string, name: string): ResourceModel => {
    const model = ports.models.get(contract)?.resources.get(name)
    if (!model) throw new Error(`${contract} has no resource '${name}'`)
    return model
  }
  const newWork = (): Work => new Work({ store, random: ports.random, uuid: ports.uuid, resource, mask: ports.mask }, clock.now())

  async function change(the: Admitted): Promise<Outcome> {
    const { call, operation, caller } = the
    mustBeShowable(the)
    if (call.idempotencyKey === undefined && operation.requireIdempotencyKey)
      throw refuse('idempotency-key-missing', `Send a new key with each new '${operation.name}'.`)
    if (call.idempotencyKey === undefined || !operation.writes) return run(the, undefined)
    const keyed = idempotency.keyOf(call, { caller, operation: operation.name })
    if (runsCode(operation)) {
      const earlier = await idempotency.enter(keyed)
      if (earlier !== undefined) return replay(the, JSON.parse(earlier) as Kept)
    } else idempotency.hold(keyed)
    try {
      return await run(the, keyed)
    } finally {
      idempotency.leave(keyed)
    }
  }

  async function run(the: Admitted, keyed: Keyed | undefined): Promise<Outcome> {
    const { operation } = the
    const reached = { systems: false }
    const reach = async (): Promise<void> => {
      if (keyed && keyed.claim === undefined) await idempotency.claim(keyed)
      reached.systems = true
    }
    try {
      for (let attempt = 1; ; attempt++) {
        const work = newWork()
        const step = work.begin(stepOf(the, operation))
        const result = await execute(requestOf(the), execution(the, { work, step, reach }))
        if (work.changes && !operation.writes) throw new TypeError(`'${operation.name}' is declared to change nothing, and its code does`)
        if (!work.leavesTrace && keyed === undefined) return outcomeOf(the, kept(operation, result, work, step))
        const changes = await seal(work, {
          outcome: 'ok',
          ...(keyed && { answer: () => idempotency.done(keyed, JSON.stringify(kept(operation, result, work, step, { stored: true }))) }),
        })
        const committed = await store.commit(changes)
        if (committed.ok) return outcomeOf(the, kept(operation, result, work, step))
        if (committed.failed === 'answer' && keyed) return replay(the, JSON.parse(await idempotency.again(keyed)) as Kept)
        if (committed.failed === 'unique') throw uniqueRefusal(the, { violated: committed, changes, models: ports.models })
        if (attempt > RERUNS || reached.systems) throw refuse('conflict', 'Read the record again and repeat the change on what it is now.')
      }
    } catch (error) {
      // This very call may have been done before, or by another process meanwhile: then its answer is ours, not what its effect made of our try.
      const theirs = keyed && keyed.claim === undefined && error instanceof Refusal ? await idempotency.meanwhile(keyed) : undefined
      if (theirs !== undefined) return replay(the, JSON.parse(theirs) as Kept)
      return ended(the, { error: declaredOnly(error, operation), keyed, reached: reached.systems })
    }
  }

  /**
   * The end of a call that changes nothing. A declared fault is an outcome like another: kept for its key. So is every answer
   * of code that may have acted elsewhere, which must not do so twice. After anything else the key is free again; only where
   * such code ended by a defect its claim stays, and the outcome is unknown.
   */
  async function ended(the: Admitted, how: { readonly error: unknown; readonly keyed: Keyed | undefined; readonly reached: boolean }): Promise<Outcome> {
    const { error, keyed, reached } = how
    if (!(error instanceof Refusal) || !keyed || (reached && keyed.claim === undefined) || !(reached || error.problem.fault)) throw error
    const kept: Kept = { kind: 'refused', problem: error.problem }
    const committed = await store.commit({ expect: [], writes: [], events: [], audit: [], answer: idempotency.done(keyed, JSON.stringify(kept)) })
    if (!committed.ok && committed.failed === 'answer') return replay(the, JSON.parse(await idempotency.again(keyed)) as Kept)
    throw error
  }

  function execution(the: Admitted, on: Pick<Execution, 'work' | 'step' | 'reach'>): Execution {
    return {
      ...on,
      principal: the.caller.principal,
      signal: the.call.signal ?? NEVER,
      log,
      uuid: ports.uuid,
      resource,
      contract: the.contract.data.name,
      events: the.contract.events,
      nested: (operation, input, from) => nested(the, { operation, input, from }),
    }
  }

  /** `ctx.call`: found, authorized and audited like any call, in the same work; refused, it leaves nothing there. */
  async function nested(the: Admitted, inner: { readonly operation: string; readonly input: RecordBody; readonly from: Execution }): Promise<unknown> {
    const { from } = inner
    const operation = the.contract.operations.get(inner.operation)
    if (!operation) throw new TypeError(`there is no operation '${inner.operation}' to call`)
    authorize(the.caller.principal, operation)
    const keyField = operation.resource?.data.key.field ?? ''
    const { [keyField]: key, ...rest } = inner.input
    const isCreate = operation.kind === 'create'
    const called = { ...the, call: { ...the.call, ...(typeof key === 'string' && { key }) } }
    if (operation.kind === 'get' && operation.resource) {
      const entry = await from.work.read(operation.resource, String(key))
      const find = async (name: string, of: string): Promise<RecordBody | undefined> => (await from.work.read(resource(the.contract.data.name, name), of)).now
      if (entry.now === undefined) throw refuse('not-found')
      if (!(await mayKnow(operation.resource, entry.now, { principal: the.caller.principal, find }))) throw conceal()
      if (operation.auditRead) from.work.begin({ ...stepOf(called, operation), parent: from.step, audited: true })
      return operation.resource.projections[the.caller.principal.audience].cut(entry.now)
    }
    if (!operation.writes && operation.kind !== 'operation')
      throw new TypeError(`'${inner.operation}' cannot be called inside an operation: only reads by key and changes can`)
    const request: Request = { operation, ...(typeof key === 'string' && !isCreate && { key }), input: isCreate ? inner.input : rest }
    const step = from.work.begin({ ...stepOf(called, operation), parent: from.step })
    try {
      const result = await execute(request, { ...from, step })
      from.work.end(step)
      if (result.kind === 'record') return operation.resource?.projections[the.caller.principal.audience].cut(result.entry.now ?? {})
      return result.kind === 'output' ? result.output : undefined
    } catch (error) {
      from.work.undo(step)
      throw error
    }
  }

  /** The stored outcome of an earlier call. */
  function replay(the: Admitted, stored: Kept): Outcome {
    if (stored.kind === 'refused')
      return { ok: false, problem: the.version.older ? the.version.older.problem(stored.problem, the.operation) : stored.problem, replayed: true }
    if (stored.kind === 'secret')
      throw refuse('gone', 'The first call with this key succeeded; its answer held a secret that was shown once and is kept nowhere.')
    return { ...outcomeOf(the, stored), replayed: true }
  }

  async function auditRead(the: Admitted): Promise<void> {
    const work = newWork()
    const query = {
      ...(the.call.query && { query: the.call.query }),
      ...(the.call.fields && { fields: the.call.fields }),
      ...(the.call.include && { include: the.call.include }),
    }
    const step = work.begin({ ...stepOf(the, the.operation), audited: true, input: JSON.stringify(query) })
    await store.commit({ expect: [], writes: [], events: [], audit: [auditOf(work, step, 'ok')] })
  }

  return { change, auditRead, batch: batcher({ store, log, idempotency, models: ports.models, newWork, execution, replay }) }
}

const NEVER = new AbortController().signal

/** What runs none of the app's code may run again: its commit, or what refuses it, finds an earlier outcome of the key. */
function runsCode(operation: OperationModel): boolean {
  return operation.guard !== undefined || operation.kind === 'command' || operation.kind === 'operation'
}
