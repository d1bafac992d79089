import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sqlite } from 'busbar'
import type { Call, Outcome } from 'busbar/kernel'
import { makeWorld, type World } from '../conformance/scenario/world.ts'
import { systemClock } from '../src/server/clock.ts'
import { contract, orderOf } from './contract.ts'
import { median, ratio, type Section } from './report.ts'

const LANES = 16
/** How long the follower runs and rests in turn while the writers go on: so what the machine does meanwhile falls on both alike. */
const SLICE_MS = 3000

/** A follower that starts far behind, beside a bare scan of the same rows; and what writers notice of it. */
export async function followSection(options: { readonly events: number; readonly rounds: number }): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-bench-'))
  await fill(folder, options.events)
  const bare: number[] = []
  const ours: number[] = []
  const alone: number[] = []
  const beside: number[] = []
  await using world = await makeWorld({ contract }, sqlite({ path: folder }), { clock: systemClock })
  let next = 1
  for (let round = 0; round <= options.rounds; round++) {
    const scanned = scan(folder, options.events)
    const followed = await catchUp(world, options.events)
    const written = await writesBeside(world, { from: next, events: options.events })
    next += written.count
    if (round === 0) continue
    bare.push(options.events / scanned)
    ours.push(options.events / followed.seconds)
    alone.push(written.alone)
    beside.push(written.beside)
  }
  await world[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
  return {
    title: `A follower that is ${options.events.toLocaleString('en')} events behind, SQLite`,
    tables: [
      {
        head: ['', 'events/s (median)'],
        rows: [
          ['bare keyset scan with JSON.parse', median(bare).toFixed(0)],
          ['kernel.follow', median(ours).toFixed(0)],
        ],
      },
      {
        head: ['', 'p99 of a create, ms (median)'],
        rows: [
          [`${LANES} callers alone`, median(alone).toFixed(2)],
          [`${LANES} callers beside the follower`, median(beside).toFixed(2)],
        ],
      },
      {
        head: ['ratio', 'median of rounds', 'rounds', 'budget'],
        rows: [
          ['catching up / bare scan', ...ratio(ours.map((rate, i) => rate / (bare[i] ?? Number.NaN))), '≥ 0.3'],
          ['p99 of writes beside it / alone', ...ratio(beside.map((p99, i) => p99 / (alone[i] ?? Number.NaN))), '≤ 2'],
        ],
      },
    ],
  }
}

/** One event as a create makes it, then as many like it as are asked for. */
async function fill(folder: string, events: number): Promise<void> {
  await using world = await makeWorld({ contract }, sqlite({ path: folder }))
  must(await world.kernel.handle(create(world, 0)))
  await world[Symbol.asyncDispose]()
  using db = new DatabaseSync(join(folder, 'busbar.db'))
  db.exec(`pragma journal_mode = wal;
    insert into busbar_event (offset, id, type, tbl, key, at, body)
      with recursive n(i) as (select 2 union all select i + 1 from n where i < ${events})
      select i, e.id || '-' || i, e.type, e.tbl, e.key, e.at, e.body from n, busbar_event e where e.offset = 1;
    update busbar_head set offset = ${events}`)
}

/** Seconds. */
function scan(folder: string, events: number): number {
  using db = new DatabaseSync(join(folder, 'busbar.db'), { readOnly: true })
  const page = db.prepare('select offset, id, type, tbl, key, at, body from busbar_event where offset > ? order by offset limit 512')
  const began = performance.now()
  let after = 0
  while (after < events) for (const row of page.all(after)) after = Number(row['offset']) + (JSON.parse(String(row['body'])) === null ? 1 : 0)
  return (performance.now() - began) / 1000
}

/** `rest`: awaited before each step. */
async function catchUp(world: World, events: number, rest?: () => Promise<void>): Promise<{ readonly seconds: number }> {
  const { credential, address, requestId } = world.call({ operation: '' }, 'internal')
  const began = performance.now()
  const answer = await world.kernel.follow({
    protocol: 'bench',
    contract: 'bench',
    version: 'v1',
    credential,
    address,
    requestId,
    kind: 'stream',
    after: 'first',
  })
  if (!answer.ok) throw new Error(answer.problem.title)
  let read = 0
  while (read < events) {
    await rest?.()
    const step = await answer.feed.next()
    if (step.kind !== 'events') throw new Error(step.kind)
    read += step.events.length
  }
  answer.feed.close()
  return { seconds: (performance.now() - began) / 1000 }
}

/** The p99 of writes while a follower catches up, and while it rests, ms. */
async function writesBeside(
  world: World,
  of: { readonly from: number; readonly events: number },
): Promise<{ readonly alone: number; readonly beside: number; readonly count: number }> {
  const took: { readonly alone: number[]; readonly beside: number[] } = { alone: [], beside: [] }
  let following = false
  let wake: () => void = () => {}
  const flipping = setInterval(() => {
    following = !following
    if (following) wake()
  }, SLICE_MS)
  const rest = async (): Promise<void> => {
    if (!following) await new Promise<void>((resolve) => (wake = resolve))
  }
  let going = true
  let next = of.from
  const catching = catchUp(world, of.events, rest).finally(() => (going = false))
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      while (going) {
        const during = following ? took.beside : took.alone
        const began = performance.now()
        must(await world.kernel.handle(create(world, next++)))
        during.push(performance.now() - began)
      }
    }),
  )
  await catching
  clearInterval(flipping)
  return { alone: p99(took.alone), beside: p99(took.beside), count: next - of.from }
}

function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
}

function create(world: World, n: number): Call {
  return { ...world.call({ operation: 'Order.create' }, 'internal'), input: orderOf(n) }
}

function must(outcome: Outcome): void {
  if (!outcome.ok) throw new Error(outcome.problem.detail ?? outcome.problem.title)
}
