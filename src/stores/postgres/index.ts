import type { StoreDescriptor } from '../../kernel/ports/store.ts'
import { lookAt } from './onlooker.ts'
import { readOptions, type PostgresOptions } from './settings.ts'
import { PostgresStore } from './store.ts'

export type { PostgresOptions } from './settings.ts'

/** Keeps everything in PostgreSQL, which several processes may share. Connects when it is opened, not before. */
export function postgres(options: PostgresOptions): StoreDescriptor {
  return {
    kind: 'postgres',
    place: () => readOptions(options).place,
    open: (ports) => new PostgresStore(readOptions(options), ports),
    look: async () => lookAt(readOptions(options)),
  }
}
