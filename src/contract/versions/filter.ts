import type { Json, Schema } from '../schema.ts'

/** One comparison of a list call; the same shape as a call's. Several are joined by "and". */
export interface Filter {
  /** Dotted path. */
  readonly field: string
  readonly operator: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in'
  /** Wire text; `in` has several. `null` is the null value, which a missing one equals. */
  readonly values: readonly (string | null)[]
}

/** What a filter in older terms is in current terms. */
export type FilterUp =
  /** All of these together. Empty: every record passes. */
  | { readonly kind: 'filters'; readonly filters: readonly Filter[] }
  /** No record can pass: there is nothing to read. */
  | { readonly kind: 'nothing' }
  /** The older version shows this value for every record: compare with it, without the store. */
  | { readonly kind: 'constant'; readonly schema: Schema; readonly value: Json }
  /** The older version has no such field. */
  | { readonly kind: 'unknown' }
  /** It cannot be asked; `detail` completes "the filter …". */
  | { readonly kind: 'refused'; readonly detail: string }

/** What a sort field in older terms is in current terms. */
export type SortUp =
  | { readonly kind: 'field'; readonly field: string }
  /** The same for every record: the order is by key alone. */
  | { readonly kind: 'constant' }
  | { readonly kind: 'unknown' }
  /** The current field has another order. */
  | { readonly kind: 'refused'; readonly detail: string }
