import type { Contract } from '../../src/contract/define.ts'
import type { Binding } from '../../src/kernel/bindings.ts'
import type { Call } from '../../src/kernel/call.ts'
import type { Consumer } from '../../src/kernel/ports/directory.ts'

/** What a caller does and gets, as data: played over every face and every store, it must come out the same. */
export interface Scenario {
  /** A sentence. */
  readonly name: string
  readonly contract: Contract
  readonly bindings?: readonly Binding[]
  /** Callers by name; `anyone` is without a credential. */
  readonly callers?: { readonly [name: string]: Partial<Consumer> }
  readonly steps: readonly Step[]
}

export interface Step {
  /** A caller of the scenario, `internal` (may do all) or `anyone`. Default `internal`. */
  readonly as?: string
  /** Moves the clock on, in milliseconds, before the call. */
  readonly wait?: number
  readonly call: Asked | ((seen: readonly Observed[]) => Asked)
  readonly expect: Expected
}

export type Asked = Pick<Call, 'operation' | 'key' | 'input' | 'patch' | 'query' | 'fields' | 'include' | 'ifMatch' | 'ifNoneMatch' | 'idempotencyKey'> & {
  readonly version?: string
}

/** Members that are there must hold; objects match in part, arrays and the rest as a whole. */
export interface Expected {
  readonly code?: string
  readonly record?: { readonly [field: string]: unknown }
  /** Exactly these fields, in this order. */
  readonly fields?: readonly string[]
  readonly items?: readonly { readonly [field: string]: unknown }[]
  readonly more?: boolean
  readonly count?: number
  readonly output?: unknown
  readonly revision?: number
  readonly created?: boolean
  readonly replayed?: boolean
  readonly unchanged?: boolean
  readonly empty?: boolean
  /** Pointers of the errors. */
  readonly errors?: readonly string[]
  readonly detail?: { readonly [field: string]: unknown }
}

/** What came back, in no protocol's words. */
export interface Observed {
  /** `ok` or the problem's code. */
  readonly code: string
  readonly body?: unknown
  readonly next?: string
  readonly count?: number
  readonly revision?: number
  readonly created?: boolean
  readonly replayed?: boolean
  readonly unchanged?: boolean
  readonly errors?: readonly string[]
  readonly detail?: { readonly [field: string]: unknown }
}

/** A way to the kernel: none at all, or a protocol. */
export interface Face {
  readonly name: string
  /** What it cannot say, by step; such a step is played over the kernel and said so. */
  cannot?(asked: Asked): string | undefined
  play(call: Call): Promise<Observed>
}
