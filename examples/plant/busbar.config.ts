import { defineApp, rest, sqlite } from 'busbar'
import { plant } from './contract.ts'
import { implementations } from './implementations.ts'
import { seed } from './seed.ts'

/** The only file that knows addresses, folders and which protocols are on. Paths are relative to it. */
export default defineApp({
  contract: plant,
  bindings: implementations,
  store: sqlite({ path: './data' }),
  protocols: [rest()],
  seed: () => seed,
})
