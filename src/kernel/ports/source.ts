import type { Filter } from '../call.ts'
import type { Schema } from '../../contract/schema.ts'
import type { StoredRecord } from './store.ts'

/**
 * What backs a resource when it is read. Busbar's own store is the first one (`read/own-source.ts`); a connected system is
 * another. What is changed goes through a unit of work and its change set, never through here.
 */
export interface Source {
  /** What it can do by itself. What it cannot is refused when the contract is checked, or bounded and said; never done silently in memory. */
  readonly capabilities: Capabilities
  /** At once where it can; callers `await` only what is a promise. */
  get(key: string): StoredRecord | undefined | Promise<StoredRecord | undefined>
  /** Those that exist, in no order. */
  getMany(keys: readonly string[]): Promise<readonly StoredRecord[]>
  /** In the order of the query. What is wrong with it is thrown here, before the first record. */
  list(query: SourceQuery): AsyncIterable<Listed>
  count(query: SourceQuery): Promise<number>
  /** For each key the records whose reference field `via` names it, at most `limitEach` of them, in one query. */
  related(of: {
    readonly via: string
    readonly keys: readonly string[]
    readonly owner?: OwnerBound
    readonly limitEach: number
  }): Promise<readonly { readonly key: string; readonly record: StoredRecord }[]>
}

export interface Capabilities {
  /** `declared`: at any depth by the contract's list shapes, otherwise within a bounded scan. */
  readonly filter: 'declared' | 'any' | 'none'
  readonly sort: 'declared' | 'any' | 'none'
  readonly count: boolean
  /** Records have a revision that can be matched. */
  readonly etag: boolean
  /** Changes become events by themselves. */
  readonly events: boolean
  /** A repeated write with the same key has one effect. */
  readonly dedup: boolean
}

export interface SourceQuery {
  readonly filters: readonly EncodedFilter[]
  readonly sort?: { readonly field: string; readonly descending: boolean }
  /** Only records of this owner. */
  readonly owner?: OwnerBound
  readonly after?: Position
  /** How many records are wanted at a time. */
  readonly chunk: number
  /** Refuse where more than the scan limit would be looked at. */
  readonly bounded: boolean
}

/** Values are order text (`order.ts`): compared by code point, everywhere. */
export interface EncodedFilter {
  readonly field: string
  readonly path: readonly string[]
  readonly schema: Schema
  readonly operator: Filter['operator']
  readonly values: readonly string[]
}

/** The index column that holds the owner for the caller's audience, and the caller's own. */
export interface OwnerBound {
  readonly column: string
  readonly value: string
}

/** A record of a list; parsed where someone had to look inside. */
export interface Listed {
  readonly record: StoredRecord
  readonly body?: { readonly [field: string]: unknown }
  readonly position: Position
}

/** Where a page ended: the sort value and the key of its last record. Works also when that record is gone. */
export interface Position {
  readonly value?: string
  readonly key: string
}
