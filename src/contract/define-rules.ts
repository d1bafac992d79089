import type { Audience, Standard } from './data.ts'
import type { AnyFault, CommandInput, OperationInput, ResourceInput } from './define.ts'
import type { SYSTEM_FIELDS } from './schema.ts'
import type { Mark } from './t.ts'

/**
 * What the definition of a resource must keep beyond its form, as a type to intersect it with: a wrong name is compared
 * with those there are, a wrong use becomes a type error that reads as a sentence. Everything here is also checked at
 * run time, for those who write no TypeScript.
 */
export type ResourceRules<D extends ResourceInput> = Known<D, ResourceInput, 'a resource'> & {
  readonly key?: KeyRules<D>
  readonly fields?: { readonly [K in keyof D['fields']]: FieldRule<D, K> }
  readonly transitions?: { readonly [S in StateName<D>]?: readonly StateName<D>[] } & {
    readonly [S in Exclude<keyof D['transitions'], StateName<D>>]: `'${S & string}' is no state of this resource`
  }
  readonly lists?: readonly { readonly equal?: readonly ScalarName<D>[]; readonly sort?: ScalarName<D> }[] &
    EachKnown<D['lists'], { equal: unknown; sort: unknown }, 'a list'>
  readonly unique?: readonly {
    readonly fields: readonly ScalarName<D>[]
    readonly when?: { readonly [F in ScalarName<D>]?: ValueOf<D, F> | Wrong<`this is no value of '${F}'`> }
    readonly fault?: AnyFault
  }[] &
    EachKnown<D['unique'], { fields: unknown; when: unknown; fault: unknown }, 'a unique rule'>
  readonly access?: {
    readonly [A in Audience]?: {
      readonly can: '*' | readonly OperationName<D>[]
      readonly own?: FieldName<D> | `${FieldName<D>}.${string}` | Wrong<'an owner is a field of this resource, or a path over references that begins with one'>
      readonly ownIs?: 'consumer'
      readonly show?: readonly (FieldName<D> | 'externalRefs')[]
      readonly hide?: readonly (FieldName<D> | 'externalRefs')[]
    }
  } & { readonly [A in Exclude<keyof D['access'], Audience>]: `'${A & string}' is no audience: there are internal, partner and public` } & {
    readonly [A in keyof D['access'] & Audience]: Known<
      D['access'][A],
      { can: unknown; own: unknown; ownIs: unknown; show: unknown; hide: unknown },
      'an access rule'
    >
  }
  readonly commands?: {
    readonly [C in keyof D['commands']]: C extends Reserved ? `'${C}' is reserved: a command needs another name` : CommandRule<D, D['commands'][C]>
  }
  readonly master?: { readonly [F in keyof D['master']]: F extends FieldName<D> | '*' ? string : Wrong<`'${F & string}' is no field of this resource`> }
}

export type OperationRules<D extends OperationInput> = Known<D, OperationInput, 'an operation'>

// The wrapping in a condition makes the compiler show the names, and not this type's own name.
type FieldName<D extends ResourceInput> = [D] extends [never] ? never : (keyof D['fields'] | keyof D['key'] | keyof typeof SYSTEM_FIELDS) & string

/** Fields that hold one value that can be compared. */
type ScalarName<D extends ResourceInput> = [D] extends [never]
  ? never
  : (
      | { [K in keyof D['fields']]: NonNullable<D['fields'][K]['value']> extends string | number | boolean ? K : never }[keyof D['fields']]
      | keyof D['key']
      | keyof typeof SYSTEM_FIELDS
    ) &
      string

type OperationName<D extends ResourceInput> = [D] extends [never] ? never : (Standard | keyof D['commands']) & string

/** A sentence where a text is wrong. Two texts would make `never`, which says nothing. */
interface Wrong<Sentence extends string> {
  readonly wrong: Sentence
}

type ValueOf<D extends ResourceInput, F extends string> = [F] extends [never]
  ? never
  :
      | (F extends keyof D['fields'] ? D['fields'][F]['value'] : F extends keyof D['key'] ? D['key'][F]['value'] : string | number)
      | (F extends Marked<D, 'optional'> ? null : never)

type Marked<D extends ResourceInput, M extends Mark> = { [K in keyof D['fields']]: M extends D['fields'][K]['marks'] ? K : never }[keyof D['fields']]

type StateName<D extends ResourceInput> = [Marked<D, 'state'>] extends [never]
  ? 'this resource has no state: add a field with t.state(…)'
  : D['fields'][Marked<D, 'state'>]['value'] & string

type KeyRules<D extends ResourceInput> =
  IsUnion<keyof D['key']> extends true
    ? 'a key is exactly one field: for several, use t.id() and a unique rule over them'
    : {
        readonly [K in keyof D['key']]: D['key'][K]['value'] extends string
          ? unknown
          : 'a key is text that is always there: t.string(), t.uuid(), t.enum() or t.id()'
      }

type FieldRule<D extends ResourceInput, K extends keyof D['fields']> = K extends keyof typeof SYSTEM_FIELDS | 'externalRefs'
  ? `'${K}' is set by Busbar: a field needs another name`
  : K extends keyof D['key']
    ? `'${K & string}' is the key already: a field needs another name`
    : 'generated' extends D['fields'][K]['marks']
      ? 'Busbar makes keys only: use t.uuid() for a field'
      : 'state' extends D['fields'][K]['marks']
        ? IsUnion<Marked<D, 'state'>> extends true
          ? 'a resource has one state: make the others t.enum(…)'
          : unknown
        : unknown

type CommandRule<D extends ResourceInput, C> = {
  readonly from?: readonly StateName<D>[]
  readonly to?: StateName<D> | Wrong<'`to` is none of the states of this resource'>
} & Known<C, CommandInput, 'a command'>

type Reserved = 'member' | 'name' | 'data' | 'definition' | 'faults' | 'events' | 'replace' | Standard

/** Refuses members that the shape does not have: they would be ignored. */
type Known<T, Shape, What extends string> = { readonly [K in Exclude<keyof T, keyof Shape>]: `'${K & string}' is no member of ${What}` }
type EachKnown<T, Shape, What extends string> = T extends readonly unknown[] ? { readonly [I in keyof T]: Known<T[I], Shape, What> } : unknown

type IsUnion<T, U = T> = [T] extends [never] ? false : T extends unknown ? ([U] extends [T] ? false : true) : never
