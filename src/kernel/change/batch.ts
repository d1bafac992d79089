import type { Call } from '../call.ts'
import type { Admitted } from '../admitted.ts'
import type { ContractModel } from '../model/model.ts'
import type { OperationModel } from '../model/operation.ts'
import type { Idempotency, Keyed } from '../policies/idempotency.ts'
import type { Failure, Outcome } from '../outcome.ts'
import type { Store } from '../ports/store.ts'
import type { Log } from '../ports/log.ts'
import { failureOf } from '../failure.ts'
import { failure, refuse, Refusal } from '../refusal.ts'
import { seal } from '../work/seal.ts'
import type { Step } from '../work/step.ts'
import type { Work } from '../work/work.ts'
import { declaredOnly } from './declared-only.ts'
import { execute } from './execute.ts'
import type { Execution, Result } from './execution.ts'
import { kept, mustBeShowable, outcomeOf, type Kept } from './kept.ts'
import { requestOf } from './request.ts'
import { stepOf } from './step.ts'
import { uniqueRefusal } from './unique.ts'

const MOST_CALLS = 1000
const AT_ONCE = 64
const RERUNS = 3

/** A call on its way through the policies, until `end`. */
export interface Passage {
  readonly call: Call
  /** Through the policies; throws a refusal. */
  enter(): Promise<Admitted>
  /** The answer to what was thrown. */
  failed(error: unknown): Failure
  /** What goes along with an answer. */
  noticed(outcome: Outcome): Outcome
  end(outcome: Outcome): void
}

export interface BatchOptions {
  readonly atomic: boolean
  readonly idempotencyKey?: string
  /** A call by itself. */
  readonly each: (call: Call) => Promise<Outcome>
  readonly passage: (call: Call) => Passage
}
export type Batch = (calls: readonly Call[], options: BatchOptions) => Promise<readonly Outcome[]>

interface BatchPorts {
  readonly store: Store
  readonly log: Log
  readonly idempotency: Idempotency
  readonly models: ReadonlyMap<string, ContractModel>
  readonly newWork: () => Work
  readonly execution: (the: Admitted, on: Pick<Execution, 'work' | 'step' | 'reach'>) => Execution
  readonly replay: (the: Admitted, stored: Kept) => Outcome
}

/** What became of a whole atomic batch, for its key. */
type KeptBatch = { readonly done: readonly Kept[] } | { readonly at: number; readonly refused: Kept }

/** One call of an atomic batch was refused, so that all are. */
class CallRefused extends Error {
  readonly at: number
  readonly error: unknown
  constructor(at: number, error: unknown) {
    super()
    this.at = at
    this.error = error
  }
}

/** Many calls in one: each by itself, or all in one change set. */
export function batcher(ports: BatchPorts): Batch {
  const { store, idempotency, log } = ports

  return async function batch(calls, options) {
    if (calls.length === 0) return []
    if (calls.length > MOST_CALLS) return calls.map(() => failure('too-large', `A batch has at most ${MOST_CALLS} calls.`))
    if (options.atomic) return atomic(calls, options)
    const { idempotencyKey } = options
    const keyed =
      idempotencyKey === undefined
        ? calls
        : calls.map((call, i) => (call.idempotencyKey === undefined ? { ...call, idempotencyKey: `${idempotencyKey}.${i}` } : call))
    return separate(keyed, options.each)
  }

  /** Calls on one record keep their order; the rest shares commits. */
  async function separate(calls: readonly Call[], each: (call: Call) => Promise<Outcome>): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = []
    const last = new Map<string, Promise<unknown>>()
    const running = new Set<Promise<unknown>>()
    for (const [i, call] of calls.entries()) {
      const record = recordOf(call)
      const before = record === undefined ? undefined : last.get(record)
      const done: Promise<void> = (before ? before.then(() => each(call)) : each(call)).then((outcome) => {
        outcomes[i] = outcome
        running.delete(done)
      })
      running.add(done)
      if (record !== undefined) last.set(record, done)
      if (running.size >= AT_ONCE) await Promise.race(running)
    }
    await Promise.all(running)
    return outcomes
  }

  /** Which record a call is about, also one that it creates. */
  function recordOf(call: Call): string | undefined {
    const [name = ''] = call.operation.split('.')
    if (call.key !== undefined) return `${call.contract} ${name} ${call.key}`
    const resources = ports.models.get(call.contract)?.versions.get(call.version)?.data.resources
    const field = resources && Object.hasOwn(resources, name) ? resources[name]?.key.field : undefined
    if (field === undefined || typeof call.input !== 'object' || call.input === null) return undefined
    const key = (call.input as { readonly [field: string]: unknown })[field]
    return typeof key === 'string' ? `${call.contract} ${name} ${key}` : undefined
  }

  /** One change set: the first call that fails is named, the others did not happen. */
  async function atomic(calls: readonly Call[], options: BatchOptions): Promise<readonly Outcome[]> {
    const passages = calls.map((call) => options.passage(call))
    const outcomes = await atomicOutcomes(passages, options.idempotencyKey)
    for (const [i, passage] of passages.entries()) {
      const outcome = outcomes[i]
      if (outcome) passage.end(outcome)
    }
    return outcomes
  }

  async function atomicOutcomes(passages: readonly Passage[], idempotencyKey: string | undefined): Promise<readonly Outcome[]> {
    try {
      const admitted: Admitted[] = []
      for (const [i, passage] of passages.entries()) admitted.push(await inCall(i, () => admit(passage, idempotencyKey)))
      if (idempotencyKey === undefined) return await run(passages, admitted, undefined)
      const keyed = await inCall(0, () =>
        idempotency.keyOfBatch(
          idempotencyKey,
          admitted.map(({ call, caller, operation }) => ({ call, caller, operation: operation.name })),
        ),
      )
      const earlier = await idempotency.enter(keyed)
      if (earlier !== undefined) return await replayed(passages, admitted, earlier)
      try {
        return await run(passages, admitted, keyed)
      } finally {
        idempotency.leave(keyed)
      }
    } catch (error) {
      if (error instanceof CallRefused) return aborted(passages, error.at, passages[error.at]?.failed(error.error) ?? failure('internal'))
      const failed = failureOf(error, { requestId: passages[0]?.call.requestId ?? '', operation: 'batch' }, log)
      return passages.map(() => failed)
    }
  }

  async function admit(passage: Passage, idempotencyKey: string | undefined): Promise<Admitted> {
    const the = await passage.enter()
    const { operation } = the
    if (!operation.writes) throw refuse('malformed', 'An atomic batch holds changes only.')
    if (operation.reachesSystems) throw outside(operation)
    if (passage.call.idempotencyKey !== undefined)
      throw refuse('idempotency-key-invalid', 'A call of an atomic batch cannot have an idempotency key of its own; the batch has one.')
    if (operation.requireIdempotencyKey && idempotencyKey === undefined)
      throw refuse('idempotency-key-missing', `'${operation.name}' needs one: send a new key with each new batch.`)
    mustBeShowable(the)
    return the
  }

  async function run(passages: readonly Passage[], admitted: readonly Admitted[], keyed: Keyed | undefined): Promise<readonly Outcome[]> {
    for (let attempt = 1; ; attempt++) {
      const work = ports.newWork()
      const results: { readonly result: Result; readonly step: Step }[] = []
      try {
        for (const [i, the] of admitted.entries()) {
          const step = work.begin(stepOf(the, the.operation))
          const result = await inCall(i, () =>
            execute(requestOf(the), ports.execution(the, { work, step, reach: (operation) => Promise.reject(outside(operation)) })),
          )
          work.end(step, result.entry)
          results.push({ result, step })
        }
        const done = (stored?: { readonly stored: true }): readonly Kept[] =>
          results.map(({ result, step }, i) => {
            const operation = (admitted[i] as Admitted).operation
            return stored ? kept(operation, result, work, step, stored) : kept(operation, result, work, step)
          })
        const answer = keyed && (() => idempotency.done(keyed, JSON.stringify({ done: done({ stored: true }) } satisfies KeptBatch)))
        const changes = await seal(work, { outcome: 'ok', ...(answer && { answer }) })
        const committed = await store.commit(changes)
        if (committed.ok)
          return results.map(({ result, step }, i) => shown(passages[i], admitted[i], (the) => outcomeOf(the, kept(the.operation, result, work, step))))
        if (committed.failed === 'answer' && keyed) return await replayed(passages, admitted, await idempotency.again(keyed))
        if (committed.failed === 'unique') {
          const { rule, value } = committed
          const at = Math.max(
            0,
            results.findIndex(({ result }) =>
              changes.writes.some(
                (w) =>
                  w.key === result.entry?.key && w.table === result.entry.resource.layout.table && w.unique.some((u) => u.rule === rule && u.value === value),
              ),
            ),
          )
          const the = admitted[at]
          if (the) throw new CallRefused(at, uniqueRefusal(the, { violated: committed, changes, models: ports.models }))
        }
      } catch (error) {
        const theirs = keyed && error instanceof CallRefused && error.error instanceof Refusal ? await idempotency.meanwhile(keyed) : undefined
        return theirs === undefined ? ended(passages, admitted, { error, keyed }) : replayed(passages, admitted, theirs)
      }
      if (attempt > RERUNS) throw refuse('conflict', 'Records of this batch were changed by others meanwhile; repeat it.')
    }
  }

  /** A declared fault is an outcome like another: kept for the key. */
  async function ended(
    passages: readonly Passage[],
    admitted: readonly Admitted[],
    how: { readonly error: unknown; readonly keyed: Keyed | undefined },
  ): Promise<readonly Outcome[]> {
    if (!(how.error instanceof CallRefused)) throw how.error
    const { at } = how.error
    const operation = admitted[at]?.operation
    const error = operation ? declaredOnly(how.error.error, operation) : how.error.error
    if (how.keyed && error instanceof Refusal && error.problem.fault) {
      const outcome: KeptBatch = { at, refused: { kind: 'refused', problem: error.problem } }
      const committed = await store.commit({ expect: [], writes: [], events: [], audit: [], answer: idempotency.done(how.keyed, JSON.stringify(outcome)) })
      if (!committed.ok && committed.failed === 'answer') return replayed(passages, admitted, await idempotency.again(how.keyed))
    }
    throw new CallRefused(at, error)
  }

  async function replayed(passages: readonly Passage[], admitted: readonly Admitted[], stored: string): Promise<readonly Outcome[]> {
    const earlier = JSON.parse(stored) as KeptBatch
    if ('at' in earlier) {
      const { at, refused } = earlier
      const the = admitted[at]
      const outcome = the && ports.replay(the, refused)
      if (outcome && !outcome.ok) return aborted(passages, at, outcome).map((each) => ({ ...each, replayed: true }))
    }
    const done = 'done' in earlier ? earlier.done : []
    return done.map((one, i) => shown(passages[i], admitted[i], (the) => ports.replay(the, one)))
  }

  /** The change is done: what cannot be shown of it is said for its call alone. */
  function shown(passage: Passage | undefined, the: Admitted | undefined, show: (the: Admitted) => Outcome): Outcome {
    if (!passage || !the) return failure('internal')
    try {
      return passage.noticed(show(the))
    } catch (error) {
      return passage.failed(error)
    }
  }

  function aborted(passages: readonly Passage[], at: number, problem: Failure): readonly Failure[] {
    const { detail, title } = problem.problem
    return passages.map((_, i) => (i === at ? problem : failure('batch-failed', `Call ${at} failed: ${detail ?? title}`, { more: { failed: at } })))
  }
}

async function inCall<T>(at: number, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw new CallRefused(at, error)
  }
}

function outside(operation: OperationModel): Refusal {
  return refuse('malformed', `'${operation.name}' reaches other systems, which cannot be part of one commit.`)
}
