import { fork, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FanoutResult, FanoutWork } from './fanout-client.ts'
import { load, startPeer } from './process.ts'
import { median, ratio, type Section } from './report.ts'

const EVENTS = 40
/** So many that one hiccup of the machine is less than a hundredth of them. */
const STALLED_EVENTS = 120
const WARM_UP = 5
/** What a stalled reader has before it: more than the buffers of both ends of a connection take, so that it is truly stalled. */
const BEHIND_SECONDS = 8
/** Milliseconds between the events then: else server and readers fill the machine, and that is what is measured. */
const PACE = 25

/** One event to many open streams, beside a hand-written broadcaster; and what a reader that takes nothing does to the others. */
export async function fanoutSection(options: { readonly readers: number; readonly rounds: number }): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-bench-'))
  const seen: { [name: string]: FanoutResult[] } = {}
  const memory: { [name: string]: number[] } = {}
  let from = 1
  for (let round = 0; round < options.rounds; round++) {
    for (const name of ['broadcaster', 'busbar'] as const) {
      await using peer = await startPeer(name, join(folder, `${name}-${round}`))
      const before = (await peer.usage()).memory
      let held = 0
      const result = await publishTo(
        {
          port: peer.port,
          ...(peer.key !== undefined && { key: peer.key }),
          sse: options.readers,
          sockets: options.readers,
          events: EVENTS,
          pace: 0,
          from,
          stalled: 0,
        },
        async () => void (held = (await peer.usage()).memory),
      )
      from += EVENTS + WARM_UP
      ;(seen[name] ??= []).push(result)
      ;(memory[name] ??= []).push((held - before) / result.opened / 1024)
    }
  }
  const stalls: number[] = []
  const pairs: string[][] = []
  {
    await using peer = await startPeer('busbar', join(folder, 'stalled'))
    const log = await load({
      port: peer.port,
      connections: 64,
      seconds: BEHIND_SECONDS,
      kind: 'create',
      path: '/api/v1/orders',
      from: 10_000_000,
      ...(peer.key !== undefined && { key: peer.key }),
    })
    if (log.bad > 0) throw new Error(`${log.bad} of ${log.answers} creates were no success`)
    for (let pair = 0; pair < 2 * options.rounds; pair++) {
      const of = { port: peer.port, ...(peer.key !== undefined && { key: peer.key }), sse: 999, sockets: 0, events: STALLED_EVENTS, pace: PACE }
      const cpu = (await peer.usage()).cpu
      const machine = machineTimes()
      const began = performance.now()
      const alone = await publishTo({ ...of, from, stalled: 0 })
      from += STALLED_EVENTS + WARM_UP
      const beside = await publishTo({ ...of, from, stalled: 1 })
      from += STALLED_EVENTS + WARM_UP
      const busy = ((await peer.usage()).cpu - cpu) / ((performance.now() - began) / 1000)
      const since = machineTimes()
      const used = (since.busy - machine.busy) / (since.all - machine.all)
      stalls.push(beside.p99 / alone.p99)
      pairs.push([alone.p99.toFixed(1), beside.p99.toFixed(1), (beside.p99 / alone.p99).toFixed(2), busy.toFixed(2), `${(used * 100).toFixed(0)} %`])
    }
  }
  await rm(folder, { recursive: true, force: true })
  const p99 = (name: string): readonly number[] => (seen[name] ?? []).map((one) => percentile(one.last, 0.99))
  const row = (name: string): string[] => [
    name,
    median((seen[name] ?? []).map((one) => median(one.last))).toFixed(1),
    median(p99(name)).toFixed(1),
    median(memory[name] ?? []).toFixed(1),
    String((seen[name] ?? []).reduce((sum, one) => sum + one.missing, 0)),
  ]
  return {
    title: `One event to ${options.readers.toLocaleString('en')} SSE and ${options.readers.toLocaleString('en')} WebSocket connections, SQLite`,
    tables: [
      {
        head: ['', 'ms to the last reader (median)', 'p99', 'KiB of memory a connection', 'not received'],
        rows: [row('broadcaster'), row('busbar')],
      },
      {
        head: ['ratio', 'median of rounds', 'rounds', 'budget'],
        rows: [
          ['broadcaster / busbar, p99 to the last reader', ...ratio(p99('broadcaster').map((ms, i) => ms / (p99('busbar')[i] ?? Number.NaN))), '≥ 0.8'],
          ['p99 of 999 readers beside one that is stalled / alone', ...ratio(stalls), '≤ 1.5'],
        ],
      },
      { head: ['999 readers: p99 alone, ms', 'beside a stalled one', 'ratio', "server's cores", 'of the whole machine'], rows: pairs },
    ],
  }
}

/** Processor time of everything on the machine, ms: what readers and server share must leave room, or it is what is measured. */
function machineTimes(): { readonly busy: number; readonly all: number } {
  let busy = 0
  let all = 0
  for (const { times } of cpus()) {
    busy += times.user + times.nice + times.sys + times.irq
    all += times.user + times.nice + times.sys + times.irq + times.idle
  }
  return { busy, all }
}

async function publishTo(work: FanoutWork, held?: () => Promise<void>): Promise<FanoutResult> {
  const child = fork(fileURLToPath(new URL('./fanout-client.ts', import.meta.url)), { execArgv: ['--conditions=busbar-source'] })
  if (process.platform === 'linux' && child.pid !== undefined)
    await new Promise<void>((resolve) =>
      spawn('taskset', ['-a', '-c', '-p', '1', String(child.pid)], { stdio: 'ignore' })
        .once('exit', () => resolve())
        .once('error', () => resolve()),
    )
  const result = await new Promise<FanoutResult | 'open'>((resolve, reject) => {
    child.on('message', (message) => {
      if (message !== 'open') return resolve(message as FanoutResult)
      void Promise.resolve(held?.()).then(() => child.send('go'))
    })
    child.once('exit', (code) => reject(new Error(`the readers ended with ${String(code)}`)))
    child.send(work)
  })
  child.removeAllListeners('exit')
  child.send('end')
  if (result === 'open') throw new Error('unreachable')
  return result
}

function percentile(values: readonly number[], at: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * at))] ?? Number.NaN
}
