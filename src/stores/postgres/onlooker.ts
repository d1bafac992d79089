import type { Client } from 'pg'
import { StoreRefused, type DumpRow, type StoredAudit, type StoreView } from '../../kernel/ports/store.ts'
import { dump } from './dump.ts'
import { openFailure, readFailure } from './failure.ts'
import { literal, namesIn, type Names } from './name.ts'
import { connect, hangUp, rows } from './session.ts'
import type { Settings } from './settings.ts'

/** Looks at a schema without bringing its tables to a contract: processes that run with another one are not held up. */
export async function lookAt(settings: Settings): Promise<StoreView> {
  try {
    const client = await connect(settings, 'upkeep')
    const names = namesIn(settings.schema)
    const [there] = await rows<{ there: boolean }>(client, `select to_regclass(${literal(names.own('migrations'))}) is not null as there`)
    if (there?.there !== true) {
      await hangUp(client)
      throw new StoreRefused(`There is no data in the schema ${names.schema} at ${settings.place}.`)
    }
    return new Onlooker(settings, names, client)
  } catch (error) {
    throw openFailure(error, settings.place)
  }
}

class Onlooker implements StoreView {
  readonly kind = 'postgres'
  readonly #settings: Settings
  readonly #names: Names
  readonly #client: Client

  constructor(settings: Settings, names: Names, client: Client) {
    this.#settings = settings
    this.#names = names
    this.#client = client
  }

  audit(after: number, limit: number): Promise<readonly StoredAudit[]> {
    return this.#read<StoredAudit>(
      `select sequence, at, header, payload, salt, hash from ${this.#names.own('audit')} where sequence > $1 order by sequence limit $2`,
      [after, limit],
    )
  }
  async auditHead(): Promise<{ readonly sequence: number; readonly hash: string }> {
    const [row] = await this.#read<{ sequence: number; hash: string }>(
      `select coalesce(u.sequence, h.audit) as sequence, coalesce(u.hash, h.hash) as hash from ${this.#names.own('head')} h
         left join lateral (select sequence, hash from ${this.#names.own('audit')} where sequence > h.audit order by sequence desc limit 1) u on true`,
      [],
    )
    return { sequence: row?.sequence ?? 0, hash: row?.hash ?? '0'.repeat(64) }
  }
  async fact(name: string): Promise<string | undefined> {
    const [row] = await this.#read<{ value: string }>(`select value from ${this.#names.own('facts')} where name = $1`, [name])
    return row?.value
  }
  dump(): AsyncIterable<DumpRow> {
    return dump(this.#settings, this.#names, new Map())
  }

  async #read<Row extends object>(text: string, values: readonly (string | number)[]): Promise<readonly Row[]> {
    try {
      return await rows<Row>(this.#client, text, [...values])
    } catch (error) {
      throw readFailure(error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await hangUp(this.#client)
  }
}
