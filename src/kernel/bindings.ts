import type { AnyFault, AnyResource, EventRef, Fault, Operation, OperationRef, Resource, ResourceInput, OperationInput } from '../contract/define.ts'
import type { Fields, Given, Received, Settable, Shown, Stored } from '../contract/t.ts'
import type { Principal } from './kernel.ts'

/** What user code behind an operation is given. It builds a change set and does nothing else to the store. */
export interface Context<R extends Fields, F extends AnyFault, E extends { readonly [name: string]: Fields }> {
  /** The record the command is about, as it was read; its later change by someone else is a conflict. */
  readonly record: Shown<R> & { readonly revision: number; readonly createdAt: string; readonly updatedAt: string }
  readonly principal: Principal
  readonly signal: AbortSignal
  /** RFC 3339, UTC, to the millisecond; the same in the whole call. */
  now(): string
  /** Sets fields of the record; `null` removes an optional one. */
  update(fields: Settable<R>): void
  /** Ends the operation with a fault that it declares; nothing of it is written. */
  fail<X extends F>(fault: X, detail: X extends Fault<infer D> ? Given<D> : never): never
  /** An event of this commit: one that the record's resource declares. */
  emit<N extends keyof E & string>(event: N | EventRef<E[N]>, data: Given<E[N]>): void
  /** An event of this commit that the contract declares for no resource (`defineEvent`). */
  emit<D extends Fields>(event: EventRef<D>, data: Given<D>): void
  /** Another operation, under the same principal, limits aside: on our own store it joins this change set. A refusal ends this operation with the same problem. */
  call<In, Out>(operation: OperationRef<In, Out>, input: In): Promise<Out>
}

type FieldsIn<X> = X extends Fields ? X : Record<never, never>
type FaultsIn<X> = X extends readonly (infer F extends AnyFault)[] ? F : never
type EventsIn<D> = D extends { events: infer E extends { readonly [name: string]: Fields } } ? E : Record<never, Fields>
type Answer<X> = X extends Fields ? Shown<X> : void

export type Implementation<D extends ResourceInput> = {
  readonly [C in keyof D['commands'] & string]?: (
    context: Context<D['fields'] & D['key'], FaultsIn<NonNullable<D['commands']>[C]['faults']>, EventsIn<D>>,
    input: Received<FieldsIn<NonNullable<D['commands']>[C]['input']>>,
  ) => Answer<NonNullable<D['commands']>[C]['output']> | Promise<Answer<NonNullable<D['commands']>[C]['output']>>
}

export interface ImplementOptions {
  /**
   * `nothing`: the handlers touch only their context, so they may run again after a conflict, and an idempotency key needs
   * no claim before them. `systems` (default): they may have acted elsewhere; they never run twice for one key.
   */
  readonly reaches?: 'nothing' | 'systems'
}

/** What the rule of a resource is given: a record that a caller creates or updates, before it is written. */
export interface GuardContext<R extends Fields, F extends AnyFault = AnyFault> {
  /** As it will be: checked against the contract, defaults filled in, and with what is never shown. After `set`, with that. */
  readonly record: Stored<R>
  /** As it is; absent where it is created. */
  readonly before?: Stored<R>
  readonly principal: Principal
  readonly signal: AbortSignal
  /** RFC 3339, UTC, to the millisecond; the same in the whole call. */
  now(): string
  /** Completes the record, read-only fields too; `null` removes an optional one. */
  set(fields: Settable<R>): void
  /** Ends the call with 422 `invalid`; nothing of it is written. `pointer` (RFC 6901) is the place in the record, `detail` a sentence without its subject: `must be …`. */
  refuse(pointer: string, detail: string): never
  /** Ends the call with a fault that the resource declares, and says at which place in the record it is. */
  fail<X extends F>(fault: X, detail: X extends Fault<infer D> ? Given<D> : never, at?: { readonly pointer: string; readonly detail: string }): never
  /** As of a command's context: under the same principal, and a refusal ends the call. */
  call<In, Out>(operation: OperationRef<In, Out>, input: In): Promise<Out>
}

/**
 * A rule of a resource's own. It may wait (for a name to be resolved), and runs again after a conflict: so it looks, and
 * changes nothing elsewhere.
 */
export type Guard<R extends Fields, F extends AnyFault = AnyFault> = (context: GuardContext<R, F>) => void | Promise<void>

/** Code behind a contract, as the app file lists it. */
export interface Binding {
  readonly binding: 'implement' | 'guard'
  /** `ProductionOrder.start`, or an operation's name. */
  readonly handlers: { readonly [operation: string]: Handler }
  /** By the resource's name. */
  readonly guards?: { readonly [resource: string]: ErasedGuard }
  readonly reaches: 'nothing' | 'systems'
}
/** Erased: the kernel checks the record against the contract at run time. */
export type ErasedGuard = Guard<Fields>

/** Puts a rule in front of what callers create and update: it refuses a record, or completes it. Commands have code of their own. */
export function guard<N extends string, D extends ResourceInput>(
  resource: Resource<N, D>,
  rule: Guard<D['fields'] & D['key'], FaultsIn<D['faults']>>,
): Binding {
  return { binding: 'guard', handlers: {}, guards: { [resource.name]: rule as unknown as ErasedGuard }, reaches: 'nothing' }
}

/** Erased: the kernel checks input and output against the contract at run time. */
export type Handler = (context: Context<Fields, AnyFault, { readonly [name: string]: Fields }>, input: never) => unknown

/** Puts code behind an operation. */
export function implement<N extends string, D extends OperationInput>(
  operation: Operation<N, D>,
  handler: (
    context: Context<Record<never, never>, FaultsIn<D['faults']>, Record<never, Fields>>,
    input: Received<FieldsIn<D['input']>>,
  ) => Answer<D['output']> | Promise<Answer<D['output']>>,
  options?: ImplementOptions,
): Binding
/** Puts code behind the commands of a resource. What has no code is done by the kernel alone: the transition, the event, the audit record. */
export function implement<N extends string, D extends ResourceInput>(resource: Resource<N, D>, handlers: Implementation<D>, options?: ImplementOptions): Binding
export function implement(target: AnyResource | Operation, handlers: unknown, options: ImplementOptions = {}): Binding {
  const reaches = options.reaches ?? 'systems'
  if (target.member === 'operation') return { binding: 'implement', handlers: { [target.name]: handlers as Handler }, reaches }
  const named: { [operation: string]: Handler } = {}
  for (const [command, handler] of Object.entries(handlers as { [name: string]: Handler })) named[`${target.name}.${command}`] = handler
  return { binding: 'implement', handlers: named, reaches }
}
