import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defineContract, defineResource, t } from '../../src/contract/index.ts'
import type { World } from '../../conformance/scenario/world.ts'
import { implement } from '../../src/kernel/bindings.ts'
import { OutcomeUnknown, StoreUnavailable } from '../../src/kernel/ports/store.ts'
import { withDatabase } from '../postgres.ts'
import { auditOf, bodyOf, Broken, codeOf, did, eventsOf, floor, Job, onPostgres, onSqlite, Part, refused, Sweep, stateOf } from './workshop.ts'

const nothing = { reaches: 'nothing' } as const
const LEASE = 60_001

/** A door that code waits at. */
function gate(): { readonly waited: Promise<void>; readonly wait: () => Promise<void>; readonly open: () => void } {
  let open = (): void => {}
  let arrived = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  const waited = new Promise<void>((resolve) => (arrived = resolve))
  return {
    waited,
    open: () => open(),
    async wait() {
      arrived()
      await opened
    },
  }
}

describe('An idempotency key', () => {
  it('is refused while its call runs, in this process', async () => {
    const door = gate()
    await using world = await onSqlite({ contract: floor, bindings: [implement(Sweep, async () => (await door.wait(), { said: 'once' }))] })
    const first = did(world, { operation: 'sweep', idempotencyKey: 'k' })
    await door.waited
    const problem = await refused(world, { operation: 'sweep', idempotencyKey: 'k' })
    assert.deepEqual([problem.code, problem.retryAfter], ['idempotency-in-flight', 1])
    door.open()
    await first
    assert.equal((await did(world, { operation: 'sweep', idempotencyKey: 'k' })).replayed, true)
  })

  it('does not depend on the order of members, and does on their values', async () => {
    await using world = await onSqlite({ contract: floor })
    await did(world, { operation: 'Job.create', idempotencyKey: 'k', input: { id: 'a', title: 't', count: 1 } })
    assert.equal((await did(world, { operation: 'Job.create', idempotencyKey: 'k', input: { count: 1, id: 'a', title: 't' } })).replayed, true)
    for (const input of [{ id: 'a', title: 't', count: 2 }, { id: 'a', title: 't' }, { id: 'a', title: '\ud800', count: 1 }, 5])
      assert.equal((await refused(world, { operation: 'Job.create', idempotencyKey: 'k', input })).code, 'idempotency-key-reused')
    await did(world, { operation: 'Job.update', key: 'a', idempotencyKey: 'k', input: { count: 2 } })
    assert.equal((await refused(world, { operation: 'Job.update', key: 'b', idempotencyKey: 'k', input: { count: 2 } })).code, 'idempotency-key-reused')
    assert.equal(
      (await refused(world, { operation: 'Job.update', key: 'a', ifMatch: [1], idempotencyKey: 'k', input: { count: 2 } })).code,
      'idempotency-key-reused',
    )
  })

  it('is free again after each refusal that is no declared fault', async () => {
    await using world = await onSqlite({ contract: floor })
    await did(world, { operation: 'Part.create', input: { id: 'p1', job: 'a', slot: 's' } })
    assert.equal((await refused(world, { operation: 'Job.create', idempotencyKey: 'k', input: { id: 1 } })).code, 'invalid')
    assert.equal((await refused(world, { operation: 'Job.update', key: 'a', idempotencyKey: 'u', input: { count: 1 } })).code, 'not-found')
    await did(world, { operation: 'Job.create', idempotencyKey: 'k', input: { id: 'a' } })
    await did(world, { operation: 'Job.update', key: 'a', idempotencyKey: 'u', input: { count: 1 } })
    const fault = { operation: 'Part.create', idempotencyKey: 'f', input: { id: 'p2', job: 'a', slot: 's' } }
    assert.equal((await refused(world, fault)).code, 'slot-taken')
    await did(world, { operation: 'Part.delete', key: 'p1' })
    const again = await world.kernel.handle(world.call(fault, 'internal'))
    assert.deepEqual([codeOf(again), again.replayed], ['slot-taken', true])
  })

  it('of callers without a credential is each address’s own', async () => {
    const Note = defineResource('Note', {
      key: { id: t.id() },
      fields: { text: t.string() },
      standard: ['get', 'create'],
      access: { public: { can: ['get', 'create'] } },
    })
    await using world = await onSqlite({ contract: defineContract('open', { version: 'v1', members: [Note] }) })
    const from = (address: string, text: string) =>
      world.kernel.handle({ ...world.call({ operation: 'Note.create', idempotencyKey: '1', input: { text } }, 'anyone'), address })
    const mine = await from('10.0.0.1', 'mine')
    const other = await from('10.0.0.2', 'other')
    assert.deepEqual([codeOf(mine), codeOf(other), other.replayed], ['ok', 'ok', undefined])
    assert.notEqual(bodyOf(mine)['id'], bodyOf(other)['id'])
    assert.equal((await from('10.0.0.1', 'mine')).replayed, true)
  })

  it('is answered, and not run again, where the answer to its commit was lost', async () => {
    let lose = false
    await using world = await onSqlite({
      contract: floor,
      overlay: (store) => ({
        async commit(changes) {
          const done = await store.commit(changes)
          if (lose && changes.writes.length > 0) throw new OutcomeUnknown('the connection was lost')
          return done
        },
      }),
    })
    lose = true
    assert.equal((await refused(world, { operation: 'Job.create', idempotencyKey: 'k', input: { id: 'a' } })).code, 'outcome-unknown')
    lose = false
    const again = await did(world, { operation: 'Job.create', idempotencyKey: 'k', input: { id: 'a' } })
    assert.deepEqual([again.replayed, again.created, again.revision], [true, true, 1])
    assert.equal((await eventsOf(world.store)).length, 1)
  })
})

describe('Code that may have acted elsewhere', () => {
  const world = (act: (how: string | undefined) => unknown, overlay?: Parameters<typeof onSqlite>[0]['overlay']) =>
    onSqlite({
      contract: floor,
      bindings: [
        implement(Job, {
          async act(context, { how }) {
            await act(how)
            if (how === 'fault') context.fail(Broken, { machine: 'm' })
            if (how === 'refused') await context.call(Part.create, { id: 'p', job: 'a', weight: 'heavy' as never })
            context.update({ count: 1 })
            return { said: 'done' }
          },
        }),
      ],
      ...(overlay && { overlay }),
    })

  it('does not run a second time after a defect: its key waits for the lease, and then its outcome is unknown', async () => {
    let runs = 0
    await using here = await world(() => {
      runs++
      throw new Error('half done')
    })
    await did(here, { operation: 'Job.create', input: { id: 'a' } })
    const asked = { operation: 'Job.act', key: 'a', idempotencyKey: 'k' }
    assert.equal((await refused(here, asked)).code, 'internal')
    assert.equal((await refused(here, asked)).code, 'idempotency-in-flight')
    here.clock.advance(LEASE)
    assert.equal((await refused(here, asked)).code, 'outcome-unknown')
    here.clock.advance(23 * 3_600_000)
    await here.store.sweep({ now: here.clock.now() })
    assert.equal((await refused(here, asked)).code, 'outcome-unknown')
    assert.equal(runs, 1)
  })

  it('nor after a refusal or a fault, which its key then repeats', async () => {
    let runs = 0
    await using here = await world(() => void runs++)
    await did(here, { operation: 'Job.create', input: { id: 'a' } })
    for (const [how, code] of [
      ['refused', 'invalid'],
      ['fault', 'machine-broken'],
    ] as const) {
      runs = 0
      const asked = { operation: 'Job.act', key: 'a', input: { how }, idempotencyKey: how }
      assert.equal((await refused(here, asked)).code, code)
      const again = await here.kernel.handle(here.call(asked, 'internal'))
      assert.deepEqual([codeOf(again), again.replayed, runs], [code, true, 1])
    }
  })

  it('has not run where the call was refused before it, and its key is free', async () => {
    let runs = 0
    await using here = await world(() => void runs++)
    const asked = { operation: 'Job.act', key: 'a', idempotencyKey: 'k' }
    assert.equal((await refused(here, asked)).code, 'not-found')
    assert.equal((await refused(here, { ...asked, input: { how: 5 } })).code, 'invalid')
    await did(here, { operation: 'Job.create', input: { id: 'a' } })
    assert.equal((await refused(here, { ...asked, ifMatch: [7] })).code, 'precondition-failed')
    assert.equal(runs, 0)
    await did(here, asked)
    assert.equal((await did(here, asked)).replayed, true)
    assert.equal(runs, 1)
  })

  it('does not run without its claim: where that cannot be stored nothing happens', async () => {
    let runs = 0
    let down = false
    await using here = await world(
      () => void runs++,
      (store) => ({ commit: (changes) => (down ? Promise.reject(new StoreUnavailable('down')) : store.commit(changes)) }),
    )
    await did(here, { operation: 'Job.create', input: { id: 'a' } })
    down = true
    assert.equal((await refused(here, { operation: 'Job.act', key: 'a', idempotencyKey: 'k' })).code, 'unavailable')
    down = false
    assert.equal(runs, 0)
    await did(here, { operation: 'Job.act', key: 'a', idempotencyKey: 'k' })
    assert.equal(runs, 1)
  })

  it('is not run again on a conflict, and code that touches only its context is, three times', async () => {
    for (const reaches of ['systems', 'nothing'] as const)
      for (const nested of [false, true]) {
        let runs = 0
        let meddle: () => Promise<unknown> = () => Promise.resolve()
        const inner = implement(Part, { bump: (context) => context.update({ weight: ++runs }) }, { reaches })
        const outer = implement(
          Job,
          {
            async act(context) {
              if (nested) await context.call(Part.bump, { id: 'p', by: 1 })
              else runs++
              context.update({ count: context.record.count + 1 })
              await meddle()
              return { said: '' }
            },
          },
          { reaches: nested ? 'nothing' : reaches },
        )
        await using here = await onSqlite({ contract: floor, bindings: [outer, inner] })
        await did(here, { operation: 'Job.create', input: { id: 'a' } })
        await did(here, { operation: 'Part.create', input: { id: 'p', job: 'a' } })
        let others = 0
        meddle = () => did(here, { operation: 'Job.update', key: 'a', input: { title: `other ${++others}` } })
        assert.equal((await refused(here, { operation: 'Job.act', key: 'a' })).code, 'conflict')
        assert.equal(runs, reaches === 'systems' ? 1 : 4, `${reaches}, nested ${nested}`)
        runs = 0
        const first = await here.kernel.handle(here.call({ operation: 'Job.act', key: 'a', idempotencyKey: 'k' }, 'internal'))
        const second = await here.kernel.handle(here.call({ operation: 'Job.act', key: 'a', idempotencyKey: 'k' }, 'internal'))
        assert.deepEqual([codeOf(first), codeOf(second), second.replayed], ['conflict', 'conflict', reaches === 'systems' ? true : undefined])
        assert.equal(runs, reaches === 'systems' ? 1 : 8)
        meddle = () => (others === 0 ? Promise.resolve() : did(here, { operation: 'Job.update', key: 'a', input: { title: `once ${others--}` } }))
        others = 1
        if (reaches === 'nothing') await did(here, { operation: 'Job.act', key: 'a' })
      }
  })
})

describe('Two processes on one database', () => {
  it('have one effect for one key, whoever comes first; the other repeats the answer or says that it is running', async () => {
    await using database = await withDatabase()
    let runs = 0
    const plan = { contract: floor, bindings: [implement(Sweep, () => ({ said: `run ${++runs}` }), nothing)] }
    await using a = await onPostgres(plan, database.url)
    await using b = await onPostgres(plan, database.url)
    for (let i = 0; i < 20; i++) {
      const outcomes = await Promise.all(
        [a, b].map((world) => world.kernel.handle(world.call({ operation: 'Job.create', idempotencyKey: `k${i}`, input: { id: `j${i}` } }, 'internal'))),
      )
      const codes = outcomes.map(codeOf)
      assert.equal(codes.includes('ok'), true)
      for (const [at, code] of codes.entries()) if (code !== 'ok') assert.equal(code, 'idempotency-in-flight', `round ${i}, process ${at}`)
      for (const world of [a, b]) assert.equal((await did(world, { operation: 'Job.create', idempotencyKey: `k${i}`, input: { id: `j${i}` } })).replayed, true)
    }
    assert.equal((await eventsOf(a.store)).length, 20)
    assert.equal((await auditOf(b.store)).length, 20)
  })

  it('see each other’s claims: in flight until the lease ends, then unknown, and never run again', async () => {
    await using database = await withDatabase()
    const door = gate()
    let runs = 0
    const plan = { contract: floor, bindings: [implement(Sweep, async () => (runs++, await door.wait(), { said: 'late' }))] }
    await using a = await onPostgres(plan, database.url)
    await using b = await onPostgres(plan, database.url)
    const asked = { operation: 'sweep', idempotencyKey: 'k' }
    const slow = did(a, asked)
    await door.waited
    assert.equal((await refused(b, asked)).code, 'idempotency-in-flight')
    b.clock.advance(LEASE)
    assert.equal((await refused(b, asked)).code, 'outcome-unknown')
    door.open()
    assert.deepEqual(bodyOf(await slow), { said: 'late' })
    const late = await did(b, asked)
    assert.deepEqual([late.replayed, bodyOf(late), runs], [true, { said: 'late' }, 1])
  })
})

describe('A call that another process does meanwhile, under the same key', () => {
  type Meanwhile = () => Promise<unknown>
  /** Two processes, of which the other acts when this one first reads a record, or before its commit of that number. */
  async function withOther(
    test: (the: { here: World; other: World; meanwhile: (when: 'read' | number, act: Meanwhile) => void }) => Promise<void>,
  ): Promise<void> {
    await using database = await withDatabase()
    let planned: { readonly when: 'read' | number; readonly act: Meanwhile } | undefined
    let commits = 0
    const now = async (): Promise<void> => {
      const act = planned?.act
      planned = undefined
      await act?.()
    }
    await using other = await onPostgres({ contract: floor }, database.url)
    await using here = await onPostgres(
      {
        contract: floor,
        overlay: (store) => ({
          get: async (table, key) => {
            if (planned?.when === 'read') await now()
            return store.get(table, key)
          },
          async commit(changes) {
            if (planned?.when === ++commits) await now()
            return store.commit(changes)
          },
        }),
      },
      database.url,
    )
    await test({
      here,
      other,
      meanwhile(when, act) {
        commits = 0
        planned = { when, act }
      },
    })
    assert.equal(planned, undefined, 'the other process has acted')
  }
  const outcomeOf = (world: World, asked: Parameters<World['call']>[0]) => world.kernel.handle(world.call(asked, 'internal'))

  it('answers what that one answered, and not that its record exists already', () =>
    withOther(async ({ here, other, meanwhile }) => {
      const asked = { operation: 'Job.create', idempotencyKey: 'k', input: { id: 'a' } }
      let theirs
      meanwhile('read', async () => (theirs = await did(other, asked)))
      assert.deepEqual(await did(here, asked), Object.assign({}, theirs, { replayed: true }))
      assert.equal((await eventsOf(here.store)).length, 1)
      meanwhile('read', () => did(other, { ...asked, idempotencyKey: 'other', input: { id: 'b' } }))
      assert.equal((await refused(here, { ...asked, idempotencyKey: 'mine', input: { id: 'b' } })).code, 'already-exists')
      meanwhile('read', () => did(other, { ...asked, idempotencyKey: 'same', input: { id: 'c' } }))
      assert.equal((await refused(here, { ...asked, idempotencyKey: 'same', input: { id: 'c', count: 1 } })).code, 'idempotency-key-reused')
    }))

  it('answers so where its own commit comes second', () =>
    withOther(async ({ here, other, meanwhile }) => {
      await did(other, { operation: 'Job.create', input: { id: 'a' } })
      const asked = { operation: 'Job.update', key: 'a', idempotencyKey: 'k', input: { count: 5 } }
      meanwhile(1, () => did(other, asked))
      const outcome = await did(here, asked)
      assert.deepEqual([outcome.replayed, outcome.revision], [true, 2])
    }))

  it('answers so where it was about to keep a fault, which the other one did not meet', () =>
    withOther(async ({ here, other, meanwhile }) => {
      await did(other, { operation: 'Part.create', input: { id: 'p1', job: 'a', slot: 's' } })
      const asked = { operation: 'Part.create', idempotencyKey: 'k', input: { id: 'p2', job: 'a', slot: 's' } }
      meanwhile(2, async () => {
        await did(other, { operation: 'Part.delete', key: 'p1' })
        await did(other, asked)
      })
      const outcome = await outcomeOf(here, asked)
      assert.deepEqual([codeOf(outcome), outcome.replayed], ['ok', true])
    }))

  it('and so does an atomic batch', () =>
    withOther(async ({ here, other, meanwhile }) => {
      const on = (world: World) =>
        world.kernel.batch(
          [
            world.call({ operation: 'Job.create', input: { id: 'a' } }, 'internal'),
            world.call({ operation: 'Part.create', input: { id: 'p2', job: 'a', slot: 's' } }, 'internal'),
          ],
          { atomic: true, idempotencyKey: 'k' },
        )
      const codes = async (batch: ReturnType<typeof on>) => (await batch).map((o) => [codeOf(o), o.replayed])
      const replayed = [
        ['ok', true],
        ['ok', true],
      ]
      meanwhile('read', () => on(other))
      assert.deepEqual(await codes(on(here)), replayed)
      assert.equal((await eventsOf(here.store)).length, 2)
    }))

  it('and so does an atomic batch that was about to keep a fault', () =>
    withOther(async ({ here, other, meanwhile }) => {
      await did(other, { operation: 'Part.create', input: { id: 'p1', job: 'a', slot: 's' } })
      const on = (world: World) =>
        world.kernel.batch([world.call({ operation: 'Part.create', input: { id: 'p2', job: 'a', slot: 's' } }, 'internal')], {
          atomic: true,
          idempotencyKey: 'k',
        })
      meanwhile(2, async () => {
        await did(other, { operation: 'Part.delete', key: 'p1' })
        await on(other)
      })
      assert.deepEqual(
        (await on(here)).map((o) => [codeOf(o), o.replayed]),
        [['ok', true]],
      )
    }))
})

describe('An atomic batch', () => {
  const batch = (
    world: Awaited<ReturnType<typeof onSqlite>>,
    calls: Parameters<typeof did>[1][],
    how: { idempotencyKey?: string; atomic?: boolean; as?: string } = {},
  ) =>
    world.kernel.batch(
      calls.map((asked) => world.call(asked, how.as ?? 'internal')),
      { atomic: how.atomic ?? true, ...(how.idempotencyKey !== undefined && { idempotencyKey: how.idempotencyKey }) },
    )

  it('has one effect under its key, and repeats every answer', async () => {
    await using world = await onSqlite({ contract: floor })
    const calls = [
      { operation: 'Job.create', input: { id: 'a', title: 't' } },
      { operation: 'Part.create', input: { id: 'p', job: 'a', weight: 2 } },
    ]
    const first = await batch(world, calls, { idempotencyKey: 'k' })
    const second = await batch(
      world,
      calls.map(({ operation, input }) => ({ operation, input: Object.fromEntries(Object.entries(input).reverse()) })),
      { idempotencyKey: 'k' },
    )
    assert.deepEqual(first.map(codeOf), ['ok', 'ok'])
    assert.deepEqual(
      second.map((o) => [codeOf(o), o.replayed]),
      [
        ['ok', true],
        ['ok', true],
      ],
    )
    assert.deepEqual(second.map(bodyOf), first.map(bodyOf))
    const other = await batch(world, calls.slice(0, 1), { idempotencyKey: 'k' })
    assert.deepEqual(other.map(codeOf), ['idempotency-key-reused'])
    assert.equal((await eventsOf(world.store)).length, 2)
  })

  it('repeats a declared fault, and leaves the key free after any other refusal', async () => {
    await using world = await onSqlite({ contract: floor })
    await did(world, { operation: 'Part.create', input: { id: 'p1', job: 'a', slot: 's' } })
    const faulty = [
      { operation: 'Job.create', input: { id: 'a' } },
      { operation: 'Part.create', input: { id: 'p2', job: 'a', slot: 's' } },
    ]
    assert.deepEqual((await batch(world, faulty, { idempotencyKey: 'f' })).map(codeOf), ['batch-failed', 'slot-taken'])
    await did(world, { operation: 'Part.delete', key: 'p1' })
    assert.deepEqual(
      (await batch(world, faulty, { idempotencyKey: 'f' })).map((o) => [codeOf(o), o.replayed]),
      [
        ['batch-failed', true],
        ['slot-taken', true],
      ],
    )
    const wrong = [
      { operation: 'Job.create', input: { id: 'a' } },
      { operation: 'Job.update', key: 'b', input: { count: 1 } },
    ]
    assert.deepEqual((await batch(world, wrong, { idempotencyKey: 'w' })).map(codeOf), ['batch-failed', 'not-found'])
    await did(world, { operation: 'Job.create', input: { id: 'b' } })
    assert.deepEqual((await batch(world, wrong, { idempotencyKey: 'w' })).map(codeOf), ['ok', 'ok'])
  })

  it('shows each call its own state of a record that several change, and writes each to events and audit once', async () => {
    await using world = await onSqlite({ contract: floor })
    const outcomes = await batch(world, [
      { operation: 'Job.create', input: { id: 'a', count: 1 } },
      { operation: 'Job.update', key: 'a', input: { count: 2 } },
      { operation: 'Job.run', key: 'a' },
      { operation: 'Job.create', input: { id: 'gone' } },
      { operation: 'Job.delete', key: 'gone' },
      { operation: 'Job.update', key: 'a', input: { count: 2 } },
    ])
    assert.deepEqual(outcomes.map(codeOf), ['ok', 'ok', 'ok', 'ok', 'ok', 'ok'])
    assert.deepEqual(
      [0, 1, 2, 5].map((i) => bodyOf(outcomes[i])).map(({ count, state, revision }) => [count, state, revision]),
      [
        [1, 'New', 1],
        [2, 'New', 1],
        [2, 'Running', 1],
        [2, 'Running', 1],
      ],
    )
    const events = await eventsOf(world.store)
    assert.deepEqual(
      events.map((e) => `${e.type} ${String(e.data['count'])} ${String(e.data['state'])}`),
      ['job.created 1 New', 'job.changed 2 New', 'job.ran 2 Running', 'job.created 0 New', 'job.deleted 0 New'],
    )
    assert.deepEqual(
      (await auditOf(world.store)).map((a) => a.operation),
      ['Job.create', 'Job.update', 'Job.run', 'Job.create', 'Job.delete'],
    )
  })

  it('deletes a record and makes another under its key', async () => {
    await using world = await onSqlite({ contract: floor })
    const old = bodyOf(await did(world, { operation: 'Job.create', input: { id: 'a', title: 'old', secret: 'x' } }))
    world.clock.advance(5000)
    const outcomes = await batch(world, [
      { operation: 'Job.delete', key: 'a' },
      { operation: 'Job.create', input: { id: 'a', title: 'new' } },
    ])
    assert.deepEqual(outcomes.map(codeOf), ['ok', 'ok'])
    const now = bodyOf(await did(world, { operation: 'Job.get', key: 'a' }))
    assert.partialDeepStrictEqual(now, { title: 'new', revision: 2 })
    assert.notEqual(now['createdAt'], old['createdAt'])
    const events = await eventsOf(world.store)
    assert.deepEqual(
      events.map((e) => `${e.type} ${String(e.data['title'])}`),
      ['job.created old', 'job.deleted old', 'job.created new'],
    )
    const again = await batch(world, [
      { operation: 'Job.delete', key: 'a' },
      { operation: 'Job.update', key: 'a', input: { title: 'x' } },
    ])
    assert.deepEqual(again.map(codeOf), ['batch-failed', 'not-found'])
  })

  it('sees what it has done so far: a line with its order, in either direction', async () => {
    await using world = await onSqlite({ contract: floor })
    assert.deepEqual(
      (
        await batch(world, [
          { operation: 'Job.create', input: { id: 'a' } },
          { operation: 'Part.create', input: { id: 'p', job: 'a' } },
        ])
      ).map(codeOf),
      ['ok', 'ok'],
    )
    assert.deepEqual(
      (
        await batch(world, [
          { operation: 'Part.create', input: { id: 'q', job: 'b' } },
          { operation: 'Part.update', key: 'p', input: { job: 'b' } },
          { operation: 'Job.delete', key: 'a' },
        ])
      ).map(codeOf),
      ['ok', 'ok', 'ok'],
    )
    await did(world, { operation: 'Job.create', input: { id: 'b' } })
    assert.deepEqual(
      (
        await batch(world, [
          { operation: 'Job.create', input: { id: 'c' } },
          { operation: 'Part.create', input: { id: 'r', job: 'c' } },
          { operation: 'Job.delete', key: 'c' },
        ])
      ).map(codeOf),
      ['batch-failed', 'batch-failed', 'referenced'],
    )
    assert.deepEqual(
      (
        await batch(world, [
          { operation: 'Part.delete', key: 'p' },
          { operation: 'Part.delete', key: 'q' },
          { operation: 'Job.delete', key: 'b' },
        ])
      ).map(codeOf),
      ['ok', 'ok', 'ok'],
    )
  })

  it('refuses what cannot be part of one commit, also where it is called from inside, and what wants a key of its own', async () => {
    await using world = await onSqlite({
      contract: floor,
      bindings: [
        implement(Sweep, () => ({ said: '' })),
        implement(
          Job,
          {
            async act(context) {
              return context.call(Sweep, {})
            },
          },
          nothing,
        ),
      ],
    })
    await did(world, { operation: 'Job.create', input: { id: 'a' } })
    const before = await stateOf(world.store)
    const job = { operation: 'Job.update', key: 'a', input: { count: 5 } }
    for (const [other, code] of [
      [{ operation: 'sweep' }, 'malformed'],
      [{ operation: 'Job.act', key: 'a' }, 'malformed'],
      [{ operation: 'Job.get', key: 'a' }, 'malformed'],
      [{ operation: 'Job.update', key: 'a', input: { count: 6 }, idempotencyKey: 'own' }, 'idempotency-key-invalid'],
      [{ operation: 'Job.update', key: 'a', input: { count: 6 }, fields: ['nope'] }, 'invalid-filter'],
      [{ operation: 'Job.nope', key: 'a' }, 'not-found'],
    ] as const)
      assert.deepEqual((await batch(world, [job, other])).map(codeOf), ['batch-failed', code], other.operation)
    assert.equal(await stateOf(world.store), before)
  })

  it('asks for a key where one of its calls needs one', async () => {
    const Order = defineResource('Order', { key: { id: t.string() }, fields: {}, standard: ['get', 'create'], requireIdempotencyKey: true })
    await using world = await onSqlite({ contract: defineContract('strict', { version: 'v1', members: [Order] }) })
    const calls = [{ operation: 'Order.create', input: { id: 'a' } }]
    assert.deepEqual((await batch(world, calls)).map(codeOf), ['idempotency-key-missing'])
    assert.deepEqual((await batch(world, calls, { idempotencyKey: 'k' })).map(codeOf), ['ok'])
    assert.deepEqual((await batch(world, [{ operation: 'Order.create', input: { id: 'b' } }], { idempotencyKey: 'k2', atomic: false })).map(codeOf), ['ok'])
  })

  it('takes its tokens once, however often it runs again, and counts as one that is running', async () => {
    let meddle = (): Promise<unknown> => Promise.resolve()
    await using world = await onSqlite({
      contract: floor,
      callers: { small: { plan: { id: 'small', day: 10, concurrency: 1 } } },
      overlay: (store) => ({
        async commit(changes) {
          await meddle()
          return store.commit(changes)
        },
      }),
    })
    await did(world, { operation: 'Job.create', input: { id: 'a' } })
    let times = 0
    meddle = async () => {
      if (++times !== 1) return
      await did(world, { operation: 'Job.update', key: 'a', input: { title: 'meddled' } })
    }
    const calls = [1, 2, 3].map((count) => ({ operation: 'Job.update', key: 'a', input: { count } }))
    const outcomes = await batch(world, calls, { as: 'small' })
    assert.deepEqual(outcomes.map(codeOf), ['ok', 'ok', 'ok'])
    assert.equal(outcomes[2]?.notices?.limits?.find((l) => l.name === 'day')?.remaining, 7)
    assert.deepEqual(
      (await batch(world, calls.concat(calls), { as: 'small', atomic: false })).map(codeOf),
      Array.from({ length: 6 }, () => 'ok'),
    )
    const flood = await batch(world, calls, { as: 'small', atomic: false })
    assert.deepEqual(flood.map(codeOf), ['ok', 'quota-exceeded', 'quota-exceeded'])
  })
})

describe('A batch of calls by themselves', () => {
  it('keeps the order of calls on one record, also on one that it creates', async () => {
    await using world = await onSqlite({ contract: floor })
    const calls = Array.from({ length: 30 }, (_, i) => [
      { operation: 'Job.create', input: { id: `j${i}` } },
      { operation: 'Job.update', key: `j${i}`, input: { count: 1 } },
      { operation: 'Job.delete', key: `j${i}` },
    ]).flat()
    const outcomes = await world.kernel.batch(
      calls.map((asked) => world.call(asked, 'internal')),
      { atomic: false },
    )
    assert.deepEqual(
      outcomes.map(codeOf),
      calls.map(() => 'ok'),
    )
  })
})
