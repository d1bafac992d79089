import type { FieldChange } from '../../contract/data.ts'

/**
 * What became of stored records, where the contract alone does not say it. Written in the app file, over the contract that
 * comes after it; data as far as it goes, a function for the rest.
 */
export interface Migration {
  readonly migration: 'migration'
  /** The contract whose records it is about; the app's own where absent. */
  readonly contract?: string
  /**
   * Where it begins: a version (`v1`), for a step to another version, or the first characters (at least 8) of the hash of
   * the stored contract, which `busbar migrate --plan` prints. It is applied to records of exactly that contract, so that it
   * can stay in the app file: what it does is never done twice.
   */
  readonly from: string | readonly string[]
  /** By the name a resource has afterwards. */
  readonly resources?: { readonly [name: string]: ResourceMigration }
  /** Resources that leave the contract though there are records: these stay in the store and are no longer served. */
  readonly retire?: readonly string[]
}

export interface ResourceMigration {
  /** The resource was called so. */
  readonly was?: string
  /** The differences, as an older version declares them: `from` is the stored field, `to` the new one. */
  readonly fields?: readonly FieldChange[]
  /** Stored fields that go, with what they hold. */
  readonly remove?: readonly string[]
  /** For what data cannot say: gets each record once, after `fields`, and answers it as it is to be. Pure: it may be asked for a record that is not written then. */
  readonly convert?: (record: MigratedRecord) => { readonly [field: string]: unknown }
}

export type MigratedRecord = { [field: string]: unknown }

/** Declares what became of stored records. See docs/guides/migrations.md. */
export function defineMigration(migration: Omit<Migration, 'migration'>): Migration {
  return { migration: 'migration', ...migration }
}

/** The fewest characters that name a contract's hash. */
export const SHORTEST_HASH = 8

/** Whether a migration begins at this contract. */
export function beginsAt(migration: Migration, contract: { readonly version: string; readonly hash: string }): boolean {
  const all = typeof migration.from === 'string' ? [migration.from] : migration.from
  return all.some((from) => from === contract.version || (from.length >= SHORTEST_HASH && contract.hash.startsWith(from.toLowerCase())))
}
