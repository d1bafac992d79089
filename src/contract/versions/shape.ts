import type { Json, Schema, SchemaFields } from '../schema.ts'
import type { Conversion } from './conversion.ts'

/** The fields of one object (a record, an input, an element of a list) in both versions. Compiled once; a tree of the newer fields. */
export interface Shape {
  readonly fields: readonly Field[]
  readonly constants: readonly Constant[]
  /** Top-level names of either side: others pass as they are. */
  readonly newerNames: ReadonlySet<string>
  readonly olderNames: ReadonlySet<string>
  /** Where each older field is in the newer version, by its dotted path. */
  readonly byOlder: ReadonlyMap<string, Place>
  readonly older: SchemaFields
}

export type Field = Leaf | Branch

/** A newer field that moves as a whole. */
export interface Leaf {
  readonly kind: 'leaf'
  readonly name: string
  readonly schema: Schema
  /** Where the older version has it; `undefined`: nowhere. */
  readonly older: readonly string[] | undefined
  readonly lens: Lens
  /** A writer cannot send it: left out means unchanged. */
  readonly kept: boolean
  readonly otherwise?: Json
  /** For what the older version creates. */
  readonly fill?: Json
}

/** A newer object whose fields move each on their own. */
export interface Branch {
  readonly kind: 'branch'
  readonly name: string
  readonly schema: Schema
  /** The older object that is there when this one is. */
  readonly older: readonly string[] | undefined
  readonly fields: readonly Field[]
  readonly kept: boolean
  readonly required: boolean
  /** Some field below has a place in the older version. */
  readonly shown: boolean
}

/** A field that only the older version has. */
export interface Constant {
  readonly older: readonly string[]
  readonly schema: Schema
  readonly value: Json
  /** So many of its first segments are an object that must be there already. */
  readonly inside: number
  /** Every record has that object, and so the constant. */
  readonly always: boolean
}

export interface Place {
  readonly newer: readonly string[]
  readonly field: Field
}

/** How a value is said in both versions. */
export type Lens =
  | { readonly kind: 'copy' }
  | { readonly kind: 'convert'; readonly conversion: Conversion }
  /** `by`: where the older element has what identifies it. */
  | { readonly kind: 'list'; readonly of: Lens; readonly by?: readonly string[] }
  | { readonly kind: 'map'; readonly of: Lens }
  | { readonly kind: 'fields'; readonly shape: Shape }

export const COPY: Lens = { kind: 'copy' }

export type JsonObject = { readonly [name: string]: Json }

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

export function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.length <= path.length && prefix.every((segment, i) => segment === path[i])
}
