import type { Admitted } from '../admitted.ts'
import type { OperationModel } from '../model/operation.ts'
import type { RecordBody } from '../model/resource.ts'
import type { Problem, Success } from '../outcome.ts'
import { viewOf } from '../view.ts'
import type { Step } from '../work/step.ts'
import { shownAfter } from '../work/text.ts'
import type { Work } from '../work/work.ts'
import type { Result } from './execution.ts'

/** What became of a call, as the idempotency record keeps it: in the current version, whole. */
export type Kept =
  | Done
  /** A declared fault, or the refusal of code that may have acted elsewhere. */
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** An output that is shown once. */
  | { readonly kind: 'secret' }

export type Done =
  | { readonly kind: 'record'; readonly created: boolean; readonly key: string; readonly revision: number; readonly body: string }
  | { readonly kind: 'output'; readonly body: string; readonly key?: string; readonly revision?: number }
  | { readonly kind: 'empty'; readonly key?: string }

/** The result of a step. `stored`: as it is kept, without what is shown once. */
export function kept(operation: OperationModel, result: Result, work: Work, step: Step): Done
export function kept(operation: OperationModel, result: Result, work: Work, step: Step, options: { readonly stored: true }): Kept
export function kept(operation: OperationModel, result: Result, work: Work, step: Step, options?: { readonly stored: true }): Kept {
  if (options?.stored && operation.command?.secret) return { kind: 'secret' }
  const shown = result.entry && shownAfter(step, result.entry, work.now)
  if (result.kind === 'record')
    return { kind: 'record', created: result.created, key: result.entry.key, revision: shown?.revision ?? 0, body: shown?.text ?? '{}' }
  const of = result.entry && { key: result.entry.key }
  if (result.kind === 'output') return { kind: 'output', body: JSON.stringify(result.output ?? null), ...of, ...(shown && { revision: shown.revision }) }
  return { kind: 'empty', ...of }
}

/** Rule: what the answer shall show is checked before anything is done. Throws 400. */
export function mustBeShowable(the: Admitted): void {
  const { call, caller, operation, version } = the
  if (call.fields !== undefined && operation.resource) viewOf(operation.resource, { version, principal: caller.principal, fields: call.fields })
}

/** The answer to a call, in its version and for its caller. */
export function outcomeOf(the: Admitted, done: Done): Success {
  switch (done.kind) {
    case 'record':
      return recordOutcome(the, done)
    case 'output': {
      const older = the.version.older
      const body = older ? JSON.stringify(older.translator.outputDown(the.operation.name, JSON.parse(done.body) as object)) : done.body
      return {
        ok: true,
        kind: 'output',
        body,
        ...(done.key !== undefined && { key: done.key }),
        ...(done.revision !== undefined && { revision: done.revision }),
      }
    }
    case 'empty':
      return { ok: true, kind: 'empty', body: '', ...(done.key !== undefined && { key: done.key }) }
  }
}

function recordOutcome(the: Admitted, done: Extract<Done, { kind: 'record' }>): Success {
  const { resource } = the.operation
  if (!resource) throw new Error(`${the.operation.name} has no resource`)
  const view = viewOf(resource, { version: the.version, principal: the.caller.principal, fields: the.call.fields })
  return {
    ok: true,
    kind: 'record',
    body: view.full ? done.body : JSON.stringify(view.show(JSON.parse(done.body) as RecordBody)),
    key: done.key,
    revision: done.revision,
    view: view.name,
    ...(done.created && { created: true }),
  }
}
