import type { Log } from '../../src/kernel/ports/log.ts'
import type { Facts, Store, StorePorts, TableLayout } from '../../src/kernel/ports/store.ts'
import { systemClock } from '../../src/server/clock.ts'
import { systemRandom } from '../../src/server/random.ts'
import { postgres, type PostgresOptions } from '../../src/stores/postgres/index.ts'

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** What a store is given outside of a simulation; `lines` collects what it logs. */
export function portsOf(lines: string[] = []): StorePorts {
  const keep = (message: string): void => void lines.push(message)
  return { clock: systemClock, random: systemRandom, log: { ...silent, info: keep, warn: keep, error: keep } }
}

export async function openStore(
  url: string,
  layouts: readonly TableLayout[],
  { admit, ...options }: Omit<PostgresOptions, 'url'> & { readonly admit?: ((facts: Facts) => Promise<void>) | undefined } = {},
): Promise<Store> {
  const store = postgres({ url, ...options }).open(portsOf())
  await store.open(layouts, admit)
  return store
}
