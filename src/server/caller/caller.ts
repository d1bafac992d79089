import type { Json } from '../../contract/schema.ts'

/** One call as the command line makes it: in the words of the contract, whatever is between. */
export interface PlainCall {
  /** `ProductionOrder.get`; an operation's or a composite's name. */
  readonly operation: string
  readonly key?: string
  readonly input?: { readonly [name: string]: Json }
  /** Of a list: filters as in a query string (`state=Ready`, `due[gte]=…`), and limit, cursor, sort. */
  readonly query?: readonly (readonly [name: string, value: string])[]
  readonly fields?: readonly string[]
  readonly include?: readonly string[]
  readonly idempotencyKey?: string
  /** The revision that the record must have. */
  readonly ifMatch?: number
}

export type PlainOutcome =
  | { readonly ok: true; readonly body: Json | undefined; readonly next?: string; readonly replayed: boolean }
  | { readonly ok: false; readonly problem: PlainProblem }

export interface PlainProblem {
  readonly code: string
  readonly title: string
  readonly detail?: string
  readonly errors?: readonly { readonly pointer?: string; readonly parameter?: string; readonly detail: string }[]
  readonly retryAfter?: number
  readonly requestId?: string
}

/** How a field's text becomes its JSON value. */
export type TextKind = 'text' | 'number' | 'boolean' | 'json'

/** What an operation takes, for typing what is written as text. */
export interface InputShape {
  /** By dotted path; what is not there is text. */
  readonly kinds: ReadonlyMap<string, TextKind>
  /** Top-level names; empty where anything goes. */
  readonly names: readonly string[]
}

/** Makes calls: in this process on an opened app, or over HTTP on a running server. */
export interface Caller extends AsyncDisposable {
  /** For messages: the data folder, or the address. */
  readonly place: string
  call(call: PlainCall): Promise<PlainOutcome>
  /** Makes all of them, several at once, and answers for each what was wrong with it, in order; `undefined`: it is done. */
  refusals(calls: readonly PlainCall[]): Promise<readonly (PlainProblem | undefined)[]>
  /** Throws `UnknownOperation` where there is none of this name. */
  shape(operation: string): InputShape
}

export class UnknownOperation extends Error {
  override readonly name = 'UnknownOperation'
}

/** `7` in a CSV file or on the command line → 7, where the contract has a number. Throws a `TypeError` that says what is wrong. */
export function fromText(text: string, kind: TextKind): Json {
  switch (kind) {
    case 'text':
      return text
    case 'number': {
      const value = Number(text)
      if (text.trim() === '' || !Number.isFinite(value)) throw new TypeError(`'${text}' is not a number`)
      return value
    }
    case 'boolean':
      if (/^(?:true|1|yes)$/i.test(text)) return true
      if (/^(?:false|0|no)$/i.test(text)) return false
      throw new TypeError(`'${text}' is neither true nor false`)
    case 'json':
      try {
        return JSON.parse(text) as Json
      } catch {
        throw new TypeError(`'${text.slice(0, 60)}' is not JSON`)
      }
  }
}

/** Puts a value at a dotted path: `address.city`. */
export function setAt(into: { [name: string]: Json }, path: string, value: Json): void {
  const names = path.split('.')
  const last = names.pop() ?? ''
  let at = into
  for (const name of names) {
    const next = at[name]
    if (typeof next === 'object' && next !== null && !Array.isArray(next)) at = next as { [name: string]: Json }
    else at = (at[name] = {}) as { [name: string]: Json }
  }
  at[last] = value
}
