import type { Audience } from '../../src/contract/data.ts'
import type { Contract } from '../../src/contract/define.ts'
import type { Binding } from '../../src/kernel/bindings.ts'
import type { Call } from '../../src/kernel/call.ts'
import type { Outcome } from '../../src/kernel/outcome.ts'
import type { Consumer } from '../../src/kernel/ports/directory.ts'

/** What a caller does and gets, as data: played over every face and every store, it must come out the same. */
export interface Scenario {
  /** A sentence. */
  readonly name: string
  readonly contract: Contract
  readonly bindings?: readonly Binding[]
  /** Callers by name; `anyone` is without a credential. */
  readonly callers?: { readonly [name: string]: Partial<Consumer> }
  /** Played in turn once from each face on, so that each pair of neighbors among the faces meets at each step. Default: once. */
  readonly inTurn?: 'from each'
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
  /** What went along, as far as the protocol has a place for it. */
  readonly told?: Told
  /** What this answer has no place for, with the reason: it is taken to be as over the kernel. */
  readonly unsaid?: Unsaid
  /** Null and what is not there look the same in `body`: why. */
  readonly nullIsAbsent?: string
  /** There is an answer, and the protocol has no words for it: why. It is taken to be as over the kernel. */
  readonly wordless?: string
}

export type Unsaid = { readonly [member in Exclude<keyof Observed, 'unsaid' | 'code' | 'nullIsAbsent' | 'wordless'>]?: string }

/** Notices and the words of a problem, read back from the wire. */
export interface Told {
  /** What is left, by the limit's name. */
  readonly limits?: { readonly [name: string]: number }
  /** Seconds since 1970. */
  readonly deprecated?: number
  readonly sunset?: number
  /** Of a problem. */
  readonly title?: string
  readonly sentence?: string
  /** Seconds. */
  readonly retryAfter?: number
}

/** A way to the kernel: none at all, or a protocol. */
export interface Face {
  readonly name: string
  /** What it cannot say, by step: a sentence. Such a step is played over the kernel, and listed in `docs/reference/protocols.md`. */
  cannot?(asked: Asked): string | undefined
  /** `audience`: of the caller, whose documents a client has in hand. */
  play(call: Call, by: { readonly audience: Audience }): Promise<Observed>
  /** What the kernel answered, over this or another face: clients of it may have seen it. */
  saw?(call: Call, outcome: Outcome): void
}
