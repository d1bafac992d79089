import type { Filter } from './filter.ts'
import type { Json, Schema } from '../schema.ts'

/** What a comparison in older terms is in newer terms; all of `all` together. `refused` completes the sentence "the filter …". */
export type Rewritten = { readonly all: readonly Pick<Filter, 'operator' | 'values'>[] } | { readonly nothing: true } | { readonly refused: string }

/** How one scalar is said in both versions. Null and what does not fit the field pass as they are. */
export interface Conversion {
  /** The older type; marks are carried over. */
  schema(newer: Schema): Schema
  down(newer: Json): Json
  /** The newer value of a new older one. Where none reads back the same, one that the newer field refuses. */
  up(older: Json): Json
  /** Two older values that mean the same. */
  same(a: Json, b: Json): boolean
  /** Newer values in their order are older values in theirs. */
  readonly ordered: boolean
  /** Each newer value has an older value of its own. */
  readonly injective: boolean
  filter(operator: Filter['operator'], values: Filter['values']): Rewritten
}

/** The most values that a comparison may become; a list call takes no more. */
export const MOST_VALUES = 100
