import type { Context } from '../bindings.ts'
import type { AnyFault, EventRef } from '../../contract/define.ts'
import type { Json } from '../../contract/schema.ts'
import type { Fields } from '../../contract/t.ts'
import { kebab } from '../../contract/define.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import { refuse, Refusal } from '../refusal.ts'
import type { Entry } from '../work/entry.ts'
import type { Execution, Request, Result } from './execution.ts'
import { asRecord, mustFit, same, withInputDefaults } from './fields.ts'
import { existing, resourceOf } from './record.ts'

/** A command on a record: from the right state, through its code where it has some, to the next state. */
export async function command(request: Request, the: Execution): Promise<Result> {
  const resource = resourceOf(request)
  const { operation } = request
  const rule = operation.command
  if (!rule) throw new Error(`${operation.name} is no command`)
  const input = inputOf(request)
  const entry = await existing(request, the)
  const state = resource.stateField === undefined ? undefined : String(entry.now?.[resource.stateField])
  if (rule.from && state !== undefined && !rule.from.includes(state))
    throw refuse('transition-not-allowed', `'${operation.commandName}' is possible from ${rule.from.join(', ')}; the record is ${state}.`, {
      more: { state, from: [...rule.from] },
    })
  const output = operation.handler ? await run(request, { the, entry, input: withInputDefaults(rule.input, input) }) : undefined
  if (rule.to !== undefined && resource.stateField !== undefined && entry.now && entry.now[resource.stateField] !== rule.to)
    the.work.write(the.step, entry, { ...entry.now, [resource.stateField]: rule.to })
  mustFollow(resource, state, entry)
  // A command that changed nothing and said nothing of its own is still an event.
  if (!the.step.changed.has(entry) && the.step.emitted.length === 0)
    the.step.emitted.push({ type: `${resource.noun}.${the.step.verb}`, entry, data: JSON.stringify(resource.projections.internal.cut(entry.now ?? {})) })
  return rule.output ? { kind: 'output', output, entry } : { kind: 'record', entry, created: false }
}

/** An operation of no resource: all that it does is in its code. */
export async function operate(request: Request, the: Execution): Promise<Result> {
  const { operation } = request
  const input = inputOf(request)
  if (!operation.handler) throw refuse('not-implemented', `'${operation.name}' has no implementation in this app.`)
  const output = await run(request, { the, input: withInputDefaults(operation.data?.input ?? {}, input) })
  return operation.data?.output ? { kind: 'output', output } : { kind: 'empty' }
}

function inputOf(request: Request): RecordBody {
  const asked = asRecord(request.input ?? {})
  const input = request.older ? request.older.input(request.operation, asked) : asked
  mustFit(request.operation.validateInput?.(input))
  return input
}

/** Runs user code; what it throws that is not a refusal is our defect, seen in the log and by nobody outside. */
async function run(request: Request, on: { readonly the: Execution; readonly entry?: Entry; readonly input: RecordBody }): Promise<unknown> {
  const { operation } = request
  if (operation.reachesSystems) await on.the.reach(operation)
  const calls: NestedCall[] = []
  const { context, close } = contextOf(request, { ...on, calls })
  const before = on.entry?.now
  let output: unknown
  try {
    const answer = operation.handler?.(context as never, on.input as never)
    output = answer instanceof Promise ? ((await answer) as unknown) : answer
    const forgotten = calls.find(({ promise }) => !promise.done || !promise.awaited)
    if (forgotten) throw new TypeError(`${operation.name} ended before its call of '${forgotten.name}': write "await context.call(…)"`)
  } finally {
    close()
    // Nothing of it may go on once the work is committed, or taken back.
    if (calls.length > 0) await Promise.allSettled(calls.map(({ promise }) => promise))
  }
  if (on.entry?.now && on.entry.now !== before && operation.resource) {
    const errors = operation.resource.validate.replace(on.entry.now)
    if (errors)
      throw new TypeError(`${operation.name} wrote a record that does not fit the contract: ${errors.map((e) => `${e.pointer} ${e.detail}`).join('; ')}`)
  }
  const faults = operation.validateOutput?.(output)
  if (faults) throw new TypeError(`${operation.name} answered what does not fit the contract: ${faults.map((e) => `${e.pointer} ${e.detail}`).join('; ')}`)
  return output
}

interface NestedCall {
  readonly name: string
  readonly promise: Called<unknown>
}

type AnyContext = Context<Fields, AnyFault, { readonly [name: string]: Fields }>

function contextOf(
  request: Request,
  on: { readonly the: Execution; readonly entry?: Entry; readonly calls: NestedCall[] },
): { readonly context: AnyContext; readonly close: () => void } {
  const { the, entry } = on
  const { operation } = request
  const { resource } = operation
  let ended = false
  const mustRun = (): void => {
    if (ended) throw new TypeError(`${operation.name} has ended; its context cannot be used any more`)
  }
  const context: AnyContext = {
    get record() {
      return frozen(entry?.now ?? {}) as never
    },
    principal: the.principal,
    signal: the.signal,
    now: () => the.work.now,
    update(fields) {
      mustRun()
      if (!entry?.now || !resource) throw new TypeError(`${operation.name} has no record to update`)
      const after: { [field: string]: unknown } = { ...entry.now }
      for (const [field, value] of Object.entries(fields)) {
        if (field === resource.data.key.field && value === entry.key) continue
        if (!resource.settable.has(field)) throw new TypeError(`${operation.name} sets '${field}', which is not a field that code sets`)
        if (value === null && resource.data.fields[field]?.nullable !== true) delete after[field]
        else if (value !== undefined) after[field] = value
      }
      if (!same(entry.now, after)) the.work.write(the.step, entry, after)
    },
    fail(fault, detail) {
      if (!operation.faults.has(fault.code)) throw new TypeError(`${operation.name} does not declare the fault '${fault.code}'`)
      throw new Refusal({
        code: fault.code,
        title: fault.data.doc,
        fault: { contract: the.contract, class: fault.data.class, detail: detail as { readonly [name: string]: Json } },
      })
    },
    emit(event: string | EventRef, data: unknown) {
      mustRun()
      // A name is an event of the resource; a definition says itself whether it belongs to one.
      const free = typeof event !== 'string' && !event.event.includes('.')
      const name = typeof event === 'string' ? event : (event.event.split('.').at(-1) ?? '')
      const validate = free ? the.events.get(name) : resource?.validateEvent.get(name)
      if (!validate) throw new TypeError(`${operation.name} emits '${name}', which ${resource?.name ?? 'its contract'} does not declare`)
      const errors = validate(data)
      if (errors)
        throw new TypeError(`${operation.name} emitted '${name}' with data that do not fit: ${errors.map((e) => `${e.pointer} ${e.detail}`).join('; ')}`)
      the.step.emitted.push(
        free
          ? { type: kebab(name), data: JSON.stringify(data) }
          : { type: `${resource?.noun ?? ''}.${kebab(name)}`, ...(entry && { entry }), data: JSON.stringify(data) },
      )
    },
    call(ref, input) {
      mustRun()
      const promise = new Called<never>(the.nested(ref.operation, input as RecordBody, the) as Promise<never>)
      on.calls.push({ name: ref.operation, promise })
      return promise
    },
  }
  return {
    context,
    close() {
      ended = true
    },
  }
}

/** A promise that knows whether it is over, and whether anyone waits for it. */
class Called<T> extends Promise<T> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }
  done = false
  awaited = false

  constructor(inner: Promise<T>) {
    super((resolve, reject) => void inner.then(resolve, reject))
    const over = (): void => {
      this.done = true
    }
    // Also: a refusal that nobody waits for does not end the process.
    super.then(over, over)
  }

  override then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.awaited = true
    return super.then(fulfilled, rejected)
  }
}

/** What was read is compared with what will be; code that changed it in place would change nothing. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value)) frozen(member)
  return value
}

/** Rule: a state changes only along the declared transitions. */
function mustFollow(resource: ResourceModel, from: string | undefined, entry: Entry): void {
  if (resource.stateField === undefined || from === undefined) return
  const to = String(entry.now?.[resource.stateField])
  if (to !== from && resource.transitions && !resource.transitions.get(from)?.has(to))
    throw refuse('transition-not-allowed', `From ${from} a record cannot go to ${to}.`, { more: { state: from, to } })
}
