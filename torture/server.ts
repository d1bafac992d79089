// A server to be killed. TORTURE_STORE is a folder (SQLite) or a postgres:// URL. Prints one line of JSON when it answers.
import { defineApp, events, implement, postgres, rest, sqlite, startApp, webhooks } from 'busbar'
import { Order, plant } from './contract.ts'

const where = process.env['TORTURE_STORE'] ?? ''
const running = await startApp(
  defineApp({
    contract: plant,
    store: where.startsWith('postgres') ? postgres({ url: where }) : sqlite({ path: where }),
    protocols: [rest(), events(), webhooks({ allow: ['127.0.0.0/8'], plain: true, takeoverSeconds: 5 })],
    bindings: [
      implement(
        Order,
        {
          start: (context, { line, by }) => context.update({ line, by }),
          complete: (context, { by }) => context.update({ by }),
        },
        { reaches: 'nothing' },
      ),
    ],
    listen: { port: 0 },
    operations: { port: 0 },
    log: { level: 'error' },
  }),
  { announce: () => {} },
)
process.stdout.write(`${JSON.stringify({ url: running.publicUrl, address: running.address, key: running.firstKey ?? null })}\n`)
