import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { implement } from '../../src/kernel/bindings.ts'
import { auditOf, bodyOf, Broken, did, eventsOf, floor, Job, Look, onSqlite, Part, refused, Sweep, Taken } from './workshop.ts'

const nothing = { reaches: 'nothing' } as const
/** Lets other microtasks, and reads of the store, go first. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

describe('Code that calls other operations', () => {
  it('has each change in its commit once: one event and one audit record each, with the record as it came out', async () => {
    await using world = await onSqlite({
      contract: floor,
      bindings: [
        implement(
          Job,
          {
            async act(context) {
              await context.call(Part.create, { id: 'p1', job: context.record.id, weight: 1 })
              context.update({ count: 7 })
              await context.call(Part.bump, { id: 'p1', by: 2 })
              return { said: 'done' }
            },
          },
          nothing,
        ),
        implement(Part, { bump: (context, { by }) => context.update({ weight: (context.record.weight ?? 0) + by }) }, nothing),
      ],
    })
    await did(world, { operation: 'Job.create', input: { id: 'a' } })
    await did(world, { operation: 'Job.act', key: 'a' })
    const part = bodyOf(await did(world, { operation: 'Part.get', key: 'p1' }))
    const events = await eventsOf(world.store)
    assert.deepEqual(
      events.map((e) => `${e.type} ${e.key}`),
      ['job.created a', 'job.acted a', 'part.created p1', 'part.bumped p1'],
    )
    assert.deepEqual(events[3]?.data, part, 'the last event shows what is stored')
    assert.deepEqual(events[2]?.data, { ...part, weight: 1 }, 'the one before shows what was there then, with the revision it got')
    const audit = await auditOf(world.store)
    assert.deepEqual(
      audit.map((a) => `${a.operation} ${a.key}`),
      ['Job.create a', 'Job.act a', 'Part.create p1', 'Part.bump p1'],
    )
    assert.deepEqual(audit[3]?.payload.changes, [{ resource: 'Part', key: 'p1', before: { ...part, weight: 1 }, after: part }])
    assert.equal(audit[1]?.payload.changes.length, 1)
  })

  it('may go on after a refusal, of which nothing is left', async () => {
    await using world = await onSqlite({
      contract: floor,
      bindings: [
        implement(
          Job,
          {
            async act(context) {
              try {
                await context.call(Part.bump, { id: 'p1', by: 5 })
              } catch {
                const part = await context.call(Part.get, { id: 'p1' })
                context.update({ title: `without it: ${part.weight ?? 0}` })
              }
              return { said: 'done' }
            },
          },
          nothing,
        ),
        implement(
          Part,
          {
            async bump(context, { by }) {
              context.update({ weight: by })
              await context.call(Part.create, { id: 'p2', job: 'a' })
              context.fail(Taken, { slot: 's' })
            },
          },
          nothing,
        ),
      ],
    })
    await did(world, { operation: 'Job.create', input: { id: 'a' } })
    await did(world, { operation: 'Part.create', input: { id: 'p1', job: 'a', weight: 1 } })
    await did(world, { operation: 'Job.act', key: 'a' })
    assert.equal(bodyOf(await did(world, { operation: 'Part.get', key: 'p1' }))['weight'], 1)
    assert.equal((await refused(world, { operation: 'Part.get', key: 'p2' })).code, 'not-found')
    assert.equal(bodyOf(await did(world, { operation: 'Job.get', key: 'a' }))['title'], 'without it: 1')
    assert.deepEqual(
      (await eventsOf(world.store)).map((e) => e.type),
      ['job.created', 'part.created', 'job.acted'],
    )
    assert.deepEqual(
      (await auditOf(world.store)).map((a) => a.operation),
      ['Job.create', 'Part.create', 'Job.act'],
    )
  })

  it('finds a record whose deletion was taken back as old as it was', async () => {
    await using world = await onSqlite({
      contract: floor,
      bindings: [
        implement(
          Job,
          {
            async act(context) {
              await context.call(Part.bump, { id: 'p1', by: 5 }).catch(() => undefined)
              await context.call(Part.update, { id: 'p2', weight: 3 })
              return { said: 'done' }
            },
          },
          nothing,
        ),
        implement(
          Part,
          {
            async bump(context) {
              await context.call(Part.delete, { id: 'p2' })
              context.fail(Taken, { slot: 's' })
            },
          },
          nothing,
        ),
      ],
    })
    await did(world, { operation: 'Job.create', input: { id: 'a' } })
    for (const id of ['p1', 'p2']) await did(world, { operation: 'Part.create', input: { id, job: 'a' } })
    const { createdAt } = bodyOf(await did(world, { operation: 'Part.get', key: 'p2' }))
    world.clock.advance(60_000)
    await did(world, { operation: 'Job.act', key: 'a' })
    const part = bodyOf(await did(world, { operation: 'Part.get', key: 'p2' }))
    assert.equal(part['weight'], 3)
    assert.equal(part['createdAt'], createdAt)
  })

  it('answers a fault of another operation, which it does not declare itself, by its class', async () => {
    await using world = await onSqlite({
      contract: floor,
      bindings: [
        implement(
          Job,
          {
            async act(context) {
              await context.call(Part.create, { id: 'p2', job: 'a', slot: 's1' })
              return { said: '' }
            },
            async run(context) {
              await context.call(Part.bump, { id: 'p1', by: 1 })
            },
          },
          nothing,
        ),
        implement(Part, { bump: (context) => context.fail(Taken, { slot: 's1' }) }, nothing),
      ],
    })
    await did(world, { operation: 'Job.create', input: { id: 'a' } })
    await did(world, { operation: 'Part.create', input: { id: 'p1', job: 'a', slot: 's1' } })
    for (const operation of ['Job.act', 'Job.run']) {
      const problem = await refused(world, { operation, key: 'a' })
      assert.equal(problem.code, 'conflict')
      assert.equal(problem.fault, undefined)
      assert.match(problem.detail ?? '', /in this slot/)
    }
    assert.equal((await refused(world, { operation: 'Part.create', input: { id: 'p3', job: 'a', slot: 's1' } })).code, 'slot-taken')
  })

  for (const [how, bump] of [
    ['that is done', (context: { update(fields: { weight: number }): void }) => context.update({ weight: 9 })],
    ['that is refused', (context: { fail(fault: typeof Taken, detail: { slot: string }): never }) => context.fail(Taken, { slot: 's' })],
  ] as const)
    it(`and forgets to await one ${how} is a defect, and nothing of it is written`, async () => {
      const unhandled: unknown[] = []
      const listen = (reason: unknown): void => void unhandled.push(reason)
      process.on('unhandledRejection', listen)
      try {
        await using world = await onSqlite({
          contract: floor,
          bindings: [
            implement(
              Job,
              {
                async act(context, { how: way }) {
                  void context.call(Part.bump, { id: 'p1', by: 1 })
                  context.update({ title: 'x' })
                  if (way === 'late') await turn()
                  return { said: '' }
                },
              },
              nothing,
            ),
            implement(Part, { bump: bump as never }, nothing),
          ],
        })
        await did(world, { operation: 'Job.create', input: { id: 'a' } })
        await did(world, { operation: 'Part.create', input: { id: 'p1', job: 'a', weight: 1 } })
        for (const way of ['at once', 'late']) assert.equal((await refused(world, { operation: 'Job.act', key: 'a', input: { how: way } })).code, 'internal')
        await turn()
        assert.equal(bodyOf(await did(world, { operation: 'Part.get', key: 'p1' }))['weight'], 1)
        assert.equal(bodyOf(await did(world, { operation: 'Job.get', key: 'a' }))['title'], undefined)
        assert.match(JSON.stringify(world.log.entries), /write \\"await context.call/)
        assert.deepEqual(unhandled, [])
      } finally {
        process.off('unhandledRejection', listen)
      }
    })

  it('cannot use its context after its end', async () => {
    let late: (() => void)[] = []
    await using world = await onSqlite({
      contract: floor,
      bindings: [
        implement(
          Job,
          {
            act(context) {
              late = [
                () => context.update({ title: 'late' }),
                () => context.emit('noted', { text: 'late' }),
                () => void context.call(Part.create, { id: 'late', job: 'a' }),
              ]
              return { said: '' }
            },
          },
          nothing,
        ),
      ],
    })
    await did(world, { operation: 'Job.create', input: { id: 'a' } })
    await did(world, { operation: 'Job.act', key: 'a' })
    assert.equal(late.length, 3)
    for (const use of late) assert.throws(use, /has ended/)
  })
})

describe('Code behind an operation', () => {
  it('cannot set the key, what Busbar sets, or what is no field; cannot leave the declared transitions; cannot change what it read in place', async () => {
    let way: (context: { update(fields: object): void; record: { tags?: readonly string[] } }) => void = () => {}
    await using world = await onSqlite({
      contract: floor,
      bindings: [
        implement(
          Job,
          {
            act(context) {
              way(context as never)
              return { said: '' }
            },
          },
          nothing,
        ),
      ],
    })
    const first = bodyOf(await did(world, { operation: 'Job.create', input: { id: 'a', tags: ['x'] } }))
    const defects: (typeof way)[] = [
      (c) => c.update({ id: 'b' }),
      (c) => c.update({ revision: 9 }),
      (c) => c.update({ createdAt: '2020-01-01T00:00:00Z' }),
      (c) => c.update({ parts: [] }),
      (c) => c.update({ nope: 1 }),
      (c) => c.update({ __proto__: null, constructor: 1 }),
      (c) => c.update({ count: 'many' }),
      (c) => c.update({ state: 'Nowhere' }),
      (c) => void (c.record.tags as string[]).push('y'),
      (c) => void Object.assign(c.record, { count: 3 }),
    ]
    for (const [i, defect] of defects.entries()) {
      way = defect
      assert.equal((await refused(world, { operation: 'Job.act', key: 'a' })).code, 'internal', `way ${i}`)
    }
    way = (c) => c.update({ state: 'Done' })
    assert.equal((await refused(world, { operation: 'Job.act', key: 'a' })).code, 'transition-not-allowed')
    assert.deepEqual(bodyOf(await did(world, { operation: 'Job.get', key: 'a' })), first)
    way = (c) => c.update({ id: 'a', sum: 4, state: 'Running' })
    await did(world, { operation: 'Job.act', key: 'a' })
    assert.partialDeepStrictEqual(bodyOf(await did(world, { operation: 'Job.get', key: 'a' })), { sum: 4, state: 'Running' })
  })

  it('that is declared to change nothing changes nothing', async () => {
    await using world = await onSqlite({
      contract: floor,
      bindings: [
        implement(
          Look,
          async (context) => {
            await context.call(Job.create, { id: 'a' })
            return { said: '' }
          },
          nothing,
        ),
      ],
    })
    assert.equal((await refused(world, { operation: 'look' })).code, 'internal')
    assert.equal((await refused(world, { operation: 'Job.get', key: 'a' })).code, 'not-found')
  })

  it('is in the audit trail also where it changed nothing of ours', async () => {
    await using world = await onSqlite({ contract: floor, bindings: [implement(Sweep, () => ({ said: 'swept' })), implement(Look, () => ({ said: 'seen' }))] })
    await did(world, { operation: 'sweep' })
    await did(world, { operation: 'sweep', idempotencyKey: 'k' })
    await did(world, { operation: 'look' })
    assert.deepEqual(
      (await auditOf(world.store)).map((a) => a.operation),
      ['sweep', 'sweep'],
    )
  })

  it('answers only faults that its operation declares', async () => {
    await using world = await onSqlite({ contract: floor, bindings: [implement(Job, { act: (context) => context.fail(Broken, { machine: 'm1' }) }, nothing)] })
    await did(world, { operation: 'Job.create', input: { id: 'a' } })
    const problem = await refused(world, { operation: 'Job.act', key: 'a' })
    assert.deepEqual(problem.fault, { contract: 'floor', class: 'conflict', detail: { machine: 'm1' } })
  })
})

describe('What nobody may read', () => {
  it('is in no event, and in the audit trail as something that tells no more than whether it changed', async () => {
    await using world = await onSqlite({ contract: floor })
    await did(world, { operation: 'Job.create', input: { id: 'a', secret: 'swordfish' } })
    await did(world, { operation: 'Job.update', key: 'a', input: { title: 'x' } })
    await did(world, { operation: 'Job.update', key: 'a', input: { secret: 'password' } })
    await did(world, { operation: 'Job.delete', key: 'a' })
    for (const { type, text } of await eventsOf(world.store)) assert.doesNotMatch(text, /swordfish|password|secret/, type)
    const audit = await auditOf(world.store)
    for (const { text } of audit) assert.doesNotMatch(text, /swordfish|password/)
    const marks = audit.map(({ payload }) => (payload.changes[0]?.after as { secret?: string } | null)?.secret)
    assert.match(marks[0] ?? '', /^hmac-sha256:/)
    assert.equal(marks[0], marks[1])
    assert.notEqual(marks[1], marks[2])
  })
})

describe('A change whose answer cannot be shown as asked', () => {
  it('is refused before anything is done', async () => {
    await using world = await onSqlite({ contract: floor, bindings: [implement(Job, { run: () => {} }, nothing)] })
    await did(world, { operation: 'Job.create', input: { id: 'a' } })
    for (const asked of [
      { operation: 'Job.create', input: { id: 'b' } },
      { operation: 'Job.update', key: 'a', input: { count: 9 } },
      { operation: 'Job.replace', key: 'a', input: { count: 9 } },
      { operation: 'Job.run', key: 'a' },
    ])
      for (const idempotencyKey of [undefined, 'k'])
        assert.equal((await refused(world, { ...asked, fields: ['nope'], ...(idempotencyKey !== undefined && { idempotencyKey }) })).code, 'invalid-filter')
    assert.equal((await eventsOf(world.store)).length, 1)
  })
})

describe('A change that changes nothing', () => {
  it('leaves no revision, event or audit record, with an idempotency key or without', async () => {
    await using world = await onSqlite({ contract: floor })
    await did(world, { operation: 'Job.create', input: { id: 'a', count: 3 } })
    const plain = await did(world, { operation: 'Job.update', key: 'a', input: { count: 3 } })
    const keyed = await did(world, { operation: 'Job.update', key: 'a', input: { count: 3 }, idempotencyKey: 'k' })
    assert.deepEqual([plain.revision, keyed.revision, keyed.replayed], [1, 1, undefined])
    await did(world, { operation: 'Job.update', key: 'a', input: { count: 4 } })
    const again = await did(world, { operation: 'Job.update', key: 'a', input: { count: 3 }, idempotencyKey: 'k' })
    assert.deepEqual([again.revision, again.replayed], [1, true])
    assert.equal((await eventsOf(world.store)).length, 2)
    assert.equal((await auditOf(world.store)).length, 2)
  })
})
