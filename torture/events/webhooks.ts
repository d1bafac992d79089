import { setTimeout as wait } from 'node:timers/promises'
import type { StoredEvent } from 'busbar/kernel'
import { startServer, type Server } from '../child.ts'
import { seeded } from '../seed.ts'
import { Receiver } from './receiver.ts'

export interface WebhookRounds {
  readonly store: string
  /** Kills. */
  readonly rounds: number
  readonly events: number
  readonly endpoints: number
  readonly seed: number
  readonly processes: number
  readonly progress: (text: string) => void
}

const ORDERS = 200
/** How long nothing has to come, at the end, before what is missing counts as lost: longer than a dead process is waited for. */
const SILENCE_MS = 120_000

/** How long a kill waits for its place in the deliveries; endpoints of a process that died on PostgreSQL stand still for longer. */
const KILL_WITHIN_MS = 3000
/** How far the writers may run ahead of what was delivered, so that the kills meet both at work. */
const AHEAD = 300

/** Events to endpoints that fail, hang and flap at random, from processes that are killed at random points of the deliveries. */
export async function webhookRounds(of: WebhookRounds): Promise<Receiver> {
  const random = seeded(of.seed)
  const receiver = new Receiver(of.endpoints, random)
  await receiver.listen()
  let key = ''
  const servers: Server[] = []
  const up = async (): Promise<void> => {
    while (servers.length < of.processes) {
      const server = await startServer(of.store)
      key = server.key ?? key
      servers.push(server)
    }
  }
  let answered = 0
  let sent = 0
  let round = 0
  const requests = (): number => receiver.arrivals.reduce((sum, one) => sum + one.length, 0)
  const mayWrite = (): boolean => answered < Math.max(requests() / of.endpoints + AHEAD, (of.events * (round - 1)) / of.rounds)
  const writer = async (): Promise<void> => {
    // What got no answer may be no event: only answers count, so that there are at least as many events as asked for.
    while (answered < of.events) {
      const server = servers[Math.floor(random() * servers.length)]
      if (!server || !mayWrite()) await wait(5)
      else if (await change(random, { url: server.url, key, name: `w${sent++}` })) answered++
    }
  }
  await up()
  await makeEndpoints(receiver, { url: servers[0]?.url ?? '', key })
  const writing = Promise.all(Array.from({ length: 8 }, writer))
  for (round = 1; round <= of.rounds; round++) {
    await up()
    const place = ((round - random()) / of.rounds) * of.events * of.endpoints
    const latest = performance.now() + KILL_WITHIN_MS
    await wait(100 + random() * 300)
    while (requests() < place && performance.now() < latest) await wait(5)
    const [victim] = servers.splice(Math.floor(random() * servers.length), 1)
    await victim?.kill()
    if (round % 10 === 0 || round === of.rounds) of.progress(`${round} of ${of.rounds} kills, ${answered} changes, ${requests()} requests`)
  }
  await up()
  await writing
  receiver.calm = true
  await silence(receiver, of.progress)
  for (const server of servers) await server.kill()
  return receiver
}

/** Whether it was answered: what was not may be an event all the same. */
async function change(random: () => number, of: { readonly url: string; readonly key: string; readonly name: string }): Promise<boolean> {
  const id = `PO-${Math.floor(random() * ORDERS)}`
  try {
    const answer = await fetch(`${of.url}/api/v1/orders/${id}`, {
      method: 'PUT',
      headers: { 'authorization': `Bearer ${of.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id, by: of.name, quantity: Math.floor(random() * 1000) }),
    })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    // The process died.
    return false
  }
}

async function makeEndpoints(receiver: Receiver, of: { readonly url: string; readonly key: string }): Promise<void> {
  const ask = async (path: string, body: unknown): Promise<{ readonly [name: string]: unknown }> => {
    const answer = await fetch(`${of.url}/admin/v1/webhook-endpoints${path}`, {
      method: 'POST',
      headers: { 'authorization': `Bearer ${of.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${text}`)
    return text === '' ? {} : (JSON.parse(text) as { readonly [name: string]: unknown })
  }
  for (const i of receiver.arrivals.keys()) {
    const made = await ask('', {
      contract: 'torture',
      version: 'v1',
      url: receiver.url(i),
      filter: { types: ['order.*'] },
      timeoutSeconds: 1,
      // Nothing may be given up: what is missing at the end is lost.
      schedule: [0, ...Array.from({ length: 49 }, () => 1)],
      disableAfterSeconds: null,
    })
    const id = String(made['id'])
    receiver.secrets[i] = String((await ask(`/${id}/rotate-secret`, {}))['secret'])
    await ask(`/${id}/confirm`, { how: 'operator' })
  }
}

async function silence(receiver: Receiver, progress: (text: string) => void): Promise<void> {
  let before = -1
  let quiet = 0
  for (let second = 1; quiet < SILENCE_MS / 1000; second++) {
    await wait(1000)
    const count = receiver.arrivals.reduce((sum, one) => sum + one.length, 0)
    const distinct = receiver.arrivals.map((arrivals) => new Set(arrivals.flatMap((one) => (one.ok === undefined ? [] : [one.offset]))).size)
    // All have the same number, and nothing came for a while.
    if (count === before && quiet >= 5 && new Set(distinct).size === 1) return
    quiet = count === before ? quiet + 1 : 0
    before = count
    if (second % 15 === 0) progress(`${distinct.join(' ')} of the events delivered`)
  }
}

/** What came against the log: nothing lost, per record in order, repeats only under the same id. */
export function checkWebhooks(receiver: Receiver, log: readonly StoredEvent[]): { readonly findings: readonly string[]; readonly counts: string } {
  const findings = [...receiver.findings]
  const before = new Map<number, number>()
  const last = new Map<string, number>()
  const ids = new Map(log.map((event) => [event.offset, event.id]))
  for (const event of log) {
    const previous = last.get(event.key)
    if (previous !== undefined) before.set(event.offset, previous)
    last.set(event.key, event.offset)
  }
  let repeats = 0
  for (const [i, arrivals] of receiver.arrivals.entries()) {
    const name = `endpoint ${i} (${receiver.behaviours[i]})`
    const delivered = new Map<number, number>()
    for (const [at, arrival] of arrivals.entries()) {
      const { offset, id } = arrival
      if (ids.get(offset) !== id) findings.push(`${name}: event ${offset} came as ${id}, it is ${ids.get(offset)}`)
      const previous = before.get(offset)
      const there = previous === undefined ? 0 : delivered.get(previous)
      // The one before it was answered with success before this one came.
      if (there === undefined || there > at) findings.push(`${name}: event ${offset} came before ${previous} of the same record was delivered`)
      if (arrival.ok === undefined) continue
      if (delivered.has(offset)) repeats++
      else delivered.set(offset, arrival.ok)
    }
    const lost = log.filter((event) => !delivered.has(event.offset))
    if (lost.length > 0) findings.push(`${name}: ${lost.length} of ${log.length} events were never delivered, the first at ${lost[0]?.offset}`)
  }
  const requests = receiver.arrivals.reduce((sum, one) => sum + one.length, 0)
  return { findings, counts: `${log.length} events to ${receiver.arrivals.length} endpoints, ${requests} requests, ${repeats} came again after success` }
}
