import type { Json, Schema, SchemaMarks } from './schema.ts'

/** What a field's marks change in its TypeScript type. */
export type Mark = 'optional' | 'readOnly' | 'writeOnly' | 'default' | 'many' | 'state' | 'generated'

/**
 * A type of the contract language: its canonical schema, and in `T` the TypeScript type of its wire value.
 * Immutable; each method answers a new one.
 */
export class Type<T, M extends Mark = never> {
  declare readonly value: T
  declare readonly marks: M
  readonly schema: Schema

  constructor(schema: Schema) {
    this.schema = schema
  }

  /** The field may be absent. */
  optional(): Type<T, M | 'optional'> {
    return this.#with({ optional: true })
  }
  /** The value may be `null`. */
  nullable(): Type<T | null, M> {
    return this.#with({ nullable: true })
  }
  /** Callers cannot set it; Busbar and commands do. */
  readOnly(): Type<T, M | 'readOnly'> {
    return this.#with({ readOnly: true })
  }
  /** Accepted and stored, never shown. */
  writeOnly(): Type<T, M | 'writeOnly'> {
    return this.#with({ writeOnly: true })
  }
  /** Still served; `instead` says what to use. */
  deprecated(instead: string): Type<T, M> {
    return this.#with({ deprecated: instead })
  }
  /** The value that a `create` without the field gets. */
  default(value: T & Json): Type<T, M | 'default'> {
    return this.#with({ default: value })
  }
  doc(text: string): Type<T, M> {
    return this.#with({ doc: text })
  }
  examples(...values: readonly (T & Json)[]): Type<T, M> {
    return this.#with({ examples: values })
  }

  #with<N extends Mark, U = T>(marks: SchemaMarks): Type<U, N> {
    return new Type<U, N>({ ...this.schema, ...marks })
  }
}

// eslint-disable-next-line typescript/no-explicit-any -- the one place where a type of any value is meant
export type AnyType = Type<any, any>
export type Fields = { readonly [name: string]: AnyType }

type With<F extends Fields, M extends Mark> = { [K in keyof F]: M extends F[K]['marks'] ? K : never }[keyof F]
type Visible<F extends Fields> = Exclude<keyof F, With<F, 'many'> | With<F, 'writeOnly'>>
type Writable<F extends Fields> = Exclude<keyof F, With<F, 'many'> | With<F, 'readOnly'>>
type Flat<O> = { [K in keyof O]: O[K] }

/** What a reader gets of these fields. */
export type Shown<F extends Fields> = Flat<
  { readonly [K in Exclude<Visible<F>, With<F, 'optional'>>]: F[K]['value'] } & {
    readonly [K in Extract<Visible<F>, With<F, 'optional'>>]?: F[K]['value']
  }
>
/** What a writer gives of these fields. */
export type Given<F extends Fields> = Flat<
  { readonly [K in Exclude<Writable<F>, With<F, 'optional'> | With<F, 'default'>>]: F[K]['value'] } & {
    readonly [K in Extract<Writable<F>, With<F, 'optional'> | With<F, 'default'>>]?: F[K]['value']
  }
>
/** What an implementation gets of these fields: as given, with defaults filled in. */
export type Received<F extends Fields> = Flat<
  { readonly [K in Exclude<Writable<F>, Exclude<With<F, 'optional'>, With<F, 'default'>>>]: F[K]['value'] } & {
    readonly [K in Extract<Writable<F>, Exclude<With<F, 'optional'>, With<F, 'default'>>>]?: F[K]['value']
  }
>
/** What a merge patch holds of these fields: each may be left out, `null` removes an optional one (RFC 7396). */
export type Patched<F extends Fields> = Flat<{
  readonly [K in Writable<F>]?: F[K]['value'] | ('optional' extends F[K]['marks'] ? null : never)
}>
/** What is stored of these fields, what is never shown too. */
export type Stored<F extends Fields> = Flat<
  { readonly [K in Exclude<keyof F, With<F, 'many'> | With<F, 'optional'>>]: F[K]['value'] } & {
    readonly [K in Exclude<Extract<keyof F, With<F, 'optional'>>, With<F, 'many'>>]?: F[K]['value']
  }
>
/** What an implementation may set: every stored field; `null` removes an optional one. */
export type Settable<F extends Fields> = Flat<{
  readonly [K in Exclude<keyof F, With<F, 'many'>>]?: F[K]['value'] | ('optional' extends F[K]['marks'] ? null : never)
}>

export interface Money {
  readonly amount: string
  readonly currency: string
}
export interface Quantity {
  readonly value: string
  readonly unit: string
}
export interface LocalDateTime {
  readonly local: string
  readonly zone: string
}

interface Named {
  readonly name: string
}
interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
  /** UCUM, case-sensitive. */
  readonly unit?: string
}

/** The types of a contract. Each is immutable and prints to canonical JSON. */
export const t = {
  /** Text; at most 255 characters unless `maxLength` says otherwise. U+0000 and lone surrogates are refused. */
  string: (options: { pattern?: string; minLength?: number; maxLength?: number } = {}) => new Type<string>({ kind: 'string', ...options }),
  uuid: () => new Type<string>({ kind: 'uuid' }),
  /** A key that Busbar makes: UUIDv7 (RFC 9562, 5.7), ordered by time of creation. */
  id: () => new Type<string, 'generated'>({ kind: 'uuid', generated: true }),
  boolean: () => new Type<boolean>({ kind: 'boolean' }),
  /** A whole number between ±(2^53 − 1). */
  integer: (options: Bounds = {}) => new Type<number>({ kind: 'integer', ...options }),
  /** IEEE 754 double: measurements, never money or counted quantities. */
  float: (options: Bounds = {}) => new Type<number>({ kind: 'float', ...options }),
  /** An exact decimal, a string in JSON. */
  decimal: (options: { precision: number; scale: number; minimum?: string; maximum?: string; unit?: string }) =>
    new Type<string>({ kind: 'decimal', ...options }),
  instant: () => new Type<string>({ kind: 'instant' }),
  date: () => new Type<string>({ kind: 'date' }),
  time: () => new Type<string>({ kind: 'time' }),
  local: () => new Type<LocalDateTime>({ kind: 'local' }),
  duration: () => new Type<string>({ kind: 'duration' }),
  enum: <const V extends readonly [string, ...string[]]>(...values: V) => new Type<V[number]>({ kind: 'enum', values }),
  state: <const V extends readonly [string, ...string[]]>(...values: V) => new Type<V[number], 'readOnly' | 'state'>({ kind: 'state', values, readOnly: true }),
  bytes: (options: { maxLength?: number } = {}) => new Type<string>({ kind: 'bytes', ...options }),
  object: <F extends Fields>(fields: F) => new Type<Shown<F>>({ kind: 'object', fields: schemasOf(fields) }),
  list: <T>(of: Type<T, Mark>, options: { minItems?: number; maxItems?: number } = {}) => new Type<readonly T[]>({ kind: 'list', of: of.schema, ...options }),
  map: <T>(of: Type<T, Mark>, options: { maxItems?: number } = {}) => new Type<{ readonly [name: string]: T }>({ kind: 'map', of: of.schema, ...options }),
  money: (options: { precision?: number; scale?: number } = {}) =>
    new Type<Money>({ kind: 'money', precision: options.precision ?? 18, scale: options.scale ?? 4 }),
  quantity: (options: { precision?: number; scale?: number; units?: readonly string[] } = {}) =>
    new Type<Quantity>({
      kind: 'quantity',
      precision: options.precision ?? 18,
      scale: options.scale ?? 6,
      ...(options.units && { units: options.units }),
    }),
  /** The key of a record of `resource`, by name or by definition. */
  ref: (resource: string | Named) => new Type<string>({ kind: 'ref', resource: nameOf(resource) }),
  /** The records of `resource` whose reference field `via` points here. */
  many: (resource: string | Named, via: string) => new Type<readonly unknown[], 'many'>({ kind: 'many', resource: nameOf(resource), via, readOnly: true }),
  json: () => new Type<Json>({ kind: 'json' }),
} as const

export function schemasOf(fields: Fields): { readonly [name: string]: Schema } {
  const out: { [name: string]: Schema } = {}
  for (const [name, type] of Object.entries(fields)) out[name] = type.schema
  return out
}

function nameOf(resource: string | Named): string {
  return typeof resource === 'string' ? resource : resource.name
}
