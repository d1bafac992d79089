import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NetError } from '../../../src/kernel/ports/net.ts'
import type { Dispatcher } from '../../../src/protocols/webhooks/dispatcher.ts'
import { OutcomeUnknown, StoreUnavailable, type ChangeSet, type CommitResult, type StoreDescriptor } from '../../../src/kernel/ports/store.ts'
import { postgres } from '../../../src/stores/postgres/index.ts'
import { withDatabase } from '../../postgres.ts'
import { seededRandom } from '../../../conformance/ports.ts'
import { World, type Got, type Reaction } from './world.ts'

/** More of them: BUSBAR_SEEDS=100. A seed that failed: BUSBAR_SEED=17. */
const SEEDS =
  process.env['BUSBAR_SEED'] === undefined
    ? Array.from({ length: Number(process.env['BUSBAR_SEEDS'] ?? 3) }, (_, i) => i + 1)
    : [Number(process.env['BUSBAR_SEED'])]
const STEPS = Number(process.env['BUSBAR_STEPS'] ?? 250)
/** The store is another one, the sending the same. */
const STEPS_ON_POSTGRES = Math.min(STEPS, 120)
const KEYS = ['a', 'b', 'c', 'd']

type Mood = 'well' | 'flaky' | 'down' | 'hanging' | 'busy'

/** Looks at each request as it comes, and knows what each target has taken. */
class Checker {
  readonly taken = new Map<string, Set<string>>()
  readonly emitted: { readonly key: string; readonly n: number }[] = []
  readonly idOf = new Map<number, string>()
  readonly onTheWay = new Map<string, Got[]>()
  readonly given = new Map<string, Set<string>>()
  readonly violations: string[] = []
  requests = 0
  twice = 0

  came(endpoint: string, ordered: boolean, parallelism: number, got: Got): void {
    this.requests++
    const id = this.idOf.get(got.n)
    if (id === undefined) this.idOf.set(got.n, got.id)
    else assert.equal(got.id, id, `event ${got.n} came under another id`)
    const taken = this.taken.get(endpoint) ?? new Set()
    this.taken.set(endpoint, taken)
    if (taken.has(got.id)) this.twice++
    const onTheWay = this.onTheWay.get(endpoint) ?? []
    this.onTheWay.set(endpoint, onTheWay)
    assert.ok(onTheWay.length < parallelism, `${onTheWay.length + 1} requests at once to an endpoint that takes ${parallelism}`)
    if (ordered) {
      assert.ok(!onTheWay.some((other) => other.key === got.key), `two of key ${got.key} on their way at once`)
      for (const earlier of this.emitted) {
        if (earlier.key !== got.key || earlier.n >= got.n) continue
        const earlierId = this.idOf.get(earlier.n)
        const over = earlierId !== undefined && (taken.has(earlierId) || this.given.get(endpoint)?.has(earlierId) === true)
        assert.ok(over, `event ${got.n} of key ${got.key} came before ${earlier.n} was taken`)
      }
    }
    onTheWay.push(got)
  }
  left(endpoint: string, got: Got): void {
    const onTheWay = this.onTheWay.get(endpoint)
    onTheWay?.splice(onTheWay.indexOf(got), 1)
  }
}

async function simulate(seed: number, processes: number, on?: StoreDescriptor): Promise<Checker> {
  await using world = await World.open(on)
  const steps = on ? STEPS_ON_POSTGRES : STEPS
  const random = seededRandom(seed * 7919)
  const dice = (sides: number): number => {
    const [a = 0, b = 0] = random.bytes(2)
    return (a * 256 + b) % sides
  }
  const checker = new Checker()
  const endpoints: { readonly id: string; readonly ordered: boolean; readonly parallelism: number; mood: Mood; paused: boolean }[] = []
  for (let i = 0; i < 3; i++) {
    const ordered = dice(3) > 0
    const parallelism = 1 + dice(6)
    const id = await world.endpoint({
      ordering: ordered ? 'key' : 'none',
      parallelism,
      disableAfterSeconds: null,
      schedule: [0, 5, 60, 300, 3600, 7200, 7200, 7200, 7200, 7200, 7200, 7200],
      ...(dice(3) === 0 && { rate: 20 }),
    })
    endpoints.push({ id, ordered, parallelism, mood: 'well', paused: false })
  }
  const byUrl = new Map(endpoints.map((endpoint) => [`https://target.example/${endpoint.id}`, endpoint]))
  const react = (mood: Mood): Reaction => {
    switch (mood) {
      case 'well':
        return dice(30) === 0 ? 503 : 200
      case 'flaky':
        return [200, 200, 500, 301, new NetError('broken', 'reset'), 'hang' as const, 415][dice(7)] ?? 200
      case 'down':
        return dice(2) === 0 ? 500 : new NetError('refused', 'no connection')
      case 'hanging':
        return 'hang'
      case 'busy':
        return { status: 429, headers: dice(2) === 0 ? { 'retry-after': String(dice(100)) } : {} }
    }
  }
  world.net.react = async (got) => {
    const endpoint = byUrl.get(got.url)
    assert.ok(endpoint)
    try {
      checker.came(endpoint.id, endpoint.ordered, endpoint.parallelism, got)
    } catch (error) {
      // Thrown here it would be a failure of the target like any other.
      checker.violations.push(String(error))
    }
    // Some answers take a while.
    const slow = dice(4) === 0 ? dice(3000) : 0
    const reaction = react(endpoint.mood)
    if (reaction === 200) checker.taken.get(endpoint.id)?.add(got.id)
    if (slow > 0 && reaction !== 'hang') await new Promise<void>((resolve) => void world.clock.after(slow, resolve))
    return reaction
  }
  const request = world.net.request.bind(world.net)
  world.net.request = async (asked) => {
    const before = world.net.got.length
    const answer = request(asked)
    const got = world.net.got[before]
    try {
      return await answer
    } finally {
      const endpoint = byUrl.get(asked.url)
      if (endpoint && got) checker.left(endpoint.id, got)
    }
  }
  // The store fails now and then, and cannot always say whether it wrote.
  let failing = true
  const failure = async (changes: ChangeSet): Promise<CommitResult> => {
    const how = failing ? dice(100) : 100
    if (how < 3) throw new StoreUnavailable('away')
    if (how < 5) throw new OutcomeUnknown('lost before')
    const result = await world.store.commit(changes)
    if (how < 8) throw new OutcomeUnknown('lost behind')
    return result
  }
  const store = new Proxy(world.store, {
    get(target, name) {
      const value: unknown = name === 'commit' ? failure : Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const running: Dispatcher[] = []
  const start = async (): Promise<void> => void running.push(await world.dispatcher({ alone: processes === 1, store }))
  for (let i = 0; i < processes; i++) await start()

  for (let step = 0; step < steps; step++) {
    const what = dice(100)
    const endpoint = endpoints[dice(endpoints.length)]
    assert.ok(endpoint)
    if (what < 50) {
      const keys = Array.from({ length: 1 + dice(8) }, () => KEYS[dice(KEYS.length)] ?? 'a')
      const last = await world.emit(...keys)
      for (const [i, key] of keys.entries()) checker.emitted.push({ key, n: last - keys.length + 1 + i })
      await world.settle(1)
    } else if (what < 82) await world.pass([50, 500, 5_000, 20_000, 120_000][dice(5)] ?? 50)
    else if (what < 92) endpoint.mood = (['well', 'well', 'flaky', 'down', 'hanging', 'busy'] as const)[dice(6)] ?? 'well'
    else if (what < 95) {
      await world.change(endpoint.id, { state: endpoint.paused ? 'active' : 'paused' }, endpoint.paused ? 'resumed' : 'paused')
      endpoint.paused = !endpoint.paused
    } else if (what < 98) {
      // Killed: nothing is written any more.
      running.splice(dice(running.length), 1)[0]?.drop()
      await start()
    } else {
      const [one] = running.splice(dice(running.length), 1)
      let stopped = false
      void one?.stop(10_000).then(() => (stopped = true))
      for (let i = 0; i < 30 && !stopped; i++) await world.pass(1_000)
      // A slow disk is no reason to say that it did not.
      for (let i = 0; i < 500 && !stopped; i++) await world.settle()
      assert.ok(stopped, 'it did not stop within its grace')
      await start()
    }
  }
  assert.deepEqual(checker.violations, [])
  failing = false
  for (const endpoint of endpoints) {
    endpoint.mood = 'well'
    if (endpoint.paused) await world.change(endpoint.id, { state: 'active' }, 'resumed')
  }
  const missing = async (): Promise<string | undefined> => {
    for (const { id } of endpoints) {
      const rows = await world.rows(id)
      const given = new Set(rows.filter((row) => row.state === 'exhausted').map((row) => row.event))
      checker.given.set(id, given)
      for (const { n } of checker.emitted) {
        const event = checker.idOf.get(n)
        if (event === undefined || !(checker.taken.get(id)?.has(event) === true || given.has(event))) return `event ${n} never came to ${id}`
      }
      const waiting = rows.find((row) => row.state === 'waiting')
      if (waiting) return `${waiting.id} still waits until ${waiting.nextAttemptAt}`
    }
    return undefined
  }
  // A leap of time is a pause of the process to its hold on endpoints: a few beats bring it back.
  for (let i = 0; i < 200 && (await missing()) !== undefined; i++) {
    world.clock.advance(i < 20 ? 60_000 : 1_800_000)
    await world.pass(20_000, 2_500)
  }
  assert.equal(await missing(), undefined)
  // A kill now, and nothing comes twice: everything is written down.
  await world.pass(120_000, 2_500)
  const before = world.net.got.length
  for (const one of running.splice(0)) one.drop()
  await start()
  await world.pass(120_000, 2_500)
  assert.equal(world.net.got.length, before, 'what was done was done again')
  for (const { id } of endpoints) {
    const attempts = await world.attempts(id)
    const logged = new Set(attempts.filter(({ outcome }) => outcome === 'delivered').map(({ event }) => event))
    const rows = new Map((await world.rows(id)).map((row) => [row.event, row]))
    for (const event of checker.taken.get(id) ?? []) assert.ok(logged.has(event) || rows.get(event)?.state === 'exhausted', `no attempt of ${event} is logged`)
  }
  assert.deepEqual(checker.violations, [])
  const defects = world.log.entries.filter((entry) => entry.level === 'error')
  assert.deepEqual(defects, [])
  return checker
}

describe('Webhooks under random failures, kills and time', () => {
  for (const seed of SEEDS) {
    for (const processes of [1, 2])
      it(`seed ${seed}, ${processes} ${processes === 1 ? 'process' : 'processes'}: nothing is lost, order holds per key, and what comes twice comes under the same id`, async (context) => {
        const checker = await simulate(seed, processes)
        context.diagnostic(`${checker.emitted.length} events, ${checker.requests} requests, ${checker.twice} of them again`)
        assert.ok(checker.requests > checker.emitted.length, 'too little happened')
      })
  }
  it('and on PostgreSQL, two processes', async (context) => {
    await using database = await withDatabase()
    const checker = await simulate(SEEDS[0] ?? 1, 2, postgres({ url: database.url }))
    context.diagnostic(`${checker.emitted.length} events, ${checker.requests} requests, ${checker.twice} of them again`)
    assert.ok(checker.requests > checker.emitted.length, 'too little happened')
  })
})
