import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { KeptLog } from '../../../conformance/ports.ts'
import { defineContract, defineResource, t } from '../../../src/contract/index.ts'
import { events } from '../../../src/protocols/events/index.ts'
import { createHost, type Host, type HostLimits } from '../../../src/server/http/host.ts'
import { refusalAnswer } from '../../../src/server/http/refusal.ts'
import { systemClock } from '../../../src/server/clock.ts'
import { systemRandom } from '../../../src/server/random.ts'
import { defineApp, sqlite, startApp } from '../../../src/server/index.ts'
import type { World } from '../../../conformance/scenario/world.ts'
import { did, onSqlite } from '../../kernel/workshop.ts'

const Note = defineResource('Note', { key: { id: t.string() }, fields: { text: t.string({ maxLength: 100_000 }) }, standard: ['get', 'create'] })
const contract = defineContract('notes', { version: 'v1', members: [Note] })
const LARGE = 'x'.repeat(60_000)
const write = (world: World, id: number, text = LARGE): Promise<unknown> => did(world, { operation: 'Note.create', input: { id: `N${id}`, text } })

/** Long enough that a busy machine is not taken for a slow client. */
const limits: HostLimits = { headerBytes: 4096, headerTimeout: 400, requestTimeout: 500, keepAlive: 1_000, stall: 700, connections: 1_000, body: 1024 }
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function serve(): Promise<{ readonly world: World; readonly host: Host; readonly port: number }> {
  const world = await onSqlite({ contract })
  closing.push(async () => world[Symbol.asyncDispose]())
  const host = createHost({
    routes: events().routes(world.kernel, { publicUrl: 'http://127.0.0.1' }),
    basePath: '',
    limits,
    trustedProxies: [],
    log: world.log,
    clock: systemClock,
    random: systemRandom,
    refuse: refusalAnswer,
  })
  closing.push(() => host.close(0))
  const { port } = await host.listen({ host: '127.0.0.1', port: 0 })
  return { world, host, port }
}

/** A client on a socket of its own that may stop reading. */
class Reader {
  readonly socket: Socket
  readonly ended: Promise<void>
  text = ''
  #watching: (() => void) | undefined

  constructor(world: World, port: number, last?: string) {
    const { credential } = world.call({ operation: '' }, 'internal')
    this.socket = connect(port, '127.0.0.1')
    closing.push(async () => this.socket.destroy())
    const headers = [
      'GET /api/v1/events/stream HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${credential.kind === 'key' ? credential.key : ''}`,
      ...(last === undefined ? [] : [`Last-Event-ID: ${last}`]),
    ]
    this.socket.write(`${headers.join('\r\n')}\r\n\r\n`)
    this.socket.on('error', () => {})
    this.ended = new Promise((resolve) => this.socket.once('close', () => resolve()))
    void this.ended.then(() => this.#watching?.())
    this.socket.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('latin1').replaceAll('x', '')
      this.#watching?.()
    })
  }
  /** The ids of whole events, in order. */
  get ids(): readonly string[] {
    return [...this.text.matchAll(/^id: (\S+)\nevent: note\.created\ndata: .*\n\n/gm)].map(([, id = '']) => id)
  }
  /** Resolves once so many whole events have come. */
  async has(events: number): Promise<void> {
    while (this.ids.length < events) await this.#more()
  }
  async opened(): Promise<void> {
    while (!this.text.includes('retry:')) await this.#more()
  }
  async #more(): Promise<void> {
    assert.ok(!this.socket.closed, `it was cut behind ${this.ids.length} events`)
    await new Promise<void>((resolve) => (this.#watching = resolve))
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('a client that takes nothing', () => {
  it('holds up nobody, is cut, and finds everything when it comes back', async () => {
    const { world, host, port } = await serve()
    const others = Array.from({ length: 5 }, () => new Reader(world, port))
    const stalled = new Reader(world, port)
    for (const reader of [...others, stalled]) await reader.opened()
    await write(world, 0)
    await stalled.has(1)
    stalled.socket.pause()
    let written = 1
    // Each event reaches all others before the next one is made, however long the one takes nothing.
    for (; host.figures().inFlight === 6; written++) {
      assert.ok(written < 1_000, 'it was never cut')
      await write(world, written)
      for (const reader of others) await reader.has(written + 1)
    }
    assert.equal(host.figures().inFlight, 5)

    stalled.socket.resume()
    await stalled.ended
    const before = stalled.ids
    assert.ok(before.length < written, 'it got everything: nothing was proved')
    const again = new Reader(world, port, before.at(-1))
    await again.has(written - before.length)
    assert.deepEqual([...before, ...again.ids], others[0]?.ids)
  })
})

describe('a stream on a connection', () => {
  it('is not taken for a slow request, an idle connection or a stalled client while nothing happens', async () => {
    const { world, port } = await serve()
    const reader = new Reader(world, port)
    await reader.opened()
    await new Promise((resolve) => setTimeout(resolve, 3 * limits.stall))
    await write(world, 1, 'short')
    await reader.has(1)
  })

  it('is nothing but its head where only that is asked', async () => {
    const { world, host, port } = await serve()
    const { credential } = world.call({ operation: '' }, 'internal')
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/events/stream`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${credential.kind === 'key' ? credential.key : ''}` },
    })
    assert.deepEqual([answer.status, answer.headers.get('content-type'), await answer.text()], [200, 'text/event-stream', ''])
    await until(() => host.figures().inFlight === 0)
  })

  it('gives back what it holds when the client goes away', async () => {
    const { world, host, port } = await serve()
    const reader = new Reader(world, port)
    await reader.opened()
    assert.equal(host.figures().inFlight, 1)
    reader.socket.destroy()
    await until(() => host.figures().inFlight === 0)
  })

  it('ends in its own words when the server stops, and nothing is cut', async () => {
    const { world, host, port } = await serve()
    const reader = new Reader(world, port)
    await reader.opened()
    world.kernel.stopping()
    assert.equal(await host.close(60_000), 0)
    await reader.ended
    assert.match(reader.text, /event: end\ndata: \{"type":"urn:busbar:problem:unavailable"/)
    // The last chunk: the answer is whole.
    assert.match(reader.text, /0\r\n\r\n$/)
  })

  it('does not make an app wait that is stopped', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'busbar-stream-'))
    closing.push(async () => rm(folder, { recursive: true, force: true }))
    const app = defineApp({ contract, store: sqlite({ path: './data' }), protocols: [events()], listen: { port: 0 }, operations: { port: 0 }, grace: '1h' })
    const running = await startApp(app, { file: join(folder, 'busbar.config.ts'), log: new KeptLog(), announce: () => {} })
    closing.push(async () => running.stop())
    const answer = await fetch(`${running.publicUrl}/api/v1/events/stream`, { headers: { authorization: `Bearer ${running.firstKey ?? ''}` } })
    assert.equal(await running.stop(), 0)
    assert.match(await answer.text(), /event: end\n/)
  })
})
