import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, it } from 'node:test'
import { ManualClock } from '../../../conformance/ports.ts'
import type { NetGuard } from '../../../src/kernel/ports/net.ts'
import { answer, failed, get, LOCAL, makeWay, receive } from './way.ts'

describe('a connection', () => {
  it('is kept: many requests, one connection, one look-up', async () => {
    await using receiver = await receive(answer('ok'))
    await using way = makeWay()
    way.names.set('erp.example', ['127.0.0.1'])
    for (let nth = 0; nth < 20; nth++) await way.net.request(get(`http://erp.example:${receiver.port}/${nth}`))
    assert.equal(receiver.connections, 1)
    assert.deepEqual(way.asked, ['erp.example'])
    assert.deepEqual(way.net.figures(), { pools: 1, connections: 1, inFlight: 0, waiting: 0 })
  })

  it('is not reused once the rules do not allow its address any more', async () => {
    await using receiver = await receive(answer('ok'))
    await using way = makeWay()
    const url = `http://127.0.0.1:${receiver.port}/`
    await way.net.request(get(url))
    await failed(way.net.request(get(url, { guard: { ...LOCAL, allow: [] } })), 'blocked')
    await failed(way.net.request(get(url, { guard: { ...LOCAL, plain: false } })), 'blocked')
    await failed(way.net.request(get(url, { guard: { ...LOCAL, ports: ['443'] } })), 'blocked')
    assert.equal(receiver.connections, 1)
  })

  it('is shared by guards of the same content, and by no others', async () => {
    await using receiver = await receive(answer('ok'))
    await using way = makeWay()
    const url = `http://127.0.0.1:${receiver.port}/`
    const guards: readonly (readonly [guard: NetGuard, connections: number])[] = [
      [LOCAL, 1],
      [{ ...LOCAL }, 1],
      [{ plain: true, allow: [...LOCAL.allow] }, 1],
      [{ ...LOCAL, allow: ['127.0.0.1'] }, 2],
      [{ ...LOCAL, ports: ['1024-65535'] }, 3],
      [LOCAL, 3],
    ]
    for (const [guard, connections] of guards) {
      await way.net.request(get(url, { guard }))
      assert.equal(receiver.connections, connections)
    }
    assert.equal(way.net.figures().pools, 3)
  })

  it('is not kept where the target closes it', async () => {
    await using receiver = await receive((socket) => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok'))
    await using way = makeWay()
    for (let nth = 0; nth < 3; nth++) assert.equal((await way.net.request(get(`http://127.0.0.1:${receiver.port}/`))).status, 200)
    assert.equal(receiver.connections, 3)
  })

  it('is dialed anew after five minutes, so that a name that moved is found', async () => {
    await using receiver = await receive(answer('ok'))
    await using way = makeWay()
    way.names.set('erp.example', ['127.0.0.1'])
    const request = get(`http://erp.example:${receiver.port}/`)
    for (let nth = 0; nth < 10; nth++) {
      await way.net.request(request)
      way.names.set('erp.example', ['10.0.0.1'])
      way.clock.advance(30_000)
    }
    assert.equal(receiver.connections, 1)
    await failed(way.net.request(request), 'blocked')
  })
})

describe('many requests at once', () => {
  it('use as many connections as may be, and wait for one beyond it', async () => {
    const held: (() => void)[] = []
    await using receiver = await receive((socket) => void held.push(() => answer('ok')(socket)))
    await using way = makeWay({ connections: 3 })
    const requests = Array.from({ length: 10 }, (_, nth) => way.net.request(get(`http://127.0.0.1:${receiver.port}/${nth}`)))
    await until(() => held.length === 3)
    assert.deepEqual(way.net.figures(), { pools: 1, connections: 3, inFlight: 3, waiting: 7 })
    for (let nth = 0; nth < 10; nth++) {
      await until(() => held.length > 0)
      held.shift()?.()
    }
    await Promise.all(requests)
    assert.equal(receiver.connections, 3)
    assert.deepEqual(way.net.figures(), { pools: 1, connections: 3, inFlight: 0, waiting: 0 })
  })

  it('that wait have no more time than others, and can be given up', async () => {
    await using receiver = await receive(() => {})
    await using way = makeWay({ connections: 1 })
    const url = `http://127.0.0.1:${receiver.port}/`
    const first = failed(way.net.request(get(url, { timeout: 20_000 })), 'timeout', /did not answer/)
    const second = failed(way.net.request(get(url)), 'timeout', /Within 15000 ms no connection to the target became free/)
    const controller = new AbortController()
    const third = failed(way.net.request(get(url, { signal: controller.signal })), 'aborted')
    controller.abort()
    await third
    assert.equal(way.net.figures().waiting, 1)
    await receiver.heard('\r\n\r\n')
    way.clock.advance(15_000)
    await second
    way.clock.advance(5_000)
    await first
    assert.deepEqual(way.net.figures(), { pools: 1, connections: 0, inFlight: 0, waiting: 0 })
  })

  it('go on where one before them failed', async () => {
    await using receiver = await receive((socket, _request, nth) => {
      if (nth % 2 === 0) socket.resetAndDestroy()
      else answer('ok')(socket)
    })
    await using way = makeWay({ connections: 2 })
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => way.net.request(get(`http://127.0.0.1:${receiver.port}/`))))
    assert.ok(answers.some(({ status }) => status === 'fulfilled'))
    assert.deepEqual([way.net.figures().inFlight, way.net.figures().waiting], [0, 0])
  })

  it('to a slow target take nothing from those to another', async () => {
    await using slow = await receive(() => {})
    await using quick = await receive(answer('ok'))
    await using way = makeWay({ connections: 5 })
    const waiting = Array.from({ length: 50 }, () => failed(way.net.request(get(`http://127.0.0.1:${slow.port}/`)), 'timeout'))
    await way.net.request(get(`http://127.0.0.1:${quick.port}/`))
    way.clock.advance(15_000)
    await Promise.all(waiting)
  })
})

describe('pools', () => {
  it('go when nobody used them for a minute, with their connections', async () => {
    await using receiver = await receive(answer('ok'))
    await using way = makeWay()
    await way.net.request(get(`http://127.0.0.1:${receiver.port}/`))
    way.clock.advance(60_000)
    assert.equal(way.net.figures().pools, 1)
    way.clock.advance(15_000)
    assert.deepEqual(way.net.figures(), { pools: 0, connections: 0, inFlight: 0, waiting: 0 })
    await receiver.left()
    await way.net.request(get(`http://127.0.0.1:${receiver.port}/`))
    assert.deepEqual(way.net.figures(), { pools: 1, connections: 1, inFlight: 0, waiting: 0 })
  })

  it('that are too many make room, the longest unused one first; those in use stay', async () => {
    const held: (() => void)[] = []
    await using receiver = await receive((socket, request) => {
      if (request.includes('/held')) held.push(() => answer('ok')(socket))
      else answer('ok')(socket)
    })
    await using way = makeWay({ pools: 2 })
    const at = (host: string, path = '/'): Promise<unknown> => way.net.request(get(`http://${host}:${receiver.port}${path}`))
    const busy = at('127.0.0.1', '/held')
    await until(() => held.length === 1)
    for (const host of ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.2'])
      await at(host).catch(() => {
        // Where the machine has no such loopback address the pool counts all the same.
      })
    assert.equal(way.net.figures().pools, 2)
    held[0]?.()
    await busy
  })
})

it('a request that was answered leaves no deadline behind', async () => {
  await using receiver = await receive(answer('ok'))
  const clock = new ManualClock()
  let timers = 0
  await using way = makeWay({
    clock: {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      turn: () => clock.turn(),
      after(ms, then) {
        timers++
        const cancel = clock.after(ms, then)
        return () => {
          timers--
          cancel()
        }
      },
    },
  })
  const signal = new AbortController().signal
  for (let nth = 0; nth < 5; nth++) await way.net.request(get(`http://127.0.0.1:${receiver.port}/`, { signal }))
  assert.equal(timers, 1, 'the one that looks for unused pools')
  assert.equal(getEventListeners(signal, 'abort').length, 1)
})

it('what is in flight when the process ends is given up, and nothing is sent afterwards', async () => {
  await using receiver = await receive(() => {})
  const way = makeWay({ connections: 1 })
  const url = `http://127.0.0.1:${receiver.port}/`
  const requests = [1, 2, 3].map(() => failed(way.net.request(get(url)), 'aborted'))
  await receiver.heard('\r\n\r\n')
  await way[Symbol.asyncDispose]()
  await Promise.all(requests)
  await receiver.left()
  await failed(way.net.request(get(url)), 'aborted')
  assert.deepEqual(way.net.figures(), { pools: 0, connections: 0, inFlight: 0, waiting: 0 })
})

async function until(so: () => boolean): Promise<void> {
  while (!so()) await new Promise((resolve) => setImmediate(resolve))
}
