/** How much one GraphQL request may ask, each a whole number from 1. What is beyond is refused before anything is read. */
export interface Limits {
  /** Tokens of the document; default 1000. Comments are bounded by the same number. */
  readonly tokens?: number
  /** How deep fields are nested; default 10. */
  readonly depth?: number
  /** Fields with an alias; default 15. */
  readonly aliases?: number
  /** Root fields, each of which is a call with a limit token of its own; default 20. */
  readonly rootFields?: number
  /** Directives in one place; default 10. */
  readonly directives?: number
  /** How often one field is selected in one place; default 10. */
  readonly repeats?: number
  /** How deep lists of introspection are nested; default 2, which tools need. */
  readonly introspection?: number
  /** Records that it may read, as estimated; default 5000. */
  readonly cost?: number
}

export type LimitSet = Required<Limits>

export const LIMITS: LimitSet = { tokens: 1000, depth: 10, aliases: 15, rootFields: 20, directives: 10, repeats: 10, introspection: 2, cost: 5000 }

/** The limits with their defaults. Throws a `TypeError` that names what cannot be one. */
export function limitsOf(options: Limits = {}): LimitSet {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(LIMITS, name)) throw new TypeError(`graphql({ limits }): there is no limit '${name}', but: ${Object.keys(LIMITS).join(', ')}.`)
    if (value !== undefined && (!Number.isSafeInteger(value) || value < 1))
      throw new TypeError(`graphql({ limits }): '${name}' must be a whole number from 1, and is ${String(value)}.`)
  }
  return { ...LIMITS, ...options }
}
