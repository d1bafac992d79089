import { kebab } from '../../contract/define.ts'
import type { Call } from '../call.ts'
import type { Admitted } from '../admitted.ts'
import type { Caller } from '../policies/authenticate.ts'
import type { ContractModel, VersionModel } from '../model/model.ts'
import type { OperationModel } from '../model/operation.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import type { Failure, Outcome, Problem, Success } from '../outcome.ts'
import { authorize } from '../policies/authorize.ts'
import type { Idempotency, Keyed } from '../policies/idempotency.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { ChangeSet, CommitResult, Store } from '../ports/store.ts'
import { mayKnow } from '../read/visibility.ts'
import { conceal, refuse, Refusal } from '../refusal.ts'
import { viewOf } from '../view.ts'
import { Work, type Step } from '../work.ts'
import { batcher } from './batch.ts'
import { command, operate } from './command.ts'
import type { Execution, Request, Result } from './execution.ts'
import { create, remove, replace, update } from './record.ts'

export interface ChangePorts {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly uuid: () => string
  readonly idempotency: Idempotency
  readonly models: ReadonlyMap<string, ContractModel>
}

export type Admit = <T>(call: Call, then: (admitted: Admitted) => Promise<T>) => Promise<T | Failure>

export interface Changer {
  change(admitted: Admitted): Promise<Outcome>
  batch(calls: readonly Call[], how: { readonly atomic: boolean; readonly each: (call: Call) => Promise<Outcome>; readonly admit: Admit }): Promise<readonly Outcome[]>
  /** Writes that a record was read, where the contract asks for it; before the answer. */
  auditRead(admitted: Admitted): Promise<void>
}

/** How often a call that met another's change runs again, where its code has touched nothing but its context. */
const RERUNS = 3

/** What a result was, as the idempotency record keeps it: in the current version, whole. */
type Kept =
  | { readonly kind: 'record'; readonly created: boolean; readonly key: string; readonly revision: number; readonly body: string }
  | { readonly kind: 'output'; readonly body: string; readonly key?: string; readonly revision?: number }
  | { readonly kind: 'empty'; readonly key?: string }
  | { readonly kind: 'fault'; readonly problem: Problem }
  /** An output that is shown once. */
  | { readonly kind: 'secret' }

/** Changes: one unit of work a call, committed as one change set. */
export function changer(ports: ChangePorts): Changer {
  const { store, clock, idempotency, log } = ports
  const resource = (contract: string, name: string): ResourceModel => {
    const model = ports.models.get(contract)?.resources.get(name)
    if (!model) throw new Error(`${contract} has no resource '${name}'`)
    return model
  }
  const newWork = (): Work => new Work({ store, random: ports.random, uuid: ports.uuid, resource }, clock.now())

  async function change(the: Admitted): Promise<Outcome> {
    const { call, operation, caller } = the
    if (call.idempotencyKey === undefined || !operation.writes) {
      if (operation.requireIdempotencyKey) throw refuse('idempotency-key-missing', `Send a new key with each new '${operation.name}'.`)
      return run(the, undefined)
    }
    const keyed = idempotency.keyOf(call, { principal: caller.principal, operation: operation.name, input: call.input })
    const earlier = await idempotency.enter(keyed)
    if (earlier !== undefined) return replay(the, earlier)
    try {
      if (operation.reachesSystems) await idempotency.claim(keyed)
      return await run(the, keyed)
    } finally {
      idempotency.leave(keyed)
    }
  }

  async function run(the: Admitted, keyed: Keyed | undefined): Promise<Outcome> {
    for (let attempt = 1; ; attempt++) {
      const work = newWork()
      const step = work.begin(stepOf(the.call, the.caller, the.operation))
      let result: Result
      try {
        result = await execute(requestOf(the), execution(the, work, step))
      } catch (error) {
        return await ended(the, { error, keyed })
      }
      if (!work.changes && keyed === undefined) return shown(the, result)
      const changes = await work.seal({
        outcome: 'ok',
        ...(keyed && { answer: () => idempotency.done(keyed, JSON.stringify(the.operation.command?.secret ? { kind: 'secret' } : keep(result))) }),
      })
      const committed = await store.commit(changes)
      if (committed.ok) return shown(the, result)
      if (committed.failed === 'answer' && keyed) return replay(the, await idempotency.again(keyed))
      if (committed.failed === 'unique') return await ended(the, { error: uniqueRefusal(the, committed, changes), keyed })
      if (attempt > RERUNS || the.operation.reachesSystems) return await ended(the, { error: refuse('conflict', 'Read the record again and repeat the change on what it is now.'), keyed })
    }
  }

  /**
   * The end of a call that changes nothing. A declared fault is an outcome like another: kept for its key. After anything
   * else the key is free again, unless code may have acted elsewhere before it failed.
   */
  async function ended(the: Admitted, how: { readonly error: unknown; readonly keyed: Keyed | undefined }): Promise<Failure> {
    const { error, keyed } = how
    if (error instanceof Refusal && error.problem.fault && keyed) {
      const kept: Kept = { kind: 'fault', problem: error.problem }
      const committed = await store.commit({ expect: [], writes: [], events: [], audit: [], answer: idempotency.done(keyed, JSON.stringify(kept)) })
      if (!committed.ok && committed.failed === 'answer') await idempotency.again(keyed)
    } else if (keyed && error instanceof Refusal) await idempotency.release(keyed)
    throw error
  }

  function uniqueRefusal(the: Admitted, committed: Extract<CommitResult, { failed: 'unique' }>, changes: ChangeSet): Refusal {
    for (const model of ports.models.values()) {
      for (const owner of model.resources.values()) {
        const rule = owner.rules.get(committed.rule)
        if (!rule) continue
        const fault = rule.fault === undefined ? undefined : model.data.faults[rule.fault]
        const written = changes.writes.find((w) => w.unique.some((u) => u.rule === committed.rule && u.value === committed.value))
        const record = written?.body ? (JSON.parse(written.body) as RecordBody) : {}
        const names = rule.fields.join(', ')
        // Whose the other record is, only those learn who see them all.
        const sees = owner.layout.owners[the.caller.principal.audience] === undefined
        const holder = sees ? ` '${committed.holder}' has it.` : ''
        if (!fault || rule.fault === undefined)
          return refuse('unique-violation', `Another ${owner.noun} has the same ${names}.${holder}`, { errors: rule.fields.map((field) => ({ pointer: `/${field.replaceAll('.', '/')}`, detail: 'must be unique' })) })
        const detail: { [name: string]: string | number | boolean } = {}
        for (const field of Object.keys(fault.detail)) {
          const value = record[field]
          if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') detail[field] = value
          else if (sees) detail[field] = committed.holder
        }
        return new Refusal({ code: rule.fault, title: fault.doc, fault: { contract: model.data.name, class: fault.class, detail } })
      }
    }
    return refuse('unique-violation')
  }

  function execution(the: Admitted, work: Work, step: Step): Execution {
    return {
      work,
      step,
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

  /** `ctx.call`: found, authorized and audited like any call, in the same work. */
  async function nested(the: Admitted, inner: { readonly operation: string; readonly input: RecordBody; readonly from: Execution }): Promise<unknown> {
    const operation = the.contract.operations.get(inner.operation)
    if (!operation) throw new TypeError(`there is no operation '${inner.operation}' to call`)
    authorize(the.caller.principal, operation)
    const keyField = operation.resource?.data.key.field ?? ''
    const { [keyField]: key, ...rest } = inner.input
    const isCreate = operation.kind === 'create'
    const request: Request = { operation, ...(typeof key === 'string' && !isCreate && { key }), input: isCreate ? inner.input : rest }
    if (operation.kind === 'get' && operation.resource) {
      const entry = await inner.from.work.read(operation.resource, String(key))
      if (entry.now === undefined) throw refuse('not-found', `${operation.resource.name} '${String(key)}'`)
      const find = async (name: string, of: string): Promise<RecordBody | undefined> => (await inner.from.work.read(resource(the.contract.data.name, name), of)).now
      if (!(await mayKnow(operation.resource, entry.now, { principal: the.caller.principal, find }))) throw conceal()
      return operation.resource.projections[the.caller.principal.audience].cut(entry.now)
    }
    if (!operation.writes && operation.kind !== 'operation') throw new TypeError(`'${inner.operation}' cannot be called inside an operation: only reads by key and changes can`)
    const step = inner.from.work.begin(stepOf({ ...the.call, ...(typeof key === 'string' && { key }) }, the.caller, operation))
    const result = await execute(request, { ...inner.from, step })
    inner.from.work.end(step)
    if (result.kind === 'record') return operation.resource?.projections[the.caller.principal.audience].cut(result.entry.now ?? {})
    return result.kind === 'output' ? result.output : undefined
  }

  function replay(the: Admitted, stored: string): Outcome {
    const kept = JSON.parse(stored) as Kept
    if (kept.kind === 'fault') return { ok: false, problem: the.version.older ? the.version.older.problem(kept.problem, the.operation) : kept.problem, replayed: true }
    if (kept.kind === 'secret') throw refuse('gone', 'The first call with this key succeeded; its answer held a secret that was shown once and is kept nowhere.')
    if (kept.kind === 'record') return { ...recordOutcome(the, kept), replayed: true }
    if (kept.kind === 'output') return { ...outputOutcome(the, kept), replayed: true }
    return { ok: true, kind: 'empty', body: '', ...(kept.key !== undefined && { key: kept.key }), replayed: true }
  }

  function shown(the: Admitted, result: Result): Success {
    const kept = keep(result)
    if (kept.kind === 'record') return recordOutcome(the, kept)
    if (kept.kind === 'output') return outputOutcome(the, kept)
    return { ok: true, kind: 'empty', body: '', ...('key' in kept && kept.key !== undefined && { key: kept.key }) }
  }

  async function auditRead(the: Admitted): Promise<void> {
    const work = newWork()
    const query = { ...(the.call.query && { query: the.call.query }), ...(the.call.fields && { fields: the.call.fields }), ...(the.call.include && { include: the.call.include }) }
    const step = work.begin({ ...stepOf(the.call, the.caller, the.operation), input: JSON.stringify(query) })
    await store.commit({ expect: [], writes: [], events: [], audit: [work.audit(step, 'ok')] })
  }

  return { change, auditRead, batch: batcher({ store, newWork, stepOf, execution, requestOf, shown, uniqueRefusal, log }) }
}

const NEVER = new AbortController().signal

async function execute(request: Request, the: Execution): Promise<Result> {
  switch (request.operation.kind) {
    case 'create': return create(request, the)
    case 'update': return update(request, the)
    case 'replace': return replace(request, the)
    case 'delete': return remove(request, the)
    case 'command': return command(request, the)
    case 'operation': return operate(request, the)
    case 'get': case 'list': case 'composite': throw new Error(`${request.operation.name} changes nothing`)
  }
}
export { execute }

function requestOf(the: Admitted): Request {
  const { call, operation } = the
  return {
    operation,
    ...(call.key !== undefined && { key: call.key }),
    input: call.input,
    ...(call.patch && { patch: call.patch }),
    ...(call.ifMatch !== undefined && { ifMatch: call.ifMatch }),
    ...(call.ifNoneMatch !== undefined && { ifNoneMatch: call.ifNoneMatch }),
    ...(the.version.older && { older: the.version.older }),
  }
}

function stepOf(call: Call, caller: Caller, operation: OperationModel): Step {
  return { call, principal: caller.principal, operation: operation.name, changed: new Map(), emitted: [], verb: verbOf(operation) }
}

/** How the event is called that a change of this operation makes. */
function verbOf(operation: OperationModel): string {
  switch (operation.kind) {
    case 'create': return 'created'
    case 'update': case 'replace': return 'changed'
    case 'delete': return 'deleted'
    case 'command': return kebab(operation.command?.event ?? operation.commandName ?? 'changed')
    default: return 'changed'
  }
}

function keep(result: Result): Kept {
  if (result.kind === 'record') return { kind: 'record', created: result.created, key: result.entry.key, revision: result.entry.revision, body: result.entry.text }
  const of = result.entry && { key: result.entry.key }
  if (result.kind === 'output') return { kind: 'output', body: JSON.stringify(result.output ?? null), ...of, ...(result.entry && { revision: result.entry.revision }) }
  return { kind: 'empty', ...of }
}

function outputOutcome(the: Admitted, kept: Extract<Kept, { kind: 'output' }>): Success {
  const older = the.version.older
  const body = older ? JSON.stringify(older.translator.outputDown(the.operation.name, JSON.parse(kept.body) as object)) : kept.body
  return { ok: true, kind: 'output', body, ...(kept.key !== undefined && { key: kept.key }), ...(kept.revision !== undefined && { revision: kept.revision }) }
}

function recordOutcome(the: { readonly operation: OperationModel; readonly call: Call; readonly caller: Caller; readonly version: VersionModel }, kept: Extract<Kept, { kind: 'record' }>): Success {
  const { resource } = the.operation
  if (!resource) throw new Error(`${the.operation.name} has no resource`)
  const view = viewOf(resource, { version: the.version, principal: the.caller.principal, fields: the.call.fields })
  return {
    ok: true,
    kind: 'record',
    body: view.full ? kept.body : JSON.stringify(view.show(JSON.parse(kept.body) as RecordBody)),
    key: kept.key,
    revision: kept.revision,
    view: view.name,
    ...(kept.created && { created: true }),
  }
}

