// Faults on purpose, bounded, with a printed seed: `npm run torture -- --help`.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Store, StoredEvent, StoreDescriptor, StorePorts } from 'busbar/kernel'
import { postgres, sqlite } from 'busbar'
import { KeptLog, seededRandom } from '../conformance/ports.ts'
import { withDatabase } from '../test/postgres.ts'
import { followWhileWriting } from './events/follow.ts'
import { checkStreams, streamRounds } from './events/streams.ts'
import { checkWebhooks, webhookRounds } from './events/webhooks.ts'
import { checkStore } from './check.ts'
import { syncOrder } from './durability.ts'
import { killRounds } from './kill.ts'
import { lawRounds } from './laws.ts'
import { startRaces } from './race.ts'

const HELP = `npm run torture -- [options]

  --kills N       kill -9 rounds for each store and number of processes (default 200)
  --races N       pairs of concurrent starts for one line (default 1000)
  --streams N     kill -9 rounds under readers of SSE, WebSocket and polling that also leave by themselves (default 60)
  --webhooks N    kill -9 rounds of processes that send webhooks to endpoints that fail, hang and flap (default 100)
  --sent N        events that are sent then, to 20 endpoints each (default 20000)
  --events N      events that three processes write to PostgreSQL while ten followers read (default 150000)
  --syncs N       answers traced against their fsync, needs strace (default 50; 0 leaves it out)
  --laws N        rounds of the tests of laws, each with another seed (default 3; what they draw: conformance/laws.ts)
  --seed N        what is asked is the same for the same seed (default: from the clock)
  --only NAME     sqlite or postgres

  npm run torture -- --kills 5 --races 50 --syncs 10
`

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    races: { type: 'string', default: '1000' },
    streams: { type: 'string', default: '60' },
    webhooks: { type: 'string', default: '100' },
    sent: { type: 'string', default: '20000' },
    events: { type: 'string', default: '150000' },
    syncs: { type: 'string', default: '50' },
    laws: { type: 'string', default: '3' },
    seed: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const kills = Number(values.kills)
const races = Number(values.races)
const streams = Number(values.streams)
const webhooks = Number(values.webhooks)
const sent = Number(values.sent)
const events = Number(values.events)
const syncs = Number(values.syncs)
const laws = Number(values.laws)
const seed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed)
const say = (text: string): void => void process.stdout.write(`${text}\n`)
say(`seed ${seed}`)

let bad = 0
const judge = (what: string, findings: readonly string[], counts: string): void => {
  say(`${findings.length === 0 ? 'ok  ' : 'BAD '} ${what}: ${counts}`)
  for (const finding of findings.slice(0, 20)) say(`     ${finding}`)
  bad += findings.length
}

async function killed(name: string, on: { readonly where: string; readonly descriptor: StoreDescriptor; readonly processes: number }): Promise<void> {
  const { sent, unanswered, mismatches } = await killRounds({
    store: on.where,
    rounds: kills,
    seed,
    processes: on.processes,
    progress: (text) => say(`     ${name}: ${text}`),
  })
  await using store = on.descriptor.open(lookingPorts())
  await openAsItIs(store)
  const { findings, counts } = await checkStore(store, sent)
  judge(`${kills} kills, ${name}`, [...findings, ...mismatches], `${JSON.stringify(counts)}, ${unanswered} calls without an answer were repeated`)
}

async function streamed(name: string, on: { readonly where: string; readonly descriptor: StoreDescriptor }): Promise<void> {
  if (streams === 0) return
  const { readers, calls } = await streamRounds({ store: on.where, rounds: streams, seed, progress: (text) => say(`     ${name}: ${text}`) })
  await using store = on.descriptor.open(lookingPorts())
  await openAsItIs(store)
  const log = await logOf(store)
  const { findings, repeats } = checkStreams(readers, log)
  judge(
    `streams under ${streams} kills, ${name}`,
    findings,
    `${calls} calls, ${log.length} events to ${readers.length} readers over ${readers.reduce((sum, reader) => sum + reader.cuts, 0)} connections, ${repeats} came again`,
  )
}

async function delivered(name: string, on: { readonly where: string; readonly descriptor: StoreDescriptor; readonly processes: number }): Promise<void> {
  if (webhooks === 0) return
  await using receiver = await webhookRounds({
    store: on.where,
    rounds: webhooks,
    events: sent,
    endpoints: 20,
    seed,
    processes: on.processes,
    progress: (text) => say(`     ${name}: ${text}`),
  })
  await using store = on.descriptor.open(lookingPorts())
  await openAsItIs(store)
  const { findings, counts } = checkWebhooks(receiver, await logOf(store))
  judge(`webhooks under ${webhooks} kills, ${name}`, findings, counts)
}

/** The events of the contract; the administration's are nobody's here. */
async function logOf(store: Store): Promise<readonly StoredEvent[]> {
  const log: StoredEvent[] = []
  for (let after = 0; ;) {
    const page = await store.events(after, 1000)
    const last = page.at(-1)
    if (!last) return log
    after = last.offset
    log.push(...page.filter((event) => event.table.startsWith('r_')))
  }
}

function lookingPorts(): StorePorts {
  return {
    clock: { now: () => Date.now(), monotonic: () => performance.now(), after: () => () => {}, turn: () => Promise.resolve() },
    random: seededRandom(seed),
    log: new KeptLog(),
  }
}

/** To look at, with the one table there is. */
async function openAsItIs(store: Store): Promise<void> {
  const { contractModel, layoutsOf } = await import('../src/kernel/model/model.ts')
  const { plant } = await import('./contract.ts')
  const { administrationContract, ADMINISTRATION_PREFIX } = await import('../src/administration/index.ts')
  await store.open(layoutsOf([contractModel(plant.data, [], 'r'), contractModel(administrationContract.data, [], ADMINISTRATION_PREFIX)]))
}

if (values.only !== 'postgres') {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-torture-'))
  await killed('SQLite', { where: join(folder, 'kill'), descriptor: sqlite({ path: join(folder, 'kill') }), processes: 1 })
  const { findings, rounds } = await startRaces({ store: join(folder, 'race'), rounds: races, processes: 1, progress: (text) => say(`     SQLite: ${text}`) })
  judge('two starts for one line, SQLite', findings, `${rounds} races`)
  await streamed('SQLite', { where: join(folder, 'stream'), descriptor: sqlite({ path: join(folder, 'stream') }) })
  await delivered('SQLite', { where: join(folder, 'webhook'), descriptor: sqlite({ path: join(folder, 'webhook') }), processes: 1 })
  await rm(folder, { recursive: true, force: true })
}
if (values.only !== 'sqlite') {
  for (const processes of [1, 3]) {
    await using database = await withDatabase()
    await killed(`PostgreSQL, ${processes} process${processes === 1 ? '' : 'es'}`, {
      where: database.url,
      descriptor: postgres({ url: database.url }),
      processes,
    })
  }
  await using database = await withDatabase()
  const { findings, rounds } = await startRaces({ store: database.url, rounds: races, processes: 3, progress: (text) => say(`     PostgreSQL: ${text}`) })
  judge('two starts for one line, PostgreSQL, 3 processes', findings, `${rounds} races`)
  await using reading = await withDatabase()
  await streamed('PostgreSQL', { where: reading.url, descriptor: postgres({ url: reading.url }) })
  await using sending = await withDatabase()
  await delivered('PostgreSQL, 2 processes', { where: sending.url, descriptor: postgres({ url: sending.url }), processes: 2 })
  await using log = await withDatabase()
  const followed = await followWhileWriting({ url: log.url, writes: Math.ceil(events / 3) })
  judge('followers beside writers, PostgreSQL, 3 processes', followed.findings, followed.counts)
}
if (syncs > 0) judge('no answer before its fsync', await syncOrder(syncs, (text) => say(`     ${text}`)), `${syncs} calls each, and broken on purpose`)

if (laws > 0) judge('laws', await lawRounds(laws, seed, (text) => say(`     ${text}`)), `${laws} rounds`)

say(bad === 0 ? 'All promises held.' : `${bad} findings; repeat with --seed ${seed}.`)
process.exitCode = bad === 0 ? 0 : 1
