import { resolve } from 'node:path'
import { readSetting, type Late } from '../../kernel/ports/setting.ts'
import type { StoreDescriptor } from '../../kernel/ports/store.ts'
import { Onlooker } from './onlooker.ts'
import { SqliteStore } from './store.ts'

export interface SqliteOptions {
  /**
   * The data folder, relative to the app file; made where it is not there. It must be on a local disk: file locks and memory maps of network file
   * systems do not keep what SQLite needs. One process at a time holds it; a second one is refused.
   *
   * In it: `busbar.db` with `busbar.db-wal` and `busbar.db-shm` (together the data; copy them only while stopped, or use
   * `busbar backup`), `busbar.lock` and `busbar.pid` (who holds the folder; of no value once nobody does).
   *
   * For BI tools that open `busbar.db` read-only while Busbar runs: each resource has a view `<table>_view`, such as
   * `production_order_view`, with one plain column a field.
   */
  readonly path: Late<string>
}

/** The embedded store: nothing to install, durable (WAL, an fsync before every acknowledgment), one process. */
export function sqlite(options: SqliteOptions): StoreDescriptor {
  if (!options?.path || (typeof options.path !== 'string' && typeof options.path.read !== 'function'))
    throw new TypeError("sqlite({ path }): `path` must name a folder, such as './data'.")
  const place = (folder: string): string => resolve(folder, readSetting(options.path))
  return {
    kind: 'sqlite',
    place,
    open: (ports) => new SqliteStore({ path: place(ports.folder ?? '.') }, ports),
    look: async (ports) => new Onlooker(place(ports.folder ?? '.')),
  }
}
