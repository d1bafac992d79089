import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { KeptLog, ManualClock, seededRandom } from '../../conformance/ports.ts'
import { ADMINISTRATION_PREFIX, administrationBindings, administrationContract, storedDirectory } from '../../src/administration/index.ts'
import { defineContract, defineResource, t } from '../../src/contract/index.ts'
import type { Call } from '../../src/kernel/call.ts'
import { createKernel } from '../../src/kernel/create.ts'
import { makeKey } from '../../src/kernel/credential/key.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { AddressGuard, networkOf } from '../../src/kernel/policies/address.ts'
import { Buckets } from '../../src/kernel/policies/bucket.ts'
import { refuse } from '../../src/kernel/refusal.ts'
import { StoreUnavailable, type Store } from '../../src/kernel/ports/store.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { withDatabase } from '../postgres.ts'
import { auditOf, codeOf, did, eventsOf, floor, Job, onPostgres, onSqlite, refused } from './workshop.ts'
import { implement } from '../../src/kernel/bindings.ts'

interface Site extends AsyncDisposable {
  readonly kernel: Kernel
  readonly store: Store
  readonly clock: ManualClock
  readonly log: KeptLog
  /** Reads of records since the last look. */
  reads(): number
  fail: boolean
  slow: (() => Promise<void>) | undefined
  admin(operation: string, key: string | undefined, input?: unknown, as?: string): ReturnType<Kernel['handle']>
  call(key: string, asked?: Partial<Call>): Call
  with(key: string, asked?: Partial<Call>): ReturnType<Kernel['handle']>
}

/** The kernel with its own administration, as the server puts it together. */
async function site(): Promise<Site> {
  const path = await mkdtemp(join(tmpdir(), 'busbar-access-'))
  const [clock, random, log] = [new ManualClock(), seededRandom(5), new KeptLog()]
  const inner = sqlite({ path }).open({ clock, random, log })
  let reads = 0
  const state = { fail: false, slow: undefined as (() => Promise<void>) | undefined }
  const store = new Proxy(inner, {
    get(target, name) {
      if (name === 'get')
        return (table: string, key: string) => {
          reads++
          if (state.fail) return Promise.reject(new StoreUnavailable('down'))
          const found = inner.get(table, key)
          return state.slow ? state.slow().then(() => found) : found
        }
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const kernel = await createKernel({
    contracts: [
      { data: floor.data, prefix: 'r', bindings: [] },
      {
        data: administrationContract.data,
        prefix: ADMINISTRATION_PREFIX,
        bindings: administrationBindings({ clock, random, store: inner, environment: 'live' }),
      },
    ],
    store,
    directory: storedDirectory(store, clock),
    environment: 'live',
    clock,
    random,
    log,
  })
  const call = (of: Partial<Call>): Call => ({
    protocol: 'test',
    contract: 'floor',
    version: 'v1',
    operation: 'Job.list',
    credential: { kind: 'none' },
    address: '10.0.0.1',
    requestId: 'r',
    ...of,
  })
  return {
    kernel,
    store: inner,
    clock,
    log,
    reads() {
      const seen = reads
      reads = 0
      return seen
    },
    get fail() {
      return state.fail
    },
    set fail(to) {
      state.fail = to
    },
    get slow() {
      return state.slow
    },
    set slow(to) {
      state.slow = to
    },
    admin: (operation, key, input, as) =>
      kernel.handle(
        call({
          contract: 'administration',
          operation,
          ...(key !== undefined && { key }),
          ...(input !== undefined && { input }),
          credential: as === undefined ? { kind: 'system', name: 'test' } : { kind: 'key', key: as },
        }),
      ),
    call: (key, asked) => call({ credential: { kind: 'key', key }, ...asked }),
    with: (key, asked) => kernel.handle(call({ credential: { kind: 'key', key }, ...asked })),
    async [Symbol.asyncDispose]() {
      state.fail = false
      await kernel[Symbol.asyncDispose]()
      await rm(path, { recursive: true, force: true })
    },
  }
}

async function issued(
  at: Site,
  consumer: { readonly id: string } & { readonly [field: string]: unknown },
): Promise<{ readonly id: string; readonly key: string }> {
  const made = await at.admin('Consumer.create', undefined, { audience: 'internal', scopes: ['*'], ...consumer })
  assert.equal(codeOf(made), 'ok', JSON.stringify(made))
  return output(await at.admin('Consumer.issueKey', consumer.id, {}))
}
function output<T>(outcome: Awaited<ReturnType<Kernel['handle']>>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
  return JSON.parse(outcome.body) as T
}

describe('A key', () => {
  it('with a wrong checksum, or of the other environment, is refused without a read of the store', async () => {
    await using at = await site()
    const { key } = await issued(at, { id: 'portal' })
    assert.equal(codeOf(await at.with(key)), 'ok')
    at.clock.advance(10_000)
    at.reads()
    for (const wrong of [
      `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`,
      key.replace('bb_live', 'bb_test'),
      makeKey('test', seededRandom(1)).key,
      '',
      'bb_live_',
      'x'.repeat(10_000),
    ]) {
      assert.equal(codeOf(await at.with(wrong)), 'unauthenticated')
      assert.equal(at.reads(), 0)
    }
    assert.equal(codeOf(await at.with(makeKey('live', seededRandom(99)).key)), 'unauthenticated')
    assert.equal(at.reads(), 1)
  })

  it('that is revoked, ended, or of a consumer that is disabled or gone, is refused within a second', async () => {
    await using at = await site()
    const revoked = await issued(at, { id: 'a' })
    const disabled = await issued(at, { id: 'b' })
    const orphan = await issued(at, { id: 'c', plan: 'gold' })
    for (const { key } of [revoked, disabled]) assert.equal(codeOf(await at.with(key)), 'ok')
    assert.equal(codeOf(await at.with(orphan.key)), 'unauthenticated', 'a plan that is not there is not unlimited')
    await at.admin('Key.revoke', revoked.id)
    await at.admin('Consumer.update', 'b', { disabled: true })
    await at.admin('Plan.create', undefined, { id: 'gold', rate: 5 })
    at.clock.advance(999)
    assert.equal(codeOf(await at.with(revoked.key)), 'unauthenticated')
    assert.equal(codeOf(await at.with(disabled.key)), 'unauthenticated')
    assert.equal(codeOf(await at.with(orphan.key)), 'ok')
  })

  it('is refused within a second also where the store takes its time', async () => {
    await using at = await site()
    const { id, key } = await issued(at, { id: 'a' })
    let release = (): void => {}
    const door = new Promise<void>((resolve) => (release = resolve))
    at.slow = () => door
    const early = at.with(key)
    at.slow = undefined
    at.clock.advance(600)
    await at.admin('Key.revoke', id)
    at.clock.advance(1000)
    assert.equal(codeOf(await at.with(key)), 'unauthenticated', 'it does not join a read from before')
    release()
    await early
    assert.equal(codeOf(await at.with(key)), 'unauthenticated', 'nor is what that read found taken for new')
  })

  it('that cannot be checked is refused; one that was checked less than a second ago is used', async () => {
    await using at = await site()
    const { key } = await issued(at, { id: 'a' })
    assert.equal(codeOf(await at.with(key)), 'ok')
    at.fail = true
    assert.equal(codeOf(await at.with(key, { operation: 'look' })), 'not-implemented')
    at.clock.advance(1001)
    const outcome = await at.with(key, { operation: 'look' })
    assert.deepEqual([codeOf(outcome), outcome.ok ? 0 : outcome.problem.retryAfter], ['unavailable', 1])
    at.fail = false
    assert.equal(codeOf(await at.with(key)), 'ok')
  })

  it('and the one that replaces it are both good until the overlap ends', async () => {
    await using at = await site()
    const old = await issued(at, { id: 'a' })
    const next = output<{ key: string; oldEndsAt: string }>(await at.admin('Key.rotate', old.id, { overlapSeconds: 60 }))
    at.clock.advance(1000)
    const during = await at.with(old.key)
    assert.equal(codeOf(during), 'ok')
    assert.equal(during.notices?.credentialEnds, next.oldEndsAt)
    assert.equal(codeOf(await at.with(next.key)), 'ok')
    at.clock.advance(59_000)
    assert.equal(codeOf(await at.with(old.key)), 'unauthenticated')
    assert.equal(codeOf(await at.with(next.key)), 'ok')
  })

  it('can be issued by who has that scope alone, and not by who only keeps consumers', async () => {
    await using at = await site()
    const keys = await issued(at, { id: 'keys', scopes: ['administration.read', 'administration.keys'] })
    const clerk = await issued(at, { id: 'clerk', scopes: ['administration.read', 'administration.write'] })
    assert.equal(codeOf(await at.admin('Consumer.issueKey', 'clerk', {}, keys.key)), 'ok')
    assert.equal(codeOf(await at.admin('Consumer.issueKey', 'keys', {}, clerk.key)), 'insufficient-scope')
    const digest = 'a'.repeat(64)
    assert.equal(
      codeOf(await at.admin('Key.create', undefined, { id: 'abcdefgh', consumer: 'keys', environment: 'live', digest }, clerk.key)),
      'insufficient-scope',
    )
  })

  it('is nowhere: not its secret, and its digest in no event and no answer of the audit trail', async () => {
    await using at = await site()
    const { id, key } = await issued(at, { id: 'a' })
    const { key: second } = output<{ key: string }>(await at.admin('Key.rotate', id, {}))
    const stored = JSON.parse((await at.store.get('bb_key', id))?.body ?? '{}') as { digest: string }
    assert.match(stored.digest, /^[0-9a-f]{64}$/)
    const trail = await at.admin('readAudit', undefined, {})
    const all = JSON.stringify([await eventsOf(at.store), await auditOf(at.store), trail])
    for (const secret of [key, second, key.slice(17, 49), stored.digest]) assert.equal(all.includes(secret), false)
    for await (const row of at.store.dump()) if (row.row !== 'record') assert.equal(JSON.stringify(row).includes(stored.digest), false, row.row)
  })

  it('of a consumer that calls itself like the process has no more rights than another', async () => {
    await using at = await site()
    const { key } = await issued(at, { id: 'busbar' })
    assert.equal(codeOf(await at.with(key)), 'unauthenticated')
  })

  it('is good from the addresses of its consumer alone, IPv4 inside IPv6 too; a range that is none is refused', async () => {
    await using at = await site()
    const { key } = await issued(at, { id: 'a', addresses: ['10.20.0.0/16', 'fd00::/8'] })
    for (const address of ['10.20.1.2', '::ffff:10.20.1.2', 'fd12::1', 'fd12::1%eth0']) assert.equal(codeOf(await at.with(key, { address })), 'ok', address)
    for (const address of ['10.21.1.2', '::ffff:10.21.1.2', 'fe80::1', '', 'nonsense'])
      assert.equal(codeOf(await at.with(key, { address })), 'address-not-allowed', address)
    for (const range of ['10.0.0.0/33', '999.1.1.1', '10.0.0', 'fd00::/129', 'g::1', '10.0.0.0/', '10.0.0.0/8/8'])
      assert.equal(codeOf(await at.admin('Consumer.update', 'a', { addresses: [range] })), 'invalid', range)
  })
})

describe('Limits', () => {
  const callers = {
    slow: { plan: { id: 'slow', rate: 1, burst: 3 } },
    trickle: { plan: { id: 'trickle', rate: 0.1 } },
    few: { plan: { id: 'few', concurrency: 1 } },
    powerless: { scopes: [], plan: { id: 'p', rate: 1, burst: 3 } },
    daily: { plan: { id: 'daily', day: 40 } },
  } as const

  it('take a token for every answer but 429', async () => {
    await using world = await onSqlite({ contract: floor, callers })
    const answers = ['Job.list', 'Job.nope', 'Job.get']
    for (const as of ['slow', 'powerless']) {
      const codes: string[] = []
      for (const operation of [...answers, 'Job.list', 'Job.list']) codes.push(codeOf(await world.kernel.handle(world.call({ operation, key: 'x' }, as))))
      assert.deepEqual(codes.slice(3), ['rate-limited', 'rate-limited'], as)
      assert.equal(codes.slice(0, 3).includes('rate-limited'), false)
    }
    world.clock.advance(1000)
    assert.equal(codeOf(await world.kernel.handle(world.call({ operation: 'Job.list' }, 'slow'))), 'ok', 'what was refused cost nothing')
    world.clock.advance(1000)
    const identified = await world.kernel.identify(world.call({ operation: '' }, 'slow'))
    assert.equal(identified.ok, true)
    assert.equal((await refused(world, { operation: 'Job.list' }, 'slow')).code, 'rate-limited', 'identify takes one as well')
  })

  it('slower than one a second still let one call through', async () => {
    await using world = await onSqlite({ contract: floor, callers })
    await did(world, { operation: 'Job.list' }, 'trickle')
    const problem = await refused(world, { operation: 'Job.list' }, 'trickle')
    assert.deepEqual([problem.code, problem.retryAfter], ['rate-limited', 10])
    world.clock.advance(10_000)
    await did(world, { operation: 'Job.list' }, 'trickle')
  })

  it('of calls at the same time are given back on every path: success, refusal, defect, a stream that is left', async () => {
    let way = (): Promise<void> => Promise.resolve()
    await using world = await onSqlite({
      contract: floor,
      callers,
      bindings: [implement(Job, { act: async () => (await way(), { said: '' }) }, { reaches: 'nothing' })],
    })
    await world.kernel.batch(
      Array.from({ length: 600 }, (_, i) => world.call({ operation: 'Job.create', input: { id: `j${i}` } }, 'internal')),
      { atomic: true },
    )
    const act = () => world.kernel.handle(world.call({ operation: 'Job.act', key: 'j1' }, 'few'))
    let open = (): void => {}
    way = () => new Promise<void>((resolve) => (open = resolve))
    const running = act()
    await new Promise((resolve) => void setImmediate(resolve))
    assert.equal(codeOf(await act()), 'too-many-concurrent')
    open()
    assert.equal(codeOf(await running), 'ok')
    way = () => Promise.reject(new Error('defect'))
    assert.equal(codeOf(await act()), 'internal')
    for (const operation of ['Job.nope', 'Job.get', 'Job.list'])
      assert.notEqual(codeOf(await world.kernel.handle(world.call({ operation, key: 'none' }, 'few'))), 'too-many-concurrent')
    const stream = await world.kernel.stream(world.call({ operation: 'Job.list' }, 'few'))
    if (!stream.ok) throw new Error(stream.problem.code)
    for await (const _ of stream.records) {
      assert.equal(
        codeOf(await world.kernel.handle(world.call({ operation: 'Job.list' }, 'few'))),
        'too-many-concurrent',
        'a stream that runs is a call that runs',
      )
      break
    }
    const unread = await world.kernel.stream(world.call({ operation: 'Job.list' }, 'few'))
    assert.equal(unread.ok, true)
    assert.equal(codeOf(await world.kernel.handle(world.call({ operation: 'Job.list' }, 'few'))), 'ok')
  })

  it('hold over all processes on one database, and a process that was idle is not punished for what the others did', async () => {
    await using database = await withDatabase()
    const plan = { contract: floor, callers: { ...callers, team: { plan: { id: 'team', rate: 10 } } } }
    await using a = await onPostgres(plan, database.url)
    await using b = await onPostgres(plan, database.url)
    // Each exchange waits for its own round trip.
    const pass = async (ms: number): Promise<void> => {
      for (const world of [a, b]) world.clock.advance(ms)
      for (let i = 0; i < 25; i++) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    const tryOn = async (world: typeof a, as: string): Promise<boolean> =>
      codeOf(await world.kernel.handle(world.call({ operation: 'Job.get', key: 'none' }, as))) === 'not-found'
    let done = 0
    for (let round = 0; round < 12; round++) {
      for (const world of [a, b]) for (let i = 0; i < 3; i++) if (await tryOn(world, 'daily')) done++
      await pass(1000)
    }
    // Beyond it at most what the other one does between two exchanges, of which it may just have missed one.
    assert.ok(done >= 40 && done <= 46, `${done} of a quota of 40`)
    assert.equal(await tryOn(b, 'team'), true)
    await pass(1000)
    for (let second = 0; second < 8; second++) {
      for (let i = 0; i < 10; i++) assert.equal(await tryOn(a, 'team'), true)
      await pass(1000)
    }
    assert.equal(await tryOn(b, 'team'), true)
    await pass(1000)
    assert.equal(await tryOn(b, 'team'), true, 'eighty calls elsewhere, within the rate, are no debt')
  })
})

describe('An address', () => {
  it('that fails to authenticate is refused after twenty times, and pays for nothing else', async () => {
    await using at = await site()
    const { key } = await issued(at, { id: 'a' })
    const wrong = makeKey('live', seededRandom(3)).key
    for (let i = 0; i < 20; i++) assert.equal(codeOf(await at.with(wrong)), 'unauthenticated')
    assert.equal(codeOf(await at.with(wrong)), 'rate-limited')
    assert.equal(codeOf(await at.with(key, { address: '10.0.0.2' })), 'ok')
    at.clock.advance(2000)
    assert.equal(codeOf(await at.with(key)), 'ok')
    await Promise.all(Array.from({ length: 200 }, () => at.with(wrong)))
    at.clock.advance(2000)
    assert.equal(codeOf(await at.with(key)), 'ok', 'calls at the same time owe no more than an empty bucket')
  })

  it('that sends many unknown keys at once reaches the store with no more of them than may fail', async () => {
    await using at = await site()
    const { key } = await issued(at, { id: 'a' })
    const unknown = seededRandom(3)
    at.reads()
    const codes = (await Promise.all(Array.from({ length: 1_000 }, () => at.with(makeKey('live', unknown).key)))).map(codeOf)
    assert.deepEqual(
      ['unauthenticated', 'rate-limited'].map((code) => codes.filter((each) => each === code).length),
      [20, 980],
    )
    assert.equal(at.reads(), 20)
    assert.equal(codeOf((await at.kernel.batch([at.call(makeKey('live', unknown).key)], { atomic: false }))[0]), 'rate-limited')
    assert.equal(at.reads(), 0)
    at.clock.advance(4_000)
    assert.equal(codeOf(await at.with(key)), 'ok', 'two came back')
    at.clock.advance(4_000)
    at.reads()
    const mixed = [key, ...Array.from({ length: 100 }, () => makeKey('live', unknown).key), key]
    const some = (await Promise.all(mixed.map((each) => at.with(each)))).map(codeOf)
    assert.deepEqual([some[0], some.filter((code) => code === 'unauthenticated').length, some.at(-1)], ['ok', 4, 'rate-limited'])
  })

  it('whose callers have valid keys is refused nothing, however many come at once and however slow the store is', async () => {
    await using at = await site()
    const keys: string[] = []
    for (let i = 0; i < 60; i++) keys.push((await issued(at, { id: `c${i}` })).key)
    at.clock.advance(1_000)
    at.slow = () => new Promise((resolve) => void setImmediate(resolve))
    const codes = (await Promise.all(Array.from({ length: 1_200 }, (_, i) => at.with(keys[i % 60] ?? '')))).map(codeOf)
    assert.deepEqual([...new Set(codes)], ['ok'])
  })

  it('of IPv6 is its network', () => {
    assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
    assert.equal(networkOf('2001:db8:1:2::9'), '2001:db8:1:2::/64')
    assert.equal(networkOf('2001:0db8:0001::9%eth0'), '2001:db8:1:0::/64')
    assert.equal(networkOf('::1'), '0:0:0:0::/64')
    assert.equal(networkOf('1:2:3:4:5:6::'), '1:2:3:4::/64')
    assert.equal(networkOf('1::2:3:4:5:6:7'), '1:0:2:3::/64')
    assert.equal(networkOf('64:ff9b::1.2.3.4'), '64:ff9b:0:0::/64')
    assert.equal(networkOf('::ffff:10.1.2.3'), '10.1.2.3')
    assert.equal(networkOf('10.1.2.3'), '10.1.2.3')
    assert.equal(networkOf(''), '')
  })

  it('costs a bounded piece of memory, however many there are', async () => {
    const buckets = new Buckets(100)
    const options = { rate: 1, burst: 5, now: 0 }
    for (let i = 0; i < 10_000; i++) buckets.take(`a${i}`, options).tokens -= 1
    assert.equal(buckets.peek('a1', options), undefined)
    assert.equal(buckets.peek('a9999', options)?.tokens, 4)
    const guard = new AddressGuard(new ManualClock())
    const fail = (address: string) => guard.admit(address, () => Promise.reject(refuse('unauthenticated'))).catch(() => undefined)
    for (let i = 0; i < 120_000; i++) await fail(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
    assert.equal(await guard.admit('10.0.0.1', async () => 'in'), 'in')
  })

  it('without a credential is limited like a consumer, and leaves no counters behind in the store', async () => {
    const Note = defineResource('Note', { key: { id: t.id() }, fields: {}, standard: ['list'], access: { public: { can: ['list'] } } })
    await using world = await onSqlite({ contract: defineContract('open', { version: 'v1', members: [Note] }) })
    for (let i = 0; i < 50; i++) await world.kernel.handle({ ...world.call({ operation: 'Note.list' }, 'anyone'), address: `10.0.0.${i}` })
    world.clock.advance(5000)
    for await (const row of world.store.dump()) assert.notEqual(row.row, 'counter')
  })
})

describe('Denials', () => {
  it('are written one by one up to ten a second, then counted, and all of them are there after the end', async () => {
    await using world = await onSqlite({ contract: floor, callers: { powerless: { scopes: [] } } })
    const deny = (n: number) => Promise.all(Array.from({ length: n }, () => refused(world, { operation: 'Job.get', key: 'x' }, 'powerless')))
    await deny(25)
    world.clock.advance(1000)
    await deny(3)
    world.clock.advance(60_000)
    await deny(12)
    await new Promise((resolve) => void setImmediate(resolve))
    const settle = async () => {
      for (let i = 0; i < 100 && (await auditOf(world.store)).length < 24; i++) await new Promise((resolve) => setTimeout(resolve, 5))
      return auditOf(world.store)
    }
    const trail = await settle()
    const single = trail.filter((a) => a.outcome === 'insufficient-scope')
    const summaries = trail.filter((a) => a.outcome === 'summary')
    assert.equal(single.length, 10 + 3 + 10)
    assert.deepEqual(
      summaries.map((s) => s.payload.denials?.[0]),
      [{ consumer: 'powerless', operation: 'Job.get', code: 'insufficient-scope', count: 15 }],
    )
    assert.deepEqual([single[0]?.consumer, single[0]?.key, single[0]?.operation], ['powerless', 'x', 'Job.get'])
  })

  it('that cannot be written do not change the answer, and are counted until they can', async () => {
    let down = true
    await using world = await onSqlite({
      contract: floor,
      callers: { powerless: { scopes: [] } },
      overlay: (store) => ({
        commit(changes) {
          // Also a store that throws where it should reject.
          if (down) throw new StoreUnavailable('down')
          return store.commit(changes)
        },
      }),
    })
    for (let i = 0; i < 4; i++) assert.equal((await refused(world, { operation: 'Job.get', key: 'x' }, 'powerless')).code, 'insufficient-scope')
    world.clock.advance(60_000)
    await new Promise((resolve) => void setImmediate(resolve))
    assert.deepEqual(await auditOf(world.store), [])
    down = false
    world.clock.advance(60_000)
    let trail = await auditOf(world.store)
    for (let i = 0; i < 100 && trail.length === 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      trail = await auditOf(world.store)
    }
    assert.deepEqual(
      trail.map((a) => a.payload.denials?.[0]?.count),
      [4],
    )
  })

  it('of a caller who only asks who it is are written, too', async () => {
    await using world = await onSqlite({ contract: floor })
    const outcome = await world.kernel.identify({
      protocol: 'test',
      address: '10.0.0.1',
      requestId: 'r',
      credential: { kind: 'key', key: makeKey('live', seededRandom(8)).key },
    })
    assert.equal(outcome.ok, false)
    for (let i = 0; i < 100 && (await auditOf(world.store)).length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 5))
    assert.deepEqual(
      (await auditOf(world.store)).map((a) => [a.operation, a.outcome]),
      [['identify', 'unauthenticated']],
    )
  })
})
