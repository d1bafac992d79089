// Holds many open streams, publishes one event after the other, and notes when the last reader has each. Told what to do by a message.
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { orderOf } from './contract.ts'

const WARM_UP = 5

export interface FanoutWork {
  readonly port: number
  readonly key?: string
  readonly sse: number
  readonly sockets: number
  readonly events: number
  readonly from: number
  /** Milliseconds between an event that all have and the next. */
  readonly pace: number
  /** Streams of the whole log that are opened and never read. */
  readonly stalled: number
}
export interface FanoutResult {
  /** Milliseconds from the answer to the publisher (it is committed) to the last reader, by event. */
  readonly last: readonly number[]
  /** Milliseconds from the answer to each reader, all events together: sorted. */
  readonly p99: number
  readonly opened: number
  readonly missing: number
}

let go: () => void = () => {}
process.on('message', (work: FanoutWork | 'end' | 'go') => {
  if (work === 'end') process.exit(0)
  if (work === 'go') return go()
  void run(work).then((result) => process.send?.(result))
})

async function run(work: FanoutWork): Promise<FanoutResult> {
  let marker: Buffer | undefined
  let waiting = 0
  let at: number[] = []
  let all: () => void = () => {}
  const readers: Reader[] = []
  const got = (reader: Reader, chunk: Buffer): void => {
    if (!marker || reader.done || !chunk.includes(marker)) return
    reader.done = true
    at.push(performance.now())
    if (--waiting === 0) all()
  }
  const open = async (kind: 'sse' | 'socket', stalled: boolean): Promise<void> => {
    const socket = await opened(work.port)
    const authorization = work.key === undefined ? '' : `authorization: Bearer ${work.key}\r\n`
    if (kind === 'sse')
      socket.write(`GET /api/v1/events/stream${stalled ? '?after=first' : ''} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n${authorization}\r\n`)
    else
      socket.write(
        `GET /api/v1/events/socket HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\nsec-websocket-protocol: busbar.v1\r\n${authorization}\r\n`,
      )
    await first(socket)
    if (kind === 'socket') {
      socket.write(masked('{"type":"subscribe","id":"s"}'))
      if (work.key !== undefined) await first(socket)
    }
    const reader: Reader = { socket, done: false }
    if (stalled) socket.pause()
    else {
      readers.push(reader)
      socket.on('data', (chunk: Buffer) => got(reader, chunk))
    }
    opens.push(socket)
    socket.on('error', () => {})
  }
  const opens: Socket[] = []
  const queue = [
    ...Array.from({ length: work.sse }, () => ['sse', false] as const),
    ...Array.from({ length: work.sockets }, () => ['socket', false] as const),
    ...Array.from({ length: work.stalled }, () => ['sse', true] as const),
  ]
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      for (let next = queue.pop(); next; next = queue.pop()) await open(next[0], next[1])
    }),
  )
  // The bench looks at the server's memory now.
  const told = new Promise<void>((resolve) => (go = resolve))
  process.send?.('open')
  await told
  const last: number[] = []
  const each: number[] = []
  let missing = 0
  for (let i = 0; i < work.events + WARM_UP; i++) {
    const order = orderOf(work.from + i)
    marker = Buffer.from(String(order['id']))
    waiting = readers.length
    at = []
    for (const reader of readers) reader.done = false
    const everyone = new Promise<void>((resolve) => (all = resolve))
    const published = await publish(work, order)
    await Promise.race([everyone, new Promise((resolve) => setTimeout(resolve, 10_000).unref())])
    missing += waiting
    if (work.pace > 0) await wait(work.pace)
    // The first ones warm both sides up.
    if (i < WARM_UP) continue
    last.push(Math.max(...at) - published)
    for (const one of at) each.push(one - published)
  }
  for (const socket of opens) socket.destroy()
  each.sort((a, b) => a - b)
  return { last, p99: each[Math.floor(each.length * 0.99)] ?? Number.NaN, opened: opens.length, missing }
}

interface Reader {
  readonly socket: Socket
  done: boolean
}

/** Answers when it was asked: a hand-written broadcaster answers behind its last write, and would else be timed from its end. */
async function publish(work: FanoutWork, order: { readonly [field: string]: string | number }): Promise<number> {
  const began = performance.now()
  const answer = await fetch(`http://127.0.0.1:${work.port}/api/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(work.key !== undefined && { authorization: `Bearer ${work.key}` }) },
    body: JSON.stringify(order),
  })
  await answer.arrayBuffer()
  if (answer.status !== 201) throw new Error(`publishing answered ${answer.status}`)
  return began
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })
}

function first(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once('data', (chunk: Buffer) => {
      if (chunk.toString('latin1', 0, 12).startsWith('HTTP/1.1 ') && !/^HTTP\/1\.1 (200|101)/.test(chunk.toString('latin1', 0, 12)))
        reject(new Error(chunk.toString()))
      else resolve(chunk)
    })
    socket.once('close', () => reject(new Error('closed before anything came')))
  })
}

/** A short text frame, masked as a client's has to be (RFC 6455, 5.3). */
function masked(text: string): Buffer {
  const body = Buffer.from(text)
  const mask = randomBytes(4)
  for (let i = 0; i < body.length; i++) body[i] = (body[i] ?? 0) ^ (mask[i % 4] ?? 0)
  return Buffer.concat([Buffer.from([0x81, 0x80 | body.length]), mask, body])
}
