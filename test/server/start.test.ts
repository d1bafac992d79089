import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { defineContract, defineOperation, defineResource, t } from '../../src/contract/index.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import type { Store } from '../../src/kernel/ports/store.ts'
import { firstKey } from '../../src/server/first-key.ts'
import { seedStore } from '../../src/server/seed.ts'
import { defineApp, implement, rest, sqlite, startApp, type App, type AppOptions, type StartOptions } from '../../src/server/index.ts'

const Material = defineResource('Material', { key: { id: t.string() }, fields: { name: t.string() }, standard: ['get', 'list', 'create', 'update'] })
const contract = defineContract('bench', { version: 'v1', members: [Material] })
const folder = mkdtempSync(join(tmpdir(), 'busbar-start-'))
after(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
const app = (options: Partial<AppOptions> = {}): App =>
  defineApp({ contract, store: sqlite({ path: `./data-${count++}` }), protocols: [rest()], listen: { port: 0 }, operations: { port: 0 }, ...options })
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const start = async (of: App, options: StartOptions = {}) => {
  let said = ''
  const running = await startApp(of, { file: join(folder, 'busbar.config.ts'), log: silent, announce: (text) => (said += text), ...options })
  return { running, said }
}
const bearer = (key: string | undefined): { authorization: string } => ({ authorization: `Bearer ${key ?? ''}` })

describe('the first start', () => {
  it('makes an administrator key, prints it once with where everything is, and the key works', async () => {
    const one = app()
    const first = await start(one)
    await using running = first.running
    assert.match(running.firstKey ?? '', /^bb_live_/)
    assert.equal(first.said.split(running.firstKey ?? '').length, 2)
    assert.ok(first.said.includes(`${running.publicUrl}/api/v1`))
    assert.ok(first.said.includes(join(folder, 'data-0')))
    const made = await fetch(`${running.publicUrl}/api/v1/materials`, {
      method: 'POST',
      headers: { ...bearer(running.firstKey), 'content-type': 'application/json' },
      body: '{"id":"M-1","name":"Bolt"}',
    })
    assert.equal(made.status, 201)
    const consumers = await running.inject({ url: '/admin/v1/consumers', headers: bearer(running.firstKey) })
    assert.equal(consumers.status, 200)
    assert.match(consumers.body, /administrator/)
    await running.stop()

    const second = await start(one)
    await using again = second.running
    assert.equal(again.firstKey, undefined)
    assert.doesNotMatch(second.said, /bb_live_/)
    assert.equal((await again.inject({ url: '/api/v1/materials/M-1', headers: bearer(running.firstKey) })).status, 200)
  })

  it('takes a test key in a test environment', async () => {
    const { running } = await start(app({ environment: 'test' }), { listen: false })
    assert.match(running.firstKey ?? '', /^bb_test_/)
    await running.stop()
  })

  it('plays the seed once, and says where it stopped', async () => {
    const seed = [
      { operation: 'Material.create', input: { id: 'M-1', name: 'Bolt' } },
      { operation: 'Material.update', input: { id: 'M-1', name: 'Nut' } },
    ]
    const one = app({ seed })
    const { running, said } = await start(one, { listen: false })
    assert.match(said, /2 calls/)
    const key = running.firstKey
    assert.match((await running.inject({ url: '/api/v1/materials/M-1', headers: bearer(key) })).body, /Nut/)
    await running.stop()
    const again = await start(one, { listen: false })
    assert.match((await again.running.inject({ url: '/api/v1/materials/M-1', headers: bearer(key) })).body, /"revision":2/)
    await again.running.stop()
    await assert.rejects(
      start(app({ seed: [...seed, { operation: 'Material.create', input: { id: 'M-2', nam: 'x' } }] }), { listen: false }),
      /busbar\.config\.ts: seed\[2\] \(Material\.create\).*'invalid'/,
    )
  })

  it('goes on with a seed that was cut off', async () => {
    const one = app({
      seed: [
        { operation: 'Material.create', input: { id: 'M-1', name: 'Bolt' } },
        { operation: 'Material.create', input: { id: 'M-2' } },
      ],
    })
    await assert.rejects(start(one, { listen: false }), /seed\[1\]/)
    const repaired = defineApp({
      ...one.options,
      seed: [
        { operation: 'Material.create', input: { id: 'M-1', name: 'Bolt' } },
        { operation: 'Material.create', input: { id: 'M-2', name: 'Nut' } },
      ],
    })
    const { running } = await start(repaired, { listen: false })
    assert.equal((await running.inject({ url: '/api/v1/materials/M-2', headers: bearer(running.firstKey) })).status, 200)
    await running.stop()
  })
})

describe('a start that cannot succeed', () => {
  it('stops at an error of the contract, before the store is touched', async () => {
    const wrong = defineContract('bench', { version: 'v1', members: [defineResource('A', { key: { id: t.string() }, fields: { b: t.ref('Nowhere') } })] })
    await assert.rejects(start(app({ contract: wrong })), { name: 'CheckFailed', message: /Nowhere/ })
  })

  it('names the port and the option when the port is taken, and leaves nothing open', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const one = app({ listen: { port } })
    await assert.rejects(start(one), { name: 'ListenFailed', message: new RegExp(`Port ${port} .* listen\\.port`) })
    await new Promise((resolve) => taken.close(resolve))
    const { running } = await start(one)
    await running.stop()
  })

  it('says that another process holds the data folder', async () => {
    const one = app()
    const { running } = await start(one, { listen: false })
    await assert.rejects(start(one, { listen: false }), { name: 'StoreRefused' })
    await running.stop()
  })
})

describe('operations', () => {
  it('are on a listener of their own', async () => {
    const { running } = await start(app())
    await using _ = running
    const base = `http://127.0.0.1:${running.operationsAddress?.port}`
    assert.deepEqual(await (await fetch(`${base}/health/live`)).json(), { status: 'up' })
    assert.deepEqual(await (await fetch(`${base}/health/ready`)).json(), { status: 'up', checks: { store: 'up', process: 'up' } })
    assert.equal((await running.inject({ url: '/metrics' })).status, 404)
    await running.inject({ url: '/api/v1/materials', headers: bearer(running.firstKey) })
    const text = await (await fetch(`${base}/metrics`)).text()
    assert.match(text, /busbar_calls_total\{protocol="rest",operation="Material.list",outcome="ok"\} 1\n/)
    assert.match(text, /busbar_call_duration_seconds_bucket\{protocol="rest",operation="Material.list",le="\+Inf"\} 1\n/)
    assert.match(text, /busbar_http_answers_total\{status="404"\} 1\n/)
    assert.match(text, /busbar_event_loop_delay_seconds\{quantile="0.99"\} /)
  })
})

describe('a port that is taken', () => {
  for (const [option, flag] of [
    ['listen', '--port'],
    ['operations', '--operations-port'],
  ] as const) {
    it(`of ${option} is named, with the option that changes it`, async () => {
      const other = createServer()
      await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve))
      const { port } = other.address() as AddressInfo
      try {
        await assert.rejects(start(app({ [option]: { port } })), {
          name: 'ListenFailed',
          message: `Port ${port} of 127.0.0.1 is in use by another program. Stop it, or set ${option}.port to another one (busbar start ${flag}).`,
        })
      } finally {
        other.close()
      }
    })
  }
})

it('while it stops, it is not ready, so that a load balancer sends the calls elsewhere', async () => {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
  const { promise: leave, resolve: go } = Promise.withResolvers<void>()
  const Wait = defineOperation('Wait', { reads: true })
  const waiting = defineContract('bench', { version: 'v1', members: [Wait] })
  const { running } = await start(
    app({
      contract: waiting,
      bindings: [
        implement(Wait, async () => {
          enter()
          await leave
        }),
      ],
    }),
  )
  const answer = fetch(`${running.publicUrl}/api/v1/wait`, {
    method: 'POST',
    headers: { ...bearer(running.firstKey), 'content-type': 'application/json' },
    body: '{}',
  })
  await entered
  const stopped = running.stop()
  const ready = await running.injectOperations({ url: '/health/ready' })
  assert.equal(ready.status, 503)
  assert.match(ready.body, /"process":"stopping"/)
  go()
  assert.ok((await answer).ok)
  assert.equal(await stopped, 0)
})

describe('what is made once', () => {
  const done = { ok: true, kind: 'output', body: '{"id":"x","key":"bb_live_x"}' } as const
  const refused = (code: string) => ({ ok: false, problem: { code, title: 'no' } }) as const

  it('consumer and first key are one commit, so that a kill leaves both or none', async () => {
    const atomic: boolean[] = []
    const kernel = {
      handle: async () => ({ ok: true, kind: 'page', body: '[]' }),
      batch: async (_: unknown, how: { atomic: boolean }) => {
        atomic.push(how.atomic)
        return [done, done]
      },
    }
    assert.equal(await firstKey(kernel as unknown as Kernel), 'bb_live_x')
    assert.deepEqual(atomic, [true])
  })
  it('a process that comes second makes no key and goes on', async () => {
    const kernel = { handle: async () => ({ ok: true, kind: 'page', body: '[]' }), batch: async () => [refused('already-exists'), refused('batch-failed')] }
    assert.equal(await firstKey(kernel as unknown as Kernel), undefined)
  })
  it('a seed that was cut off takes what is there as its own, a new one does not', async () => {
    const config = { seed: [{ operation: 'Material.create', input: { id: 'M-1' } }], contract: contract.data, file: 'busbar.config.ts' }
    const kernel = { handle: async () => refused('already-exists') } as unknown as Kernel
    const facts = new Map<string, string>()
    const store = {
      fact: async (name: string) => facts.get(name),
      setFact: async (name: string, value: string) => {
        facts.set(name, value)
        return true
      },
    } as unknown as Store
    await assert.rejects(seedStore({ config, kernel, store }), /already-exists/)
    assert.equal(facts.get('seed'), 'running')
    assert.equal(await seedStore({ config, kernel, store }), 1)
    assert.equal(facts.get('seed'), 'done')
  })
})
