import type { Call } from '../call.ts'
import type { Admitted } from '../admitted.ts'
import type { OperationModel } from '../model/operation.ts'
import type { Caller } from '../policies/authenticate.ts'
import type { Failure, Outcome } from '../outcome.ts'
import type { ChangeSet, CommitResult, Store } from '../ports/store.ts'
import type { Log } from '../ports/log.ts'
import { failureOf } from '../failure.ts'
import { failure, refuse, type Refusal } from '../refusal.ts'
import type { Step, Work } from '../work.ts'
import type { Admit } from './change.ts'
import { execute } from './change.ts'
import type { Execution, Request, Result } from './execution.ts'

const MOST_CALLS = 1000
const AT_ONCE = 64
const RERUNS = 3

interface BatchPorts {
  readonly store: Store
  readonly log: Log
  readonly newWork: () => Work
  readonly stepOf: (call: Call, caller: Caller, operation: OperationModel) => Step
  readonly execution: (the: Admitted, work: Work, step: Step) => Execution
  readonly requestOf: (the: Admitted) => Request
  readonly shown: (the: Admitted, result: Result) => Outcome
  readonly uniqueRefusal: (the: Admitted, committed: Extract<CommitResult, { failed: 'unique' }>, changes: ChangeSet) => Refusal
}

/** Many calls in one: each by itself, or all in one change set. */
export function batcher(ports: BatchPorts) {
  return async function batch(calls: readonly Call[], how: { readonly atomic: boolean; readonly each: (call: Call) => Promise<Outcome>; readonly admit: Admit }): Promise<readonly Outcome[]> {
    if (calls.length > MOST_CALLS) return calls.map(() => failure('too-large', `A batch has at most ${MOST_CALLS} calls.`))
    return how.atomic ? atomic(calls, how.admit) : separate(calls, how.each)
  }

  /** Calls on one record keep their order; the rest shares commits. */
  async function separate(calls: readonly Call[], each: (call: Call) => Promise<Outcome>): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = []
    const last = new Map<string, Promise<unknown>>()
    const running = new Set<Promise<unknown>>()
    for (const [i, call] of calls.entries()) {
      const resource = call.operation.split('.')[0] ?? ''
      const record = call.key === undefined ? undefined : `${resource} ${call.key}`
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

  /** One change set: the first call that fails is named, the others did not happen. */
  async function atomic(calls: readonly Call[], admit: Admit): Promise<readonly Outcome[]> {
    for (let attempt = 1; ; attempt++) {
      const work = ports.newWork()
      const results: { readonly the: Admitted; readonly result: Result }[] = []
      for (const [i, call] of calls.entries()) {
        if (call.idempotencyKey !== undefined) return aborted(calls, i, failure('idempotency-key-invalid', 'A call of an atomic batch cannot have an idempotency key of its own.'))
        let failed: Failure | undefined
        const answer = await admit(call, async (the) => {
          if (!the.operation.writes) throw refuse('malformed', 'An atomic batch holds changes only.')
          if (the.operation.reachesSystems) throw refuse('malformed', `'${the.operation.name}' reaches other systems, which cannot be part of one commit.`)
          const step = work.begin(ports.stepOf(call, the.caller, the.operation))
          const result = await execute(ports.requestOf(the), ports.execution(the, work, step))
          work.end(step)
          results.push({ the, result })
          return undefined
        })
        if (answer) failed = answer
        if (failed) return aborted(calls, i, failed)
      }
      const changes = await work.seal({ outcome: 'ok' })
      let committed: CommitResult
      try {
        committed = await ports.store.commit(changes)
      } catch (error) {
        const failed = failureOf(error, { requestId: calls[0]?.requestId ?? '', operation: 'batch' }, ports.log)
        return calls.map(() => failed)
      }
      if (committed.ok) return results.map(({ the, result }) => ports.shown(the, result))
      if (committed.failed === 'unique') {
        const unique = committed
        const at = results.findIndex(({ result }) => 'entry' in result && result.entry && changes.writes.some((w) => w.key === result.entry?.key && w.unique.some((u) => u.rule === unique.rule && u.value === unique.value)))
        const the = results[Math.max(0, at)]?.the
        if (the) return aborted(calls, Math.max(0, at), { ok: false, problem: ports.uniqueRefusal(the, unique, changes).problem })
      }
      if (attempt > RERUNS) return calls.map(() => failure('conflict', 'Records of this batch were changed by others meanwhile; repeat it.'))
    }
  }

  function aborted(calls: readonly Call[], at: number, problem: Failure): readonly Outcome[] {
    return calls.map((_, i) => (i === at ? problem : failure('batch-failed', `Call ${at} failed: ${problem.problem.detail ?? problem.problem.title}`, { more: { failed: at } })))
  }
}
