import { setTimeout as wait } from 'node:timers/promises'
import type { StoredEvent } from 'busbar/kernel'
import { randomChange, send, type Sent } from '../caller.ts'
import { startServer } from '../child.ts'
import { seeded } from '../seed.ts'
import { PollReader, SocketReader, SseReader, type Reader } from './readers.ts'

export interface Streamed {
  readonly readers: readonly Reader[]
  readonly calls: number
}

/** Writers and readers on a server that is killed again and again; readers leave by themselves too, at random, and come back with their cursor. */
export async function streamRounds(of: {
  readonly store: string
  readonly rounds: number
  readonly seed: number
  readonly progress: (text: string) => void
}): Promise<Streamed> {
  const random = seeded(of.seed)
  const readers: Reader[] = [
    ...Array.from({ length: 5 }, (_, i) => new SseReader(`SSE ${i}`)),
    ...Array.from({ length: 5 }, (_, i) => new SocketReader(`WebSocket ${i}`)),
    ...Array.from({ length: 2 }, (_, i) => new PollReader(`polling ${i}`)),
  ]
  const orders: string[] = []
  let key = ''
  let calls = 0
  for (let round = 1; round <= of.rounds + 1; round++) {
    const server = await startServer(of.store)
    key = server.key ?? key
    const ending = new AbortController()
    const last = round > of.rounds
    const reading = readers.map(async (reader) => {
      while (!ending.signal.aborted) {
        await reader.run({ url: server.url, key, enough: last ? Infinity : 1 + Math.floor(random() * 400), signal: ending.signal })
        if (!ending.signal.aborted) await wait(random() * 20)
      }
    })
    let dying = false
    const writing = last
      ? []
      : Array.from({ length: 8 }, async (_, i) => {
          for (let n = 0; !dying; n++) {
            const call: Sent = randomChange(random, { name: `${round}-${i}-${n}`, orders })
            calls++
            await send(call, { url: server.url, key })
            if (call.status === 201 && call.path.endsWith('/orders')) orders.push(call.order)
          }
        })
    if (last) await atTheEnd(readers, { url: server.url, key })
    else await wait(100 + random() * 400)
    await server.kill()
    dying = true
    ending.abort()
    await Promise.all([...writing, ...reading])
    if (round % 10 === 0 || last)
      of.progress(`${Math.min(round, of.rounds)} of ${of.rounds} kills, ${calls} calls, ${readers.reduce((sum, reader) => sum + reader.cuts, 0)} connections`)
  }
  return { readers, calls }
}

/** Everything there is was read by everyone, or nothing came for ten seconds. */
async function atTheEnd(readers: readonly Reader[], of: { readonly url: string; readonly key: string }): Promise<void> {
  const answer = await fetch(`${of.url}/api/v1/events?after=now`, { headers: { authorization: `Bearer ${of.key}` } })
  const { cursor } = (await answer.json()) as { readonly cursor: string }
  const end = Number(cursor.split(':')[1])
  let quiet = 0
  let before = -1
  while (quiet < 100) {
    const at = readers.map((reader) => Number(reader.seen.at(-1)?.cursor.split(':')[1] ?? 0))
    // Behind the last event of the contract there may be some of the administration, which nobody here is shown.
    if (at.every((offset) => offset === Math.max(...at)) && at.every((offset) => offset > 0 && end - offset < 5)) return
    const sum = readers.reduce((total, reader) => total + reader.seen.length, 0)
    quiet = sum === before ? quiet + 1 : 0
    before = sum
    await wait(100)
  }
}

/** Each reader against the log: every event once after repeats are dropped, in the order of the log, or a gap that says otherwise. */
export function checkStreams(readers: readonly Reader[], log: readonly StoredEvent[]): { readonly findings: readonly string[]; readonly repeats: number } {
  const findings: string[] = []
  let repeats = 0
  for (const reader of readers) {
    const first = new Map<string, number>()
    let highest = 0
    for (const { id, cursor } of reader.seen) {
      if (first.has(id)) {
        repeats++
        continue
      }
      const offset = Number(cursor.split(':')[1])
      first.set(id, offset)
      if (offset < highest) findings.push(`${reader.name}: ${id} at ${offset} came for the first time behind ${highest}`)
      highest = Math.max(highest, offset)
    }
    const missing = log.filter((event) => first.get(event.id) !== event.offset)
    if (missing.length > 0 && reader.gaps.length === 0)
      findings.push(`${reader.name}: ${missing.length} of ${log.length} events never came, the first at ${missing[0]?.offset}, and no gap was told`)
    if (first.size > log.length) findings.push(`${reader.name}: ${first.size - log.length} events came that are not in the log`)
    if (reader.gaps.length > 0) findings.push(`${reader.name}: was told of gaps at ${reader.gaps.slice(0, 3).join(', ')} though nothing was removed`)
  }
  return { findings, repeats }
}
