import type { Context } from '../bindings.ts'
import type { AnyFault, EventRef } from '../../contract/define.ts'
import type { Fields } from '../../contract/t.ts'
import { kebab } from '../../contract/define.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import { faultOf, refuse } from '../refusal.ts'
import type { Entry } from '../work/entry.ts'
import type { Execution, Request, Result } from './execution.ts'
import { asRecord, frozen, mustFit, patched, same, withInputDefaults } from './fields.ts'
import { NestedCalls } from './nested-calls.ts'
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
  const calls = new NestedCalls()
  const { context, close } = contextOf(request, { ...on, calls })
  const before = on.entry?.now
  let output: unknown
  try {
    const answer = operation.handler?.(context as never, on.input as never)
    output = answer instanceof Promise ? ((await answer) as unknown) : answer
    calls.mustBeAwaited(operation.name)
  } finally {
    close()
    await calls.settled()
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

type AnyContext = Context<Fields, AnyFault, { readonly [name: string]: Fields }>

function contextOf(
  request: Request,
  on: { readonly the: Execution; readonly entry?: Entry; readonly calls: NestedCalls },
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
      const after = patched(resource, entry.now, { fields, by: operation.name })
      if (!same(entry.now, after)) the.work.write(the.step, entry, after)
    },
    fail(fault, detail) {
      throw faultOf(fault, { detail, by: operation.name, declared: operation.faults, contract: the.contract })
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
      return on.calls.add(ref.operation, the.nested(ref.operation, input as RecordBody, the) as Promise<never>)
    },
  }
  return {
    context,
    close() {
      ended = true
    },
  }
}

/** Rule: a state changes only along the declared transitions. */
function mustFollow(resource: ResourceModel, from: string | undefined, entry: Entry): void {
  if (resource.stateField === undefined || from === undefined) return
  const to = String(entry.now?.[resource.stateField])
  if (to !== from && resource.transitions && !resource.transitions.get(from)?.has(to))
    throw refuse('transition-not-allowed', `From ${from} a record cannot go to ${to}.`, { more: { state: from, to } })
}
