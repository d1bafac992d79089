import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from '../../conformance/laws.ts'
import { migrate } from '../../src/kernel/migrate/migrate.ts'
import { StoreUnavailable, type Store } from '../../src/kernel/ports/store.ts'
import { after, before, fill, linesOf, migrated, migrations } from './migrate-sample.ts'
import { optionsOf, plan, postgresData, sqliteData, stored, STORES, world, type Data } from './migrate-world.ts'

const COUNT = 1_000
/** Each step is a process that is killed, or two. */
const FEW = 500

/** Another process that migrates; `true` when it came to its end, `false` when it was killed. */
async function child(data: Data, how: { readonly stand?: number; readonly kill?: (line: string) => boolean; readonly killAfter?: number }): Promise<boolean> {
  const running = spawn(
    process.execPath,
    ['--conditions=busbar-source', fileURLToPath(new URL('./migrate-child.ts', import.meta.url)), data.kind, data.place, String(how.stand ?? 0)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = once(running, 'exit')
  const timer = how.killAfter === undefined ? undefined : setTimeout(() => running.kill('SIGKILL'), how.killAfter)
  let killed = false
  let said = ''
  for await (const line of createInterface({ input: running.stdout })) {
    said = line
    if (line !== 'standing' && !how.kill?.(line)) continue
    killed = running.kill('SIGKILL')
  }
  await exited
  clearTimeout(timer)
  assert.ok(killed || said === 'done' || how.killAfter !== undefined, `the other process failed behind '${said}'`)
  return said === 'done' && !killed
}

async function mustBeMigratedOnce(data: Data, count: number): Promise<void> {
  assert.deepEqual(await plan(data, after, migrations()), [])
  await using opened = await world(data, after)
  const lines = (await stored(opened.store, 'r_line')).map(({ createdAt: _1, updatedAt: _2, ...line }) => line)
  assert.deepEqual(
    lines,
    Array.from({ length: count }, (_, i) => migrated(i, count)),
  )
  for (const customer of [0, 1, 2]) assert.deepEqual(await opened.seenBy(`C${customer}`, 'Line'), linesOf(customer, count))
  const audit = (await opened.store.audit(0, 10_000)).filter(({ header }) => (JSON.parse(header) as { operation: string }).operation === 'migrate')
  assert.equal(audit.length, 1)
  assert.deepEqual((JSON.parse(audit[0]?.payload ?? '') as { input: { rewritten: unknown } }).input.rewritten, { Line: count })
  // Unique values are where the records are: each is taken, and no old one is left.
  const taken = await opened.call('Line.create', { input: { id: 'x', order: 'O1', place: Number(migrated(0, count)['place']), steps: 0 } })
  assert.equal(taken.ok ? 'ok' : taken.problem.code, 'unique-violation')
  let unique = 0
  for await (const row of opened.store.dump()) if (row.row === 'unique') unique++
  assert.equal(unique, count)
}

for (const [name, make] of STORES) {
  describe(`a migration that is killed, on ${name}`, () => {
    it('is taken up where it was, wherever it stands still when it is killed: each record is changed once', async () => {
      await using data = await make()
      {
        await using opened = await world(data, before)
        await fill(opened, COUNT)
      }
      // Looking, looking for the same value twice, filling columns, and then every pass at some point within a step.
      for (const stand of [300, 1_500, 2_300, 1_250, 900, 450, 250, 150, 130, 110, 50])
        assert.equal(await child(data, { stand }), false, `it never came to record ${stand}`)
      assert.ok(await child(data, {}))
      await mustBeMigratedOnce(data, COUNT)
    })

    it('is taken up when it is killed right behind a durable step, or at any moment', async () => {
      await using data = await make()
      {
        await using opened = await world(data, before)
        await fill(opened, FEW)
      }
      let kills = 0
      let steps = 0
      while (!(await child(data, { kill: () => ++steps % 2 === 0, ...(kills % 3 === 2 && { killAfter: 150 + kills * 20 }) }))) {
        assert.ok(++kills < 60)
      }
      assert.ok(kills >= 3, `it was killed ${kills} times only`)
      await mustBeMigratedOnce(data, FEW)
    })
  })
}

describe('several processes that start at once on PostgreSQL', () => {
  it('migrate together, each record once, with one audit record', async () => {
    await using data = await postgresData()
    {
      await using opened = await world(data, before)
      await fill(opened, COUNT)
    }
    assert.deepEqual(await Promise.all([child(data, {}), child(data, {}), child(data, {})]), [true, true, true])
    await mustBeMigratedOnce(data, COUNT)
  })

  it('keep a process of the old contract from writing, and from starting in between', async () => {
    await using data = await postgresData()
    await using old = await world(data, before)
    await fill(old, 300)
    await child(data, { kill: (line) => line.startsWith('rewrote') })
    const late = await old.call('Line.create', { input: { id: 'late', order: 'O1', position: 5_000_000 } })
    assert.equal(late.ok ? 'ok' : late.problem.code, 'unavailable')
    await assert.rejects(async () => migrate(optionsOf(data, before.data)), { name: 'StoreRefused', message: /in the middle of a migration/ })
    await assert.rejects(world(data, before), { name: 'MigrationDue' })
    assert.ok(await child(data, {}))
    await mustBeMigratedOnce(data, 300)
  })
})

describe('a migration whose store fails now and then', () => {
  it('ends, and changes each record once, whatever step fails before or behind its commit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom('before', 'behind')), { maxLength: 4 }),
        async (count, step, failures) => {
          await using data = await sqliteData()
          {
            await using opened = await world(data, before)
            await fill(opened, count)
          }
          for (const [at, when] of [...failures, undefined].map((one) => one ?? ([Infinity, 'before'] as const))) {
            const options = optionsOf(data, after.data, migrations())
            let calls = 0
            const failing = (store: Store): Store =>
              new Proxy(store, {
                get(target, property) {
                  const member: unknown = Reflect.get(target, property)
                  if (property !== 'rewrite' && property !== 'commit' && property !== 'setFact')
                    return typeof member === 'function' ? member.bind(target) : member
                  return async (...args: unknown[]) => {
                    const fails = calls++ === at
                    if (fails && when === 'before') throw new StoreUnavailable('before')
                    const answer: unknown = await Reflect.apply(member as (...of: unknown[]) => unknown, target, args)
                    if (fails) throw new StoreUnavailable('behind')
                    return answer
                  }
                },
              })
            await migrate({ ...options, step, openStore: () => failing(options.openStore()) }).catch((error: unknown) =>
              assert.ok(error instanceof StoreUnavailable, String(error)),
            )
          }
          await mustBeMigratedOnce(data, count)
        },
      ),
      { numRuns: 8 },
    )
  })
})
