import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { KeptLog, ManualClock, seededRandom } from '../../conformance/ports.ts'
import { defineContract, defineOperation, defineResource, t } from '../../src/contract/index.ts'
import { defineApp, implement, rest, sqlite, startApp, type Running } from '../../src/server/index.ts'

const Machine = defineResource('Machine', {
  key: { id: t.string({ maxLength: 40 }) },
  fields: { name: t.string(), state: t.state('Stopped', 'Running') },
  standard: ['get', 'list', 'create', 'update'],
  lists: [{ equal: ['state'], sort: 'name' }],
  commands: { start: { from: ['Stopped'], to: 'Running' } },
})
const Sheet = defineResource('Sheet', {
  key: { id: t.string({ maxLength: 40 }) },
  fields: { text: t.string({ maxLength: 60_000 }) },
  standard: ['list', 'create'],
})
const Wait = defineOperation('Wait', { reads: true })
const contract = defineContract('works', { version: 'v1', members: [Machine, Sheet, Wait] })

/** Together more than the buffers of a connection hold. */
const SHEETS = 250
const PAGE = 'x'.repeat(60_000)

/** A server on sockets with a clock that stands still, and a consumer of each plan. */
interface Works extends AsyncDisposable {
  readonly running: Running
  /** Calls of `Wait` that are in its code. */
  readonly waiting: { count: number; readonly reached: (count: number) => Promise<void>; readonly open: () => void }
  keyOf(plan: 'none' | 'slow' | 'narrow'): string
  /** Of the API, without an answer yet. */
  inFlight(): Promise<number>
  fetch(key: string, path: string, sent?: { readonly method?: string; readonly body?: unknown }): Promise<Response>
}

async function works(): Promise<Works> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-neighbors-'))
  const door = Promise.withResolvers<void>()
  const arrivals: { readonly count: number; readonly arrived: () => void }[] = []
  const waiting = {
    count: 0,
    open: () => door.resolve(),
    reached: (count: number) => new Promise<void>((arrived) => void (waiting.count >= count ? arrived() : arrivals.push({ count, arrived }))),
  }
  const running = await startApp(
    defineApp({
      contract,
      store: sqlite({ path: './data' }),
      protocols: [rest()],
      bindings: [
        implement(
          Wait,
          async () => {
            waiting.count++
            for (const { count, arrived } of arrivals) if (waiting.count >= count) arrived()
            await door.promise
          },
          { reaches: 'nothing' },
        ),
      ],
      listen: { port: 0 },
      operations: { port: 0 },
    }),
    { file: join(folder, 'busbar.config.ts'), clock: new ManualClock(), random: seededRandom(7), log: new KeptLog(), announce: () => {} },
  )
  const administer = async (operation: string, input: object, key?: string): Promise<string> => {
    const outcome = await running.kernel.handle({
      protocol: 'test',
      contract: 'administration',
      version: 'v1',
      operation,
      ...(key !== undefined && { key }),
      input,
      credential: { kind: 'system', name: 'test' },
      address: '127.0.0.1',
      requestId: 'r',
    })
    assert.ok(outcome.ok, JSON.stringify(outcome))
    return outcome.body
  }
  const keys = new Map<string, string>()
  for (const [plan, limits] of Object.entries({ none: undefined, slow: { rate: 1, burst: 5 }, narrow: { concurrency: 3 } })) {
    if (limits) await administer('Plan.create', { id: plan, ...limits })
    await administer('Consumer.create', { id: `of-${plan}`, audience: 'internal', scopes: ['*'], ...(limits && { plan }) })
    keys.set(plan, (JSON.parse(await administer('Consumer.issueKey', {}, `of-${plan}`)) as { key: string }).key)
  }
  return {
    running,
    waiting,
    keyOf: (plan) => keys.get(plan) ?? '',
    async inFlight() {
      const { body } = await running.injectOperations({ url: '/metrics' })
      return Number(/^busbar_http_in_flight (\d+)$/m.exec(body)?.[1])
    },
    fetch: (key, path, { method = 'GET', body } = {}) =>
      fetch(`${running.publicUrl}/api/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    async [Symbol.asyncDispose]() {
      waiting.open()
      await running.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** What a caller does that keeps to the rules, and all that it gets. */
async function honest(at: Works): Promise<readonly (readonly unknown[])[]> {
  const key = at.keyOf('none')
  const get = async (path: string, sent?: Parameters<Works['fetch']>[2]): Promise<readonly unknown[]> => {
    const answer = await at.fetch(key, path, sent)
    return [answer.status, answer.headers.get('etag'), answer.headers.get('ratelimit'), await answer.text()]
  }
  const ids = Array.from({ length: 50 }, (_, i) => `m-${String(i).padStart(2, '0')}`)
  const all = (of: (id: string) => Promise<readonly unknown[]>): Promise<readonly (readonly unknown[])[]> => Promise.all(ids.map(of))
  return [
    ...(await all((id) => get('machines', { method: 'POST', body: { id, name: `Press ${id}` } }))),
    ...(await all((id) => get(`machines/${id}`))),
    ...(await all((id) => get(`machines/${id}/start`, { method: 'POST', body: {} }))),
    await get('machines?state=Running&sort=name&limit=100'),
  ]
}

/** A caller that does not; `end` finishes what it began, and looks at what came of it. */
type Neighbor = (at: Works) => Promise<{ readonly stillThere: () => Promise<void>; readonly end: () => Promise<void> }>

async function dial({ running }: Works, text: string): Promise<Socket> {
  const socket = connect(running.address?.port ?? 0, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(text)
  return socket
}
const head = (at: Works, method: string, path: string, more: string): string =>
  `${method} /api/v1/${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${at.keyOf('none')}\r\n${more}\r\n`
/** All that comes until the server closes. */
async function readAll(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('latin1').on('data', (piece: string) => (text += piece))
  socket.resume()
  await once(socket, 'close')
  return text
}
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => void setImmediate(resolve))
}

const neighbors: { readonly [what: string]: Neighbor } = {
  async 'is far over its rate'(at) {
    const calls = Array.from({ length: 300 }, () => at.fetch(at.keyOf('slow'), 'machines/none'))
    return {
      stillThere: () => Promise.resolve(),
      async end() {
        const statuses = (await Promise.all(calls)).map(({ status }) => status)
        assert.deepEqual(
          [404, 429].map((status) => statuses.filter((each) => each === status).length),
          [5, 295],
        )
      },
    }
  },

  async 'has all its calls running, and makes more'(at) {
    const calls = Array.from({ length: 40 }, () => at.fetch(at.keyOf('narrow'), 'wait', { method: 'POST', body: {} }).then(({ status }) => status))
    await at.waiting.reached(3)
    return {
      async stillThere() {
        assert.equal(at.waiting.count, 3)
      },
      async end() {
        at.waiting.open()
        const statuses = await Promise.all(calls)
        assert.deepEqual(
          [204, 429].map((status) => statuses.filter((each) => each === status).length),
          [3, 37],
        )
      },
    }
  },

  async 'guesses keys from another address'(at) {
    const guess = (i: number) =>
      at.running.inject({ url: '/api/v1/machines', headers: { authorization: `Bearer bb_live_guess${i}` }, remoteAddress: '10.9.9.9' })
    const calls = Array.from({ length: 300 }, (_, i) => guess(i))
    return {
      stillThere: () => Promise.resolve(),
      async end() {
        const statuses = (await Promise.all(calls)).map(({ status }) => status)
        assert.deepEqual(
          [401, 429].map((status) => statuses.filter((each) => each === status).length),
          [20, 280],
        )
      },
    }
  },

  async 'asks for long answers and reads none of them'(at) {
    for (let i = 0; i < SHEETS; i++)
      assert.equal((await at.fetch(at.keyOf('none'), 'sheets', { method: 'POST', body: { id: `s-${i}`, text: PAGE } })).status, 201)
    const sockets = await Promise.all(
      Array.from({ length: 10 }, () => dial(at, head(at, 'GET', 'sheets', 'accept: application/x-ndjson\r\nconnection: close\r\n'))),
    )
    for (const socket of sockets) socket.pause()
    await until(async () => (await at.inFlight()) === 10)
    return {
      async stillThere() {
        assert.equal(await at.inFlight(), 10)
      },
      async end() {
        for (const text of await Promise.all(sockets.map(readAll))) assert.equal(text.split('"text":"').length - 1, SHEETS)
      },
    }
  },

  async 'sends half a body and waits'(at) {
    const bodyOf = (i: number): string => JSON.stringify({ id: `s-${i}`, text: 'half' })
    const sockets = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        dial(
          at,
          head(at, 'POST', 'sheets', `content-type: application/json\r\ncontent-length: ${bodyOf(i).length}\r\nconnection: close\r\n`) + bodyOf(i).slice(0, 9),
        ),
      ),
    )
    await until(async () => (await at.inFlight()) === 60)
    return {
      async stillThere() {
        assert.equal(await at.inFlight(), 60)
      },
      async end() {
        for (const [i, socket] of sockets.entries()) socket.write(bodyOf(i).slice(9))
        for (const text of await Promise.all(sockets.map(readAll))) assert.match(text, /^HTTP\/1\.1 201 /)
      },
    }
  },
}

let alone: ReturnType<typeof honest> | undefined
async function byItself(): ReturnType<typeof honest> {
  await using at = await works()
  return await honest(at)
}

describe('Beside a client that', () => {
  for (const [what, neighbor] of Object.entries(neighbors))
    it(`${what}, the others get what they get without it`, { timeout: 60_000 }, async () => {
      const expected = await (alone ??= byItself())
      assert.equal(expected.length, 151)
      assert.deepEqual(new Set(expected.map(([status]) => status)), new Set([200, 201]))
      await using at = await works()
      const { stillThere, end } = await neighbor(at)
      await stillThere()
      assert.deepEqual(await honest(at), expected)
      await stillThere()
      await end()
    })
})
