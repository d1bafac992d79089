import { defineApp, events, graphql, rest, soap, sqlite, webhooks } from 'busbar'
import { plant } from './contract.ts'
import { implementations } from './implementations.ts'
import { seed } from './seed.ts'

/** The only file that knows addresses, folders and which protocols are on. Paths are relative to it. */
export default defineApp({
  contract: plant,
  bindings: implementations,
  store: sqlite({ path: './data' }),
  // Webhooks may go to this machine, so that one can look at them: busbar webhooks listen.
  protocols: [rest(), graphql(), soap(), events(), webhooks({ allow: ['127.0.0.0/8', '::1/128'], plain: true })],
  seed: () => seed,
})
