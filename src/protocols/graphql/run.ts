import { execute, type DocumentNode, type OperationDefinitionNode } from 'graphql'
import type { Call } from '../../kernel/call.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Failure, Notices, Outcome, Problem } from '../../kernel/outcome.ts'
import type { Asker, GraphqlAnswer, GraphqlError, Variables } from './engine.ts'
import { errorOf, problemOf, Refused } from './error.ts'
import { locationOf, type Run } from './plan/complete.ts'
import { documentOf, type Plan, type Step } from './plan/plan.ts'
import type { RootStep } from './plan/root.ts'
import type { Served } from './schema/schema.ts'

/** Where calls go: one version of one contract. */
export interface Target {
  readonly kernel: Kernel
  readonly protocol: string
  readonly contract: string
  readonly version: string
}

export interface Running {
  readonly served: Served
  readonly plan: Plan
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly variables: Variables
  readonly asker: Asker
}

/** Query fields of one request that run at the same time. */
const AT_ONCE = 8

/** What became of a root field. */
interface Done {
  readonly outcome: Outcome
  /** It was the kernel that said so, which took a token. */
  readonly called: boolean
}

export interface Ran extends GraphqlAnswer {
  /** Calls that reached the kernel. */
  readonly calls: number
}

/** Executes an operation: each root field is one call. Those of a mutation run one after another (GraphQL, 6.2.2). */
export async function run(target: Target, running: Running): Promise<Ran> {
  const { plan, operation, asker } = running
  const steps = plan.steps.flatMap((step) => (step.kind === 'call' ? [step.step] : []))
  const changes = operation.operation === 'mutation'
  const done = new Map<RootStep, Done>()
  const perform = async (step: RootStep, index: number): Promise<void> => {
    done.set(step, await performed(target, running, { step, index, alone: steps.length === 1, changes }))
  }
  if (changes) for (const [index, step] of steps.entries()) await perform(step, index)
  else await bounded(steps, perform)
  return answerOf(running, done, asker.requestId)
}

async function bounded(steps: readonly RootStep[], perform: (step: RootStep, index: number) => Promise<void>): Promise<void> {
  if (steps.length === 1 && steps[0]) return perform(steps[0], 0)
  const left = [...steps.entries()]
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) await perform(next[1], next[0])
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, steps.length) }, work))
}

async function performed(
  target: Target,
  { variables, asker }: Running,
  of: { readonly step: RootStep; readonly index: number; readonly alone: boolean; readonly changes: boolean },
): Promise<Done> {
  let call: Call
  try {
    call = callOf(target, asker, { ...of, asked: of.step.asked(variables) })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { outcome: { ok: false, problem: error.problem }, called: false }
  }
  return { outcome: await target.kernel.handle(call), called: true }
}

function callOf(
  target: Target,
  asker: Asker,
  of: { readonly asked: ReturnType<RootStep['asked']>; readonly index: number; readonly alone: boolean; readonly changes: boolean },
): Call {
  const { index, alone, changes } = of
  const key = asker.idempotencyKey
  return {
    protocol: target.protocol,
    contract: target.contract,
    version: target.version,
    credential: asker.credential,
    address: asker.address,
    requestId: alone ? asker.requestId : `${asker.requestId}.${index}`,
    ...(asker.trace !== undefined && { trace: asker.trace }),
    ...(asker.hops !== undefined && { hops: asker.hops }),
    ...(asker.signal && { signal: asker.signal }),
    ...(changes && key !== undefined && { idempotencyKey: alone ? key : `${key}.${index}` }),
    ...of.asked,
  }
}

function answerOf(running: Running, done: ReadonlyMap<RootStep, Done>, requestId: string): Ran {
  const errors: GraphqlError[] = []
  const data: { [key: string]: unknown } = {}
  for (const step of running.plan.steps) {
    const [key, value] = shown(running, step, { done, errors, requestId })
    if (key === '__proto__') Object.defineProperty(data, key, { value, enumerable: true })
    else data[key] = value
  }
  const outcomes = [...done.values()]
  const calls = outcomes.filter(({ called }) => called).length
  const notices = noticesOf(outcomes.map(({ outcome }) => outcome))
  const replayed = running.operation.operation === 'mutation' && outcomes.length > 0 && outcomes.every(({ outcome }) => outcome.replayed === true)
  const along = { calls, ...(notices && { notices }), ...(replayed && { replayed }) }
  const problem = wholly(running.plan, outcomes)
  if (problem) return { body: { errors }, problem, ...along }
  return { body: errors.length > 0 ? { errors, data } : { data }, ...along }
}

function shown(
  running: Running,
  step: Step,
  to: { readonly done: ReadonlyMap<RootStep, Done>; readonly errors: GraphqlError[]; readonly requestId: string },
): readonly [string, unknown] {
  switch (step.kind) {
    case 'typename':
      return [step.key, step.type]
    case 'nothing':
      return [step.key, null]
    case 'introspection':
      return [step.key, introspected(running, step)]
    case 'call':
      return [step.step.key, fieldValue(running, step.step, to)]
  }
}

function fieldValue(
  { variables }: Running,
  step: RootStep,
  to: { readonly done: ReadonlyMap<RootStep, Done>; readonly errors: GraphqlError[]; readonly requestId: string },
): unknown {
  const outcome = to.done.get(step)?.outcome
  const value = outcome && step.value(outcome, variables)
  if (value === undefined) {
    const problem = outcome && !outcome.ok ? outcome.problem : problemOf('internal', 'This field was not answered.')
    to.errors.push(errorOf(problem, to.requestId, { path: [step.key], locations: step.fields.flatMap(locationOf) }))
    return null
  }
  const run: Run = { path: [step.key], errors: [] }
  const complete = step.complete(value, run)
  if (outcome?.ok && outcome.incomplete)
    to.errors.push(errorOf(outcome.incomplete, to.requestId, { path: [step.key], locations: step.fields.flatMap(locationOf) }))
  for (const { message, path = [], locations = [] } of run.errors) to.errors.push(errorOf(problemOf('internal', message), to.requestId, { path, locations }))
  return complete
}

function introspected({ served, document, operation, variables }: Running, step: Extract<Step, { readonly kind: 'introspection' }>): unknown {
  const result = execute({ schema: served.schema, document: documentOf(document, operation, step.fields), variableValues: variables })
  if (result instanceof Promise) throw new TypeError('an introspection is answered at once')
  return result.data?.[step.key] ?? null
}

/**
 * Whoever may not call at all, or not now, is answered so as a whole: where every field failed, and the first for such a
 * reason, there are no data. A proxy or a client's retry then see the status that REST has for it.
 */
function wholly(plan: Plan, outcomes: readonly Done[]): Problem | undefined {
  if (plan.steps.length === 0 || outcomes.length < plan.steps.length) return undefined
  const [first] = outcomes
  if (!first || first.outcome.ok || first.outcome.problem.fault || !OF_THE_CALLER.has(first.outcome.problem.code)) return undefined
  return outcomes.every(({ outcome }) => !outcome.ok && !outcome.problem.fault) ? first.outcome.problem : undefined
}

const OF_THE_CALLER: ReadonlySet<string> = new Set([
  'unauthenticated',
  'forbidden',
  'insufficient-scope',
  'address-not-allowed',
  'gone',
  'rate-limited',
  'quota-exceeded',
  'too-many-concurrent',
  'internal',
  'upstream-failed',
  'unavailable',
  'storage-full',
])

/** Of several calls the last one knows best what is left. */
function noticesOf(outcomes: readonly (Outcome | Failure)[]): Notices | undefined {
  let notices: Notices | undefined
  for (const outcome of outcomes) if (outcome.notices) notices = { ...notices, ...outcome.notices }
  return notices
}
