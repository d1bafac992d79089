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

/** Events to endpoints that fail, hang and flap at random, from processes that are killed at random moments. */
export async function webhookRounds(of: WebhookRounds): Promise<Receiver> {
  const random = seeded(of.seed)
  const receiver = new Receiver(of.endpoints, random)
  await receiver.listen()
  let written = 0
  let key = ''
  const servers: Server[] = []
  const up = async (): Promise<void> => {
    while (servers.length < of.processes) {
      const server = await startServer(of.store)
      key = server.key ?? key
      servers.push(server)
    }
  }
  const write = async (target: number, url: string, dead: () => boolean): Promise<void> => {
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (written < target && !dead()) await change(random, { url, key, name: `w${written++}` })
      }),
    )
  }
  await up()
  await makeEndpoints(receiver, { url: servers[0]?.url ?? '', key })
  for (let round = 1; round <= of.rounds; round++) {
    await up()
    const target = Math.ceil((of.events * round) / of.rounds)
    const dying = wait(150 + random() * 1200)
    let dead = false
    const victim = servers.splice(Math.floor(random() * servers.length), 1)[0]
    const to = servers[0]?.url ?? victim?.url ?? ''
    const writing = write(target, to, () => dead)
    await dying
    await victim?.kill()
    dead = servers.length === 0
    await writing
    if (round % 10 === 0 || round === of.rounds)
      of.progress(`${round} of ${of.rounds} kills, ${written} changes, ${receiver.arrivals.reduce((sum, one) => sum + one.length, 0)} requests`)
  }
  await up()
  // What the rounds were too short for comes in one go, to endpoints that still fail.
  await write(of.events, servers[0]?.url ?? '', () => false)
  receiver.calm = true
  await silence(receiver, of.progress)
  for (const server of servers) await server.kill()
  return receiver
}

/** What was not made is no event, and nobody waits for it. */
async function change(random: () => number, of: { readonly url: string; readonly key: string; readonly name: string }): Promise<void> {
  const id = `PO-${Math.floor(random() * ORDERS)}`
  try {
    const answer = await fetch(`${of.url}/api/v1/orders/${id}`, {
      method: 'PUT',
      headers: { 'authorization': `Bearer ${of.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id, by: of.name, quantity: Math.floor(random() * 1000) }),
    })
    await answer.arrayBuffer()
  } catch {
    // The process died.
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
