import type { Pool, PoolClient, QueryResultRow } from 'pg'
import { StoreUnavailable } from '../../kernel/ports/store.ts'
import { judge, readFailure, writeFailure } from './failure.ts'

/** Statements that are prepared under a name. Beyond, each is planned anew: a bound on the memory of every session. */
const MOST_PREPARED = 500

/** Everything but commits: single statements on a pool of connections. */
export class Calls {
  readonly #pool: Pool
  readonly #prepared = new Map<string, string>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** One that only reads; where its connection breaks, it is asked once more on another one. */
  async read<Row extends QueryResultRow>(text: string, values: unknown[]): Promise<readonly Row[]> {
    const first = await this.#client()
    try {
      return await this.#run<Row>(first, text, values)
    } catch (error) {
      if (judge(error) !== 'lost') throw readFailure(error)
    }
    const second = await this.#client()
    try {
      return await this.#run<Row>(second, text, values)
    } catch (error) {
      throw readFailure(error)
    }
  }

  /** One that writes: where its connection breaks, the outcome is unknown. */
  async write<Row extends QueryResultRow>(text: string, values: unknown[]): Promise<readonly Row[]> {
    const client = await this.#client()
    try {
      return await this.#run<Row>(client, text, values)
    } catch (error) {
      throw writeFailure(error)
    }
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #client(): Promise<PoolClient> {
    if (this.#pool.ending) throw new StoreUnavailable('The store is closed.')
    try {
      return await this.#pool.connect()
    } catch (error) {
      throw readFailure(error)
    }
  }

  async #run<Row extends QueryResultRow>(client: PoolClient, text: string, values: unknown[]): Promise<readonly Row[]> {
    try {
      const { rows } = await client.query<Row>({ text, values, ...this.#name(text) })
      client.release()
      return rows
    } catch (error) {
      client.release(judge(error) === 'lost')
      throw error
    }
  }

  #name(text: string): { readonly name?: string } {
    const known = this.#prepared.get(text)
    if (known !== undefined) return { name: known }
    if (this.#prepared.size >= MOST_PREPARED) return {}
    const name = `b${this.#prepared.size}`
    this.#prepared.set(text, name)
    return { name }
  }
}
