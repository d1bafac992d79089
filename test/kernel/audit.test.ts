import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { makeWorld, type World } from '../../conformance/scenario/world.ts'
import { dropArchived, segment, verifySegment } from '../../src/kernel/audit/archive.ts'
import { signHead, type SignedHead } from '../../src/kernel/audit/head.ts'
import { archivedTo, verifyAudit, type Verdict } from '../../src/kernel/audit/verify.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { withDatabase } from '../postgres.ts'
import { did, floor, onPostgres } from './workshop.ts'

interface Trail extends AsyncDisposable {
  readonly world: World
  /** SQL past the store. */
  sql(text: string): Promise<void>
}

async function onFile(): Promise<Trail> {
  const path = await mkdtemp(join(tmpdir(), 'busbar-audit-'))
  let world = await makeWorld({ contract: floor }, sqlite({ path }))
  return {
    get world() {
      return world
    },
    async sql(text) {
      await world[Symbol.asyncDispose]()
      const database = new DatabaseSync(join(path, 'busbar.db'))
      database.exec(text)
      database.close()
      world = await makeWorld({ contract: floor }, sqlite({ path }))
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await rm(path, { recursive: true, force: true })
    },
  }
}

async function onServer(): Promise<Trail> {
  const database = await withDatabase()
  const world = await onPostgres({ contract: floor }, database.url)
  return {
    world,
    async sql(text) {
      await database.sql(text.replaceAll('busbar_audit', 'busbar.audit'))
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Ten records; then the trail is put back as it was after each attempt, by what undoes it. */
async function written(trail: Trail): Promise<SignedHead> {
  for (let i = 1; i <= 10; i++) await did(trail.world, { operation: 'Job.create', input: { id: `j${i}` } })
  return signHead(trail.world.store, trail.world.clock)
}
const found = (verdict: Verdict): readonly [string, number] => (verdict.ok ? ['ok', verdict.records] : [verdict.finding, verdict.sequence])

const AUDIT = 'busbar_audit'
/** Numbers move through negative ones, so that no two are the same on the way. */
const renumber = (from: number, by: number): readonly string[] => [
  `update ${AUDIT} set sequence = -(sequence + ${by}) where sequence > ${from}`,
  `update ${AUDIT} set sequence = -sequence where sequence < 0`,
]
const edit = (what: string): readonly string[] => [`update ${AUDIT} set ${what} where sequence = 4`]
const attempts: readonly (readonly [string, readonly string[], readonly [string, number]])[] = [
  ['an edited header', edit("header = replace(header, 'Job.create', 'Job.delete')"), ['header', 4]],
  ['an edited payload', edit("payload = replace(payload, 'j4', 'j5')"), ['payload', 4]],
  ['an exchanged salt', edit(`salt = (select salt from ${AUDIT} where sequence = 3)`), ['payload', 4]],
  ['an edited hash', edit(`hash = (select hash from ${AUDIT} where sequence = 3)`), ['header', 4]],
  ['a deletion', [`delete from ${AUDIT} where sequence = 4`], ['missing', 4]],
  ['a deletion that closes up', [`delete from ${AUDIT} where sequence = 4`, ...renumber(4, -1)], ['header', 4]],
  [
    'an insertion',
    [
      ...renumber(4, 1),
      `insert into ${AUDIT} (sequence, at, header, payload, salt, hash) select 5, at, header, payload, salt, hash from ${AUDIT} where sequence = 4`,
    ],
    ['header', 5],
  ],
  [
    'a reorder',
    [
      `update ${AUDIT} set sequence = -9 where sequence = 4`,
      `update ${AUDIT} set sequence = 4 where sequence = 5`,
      `update ${AUDIT} set sequence = 5 where sequence = -9`,
    ],
    ['header', 4],
  ],
]

for (const [name, open] of [
  ['SQLite', onFile],
  ['PostgreSQL', onServer],
] as const)
  describe(`The audit trail on ${name}, behind the back of Busbar`, () => {
    for (const [what, statements, expected] of attempts)
      it(`shows ${what}, at its first record`, async () => {
        await using trail = await open()
        const head = await written(trail)
        assert.deepEqual(found(await verifyAudit(trail.world.store, [head])), ['ok', 10])
        await trail.sql(statements.join(';'))
        assert.deepEqual(found(await verifyAudit(trail.world.store)), expected)
        assert.deepEqual(found(await verifyAudit(trail.world.store, [head])), expected)
      })

    it('shows a cut end against a head that was signed before, also once new records follow; and that a head is forged', async () => {
      await using trail = await open()
      const head = await written(trail)
      await trail.sql(`delete from ${AUDIT} where sequence > 7`)
      const cut = await verifyAudit(trail.world.store, [head])
      assert.equal(cut.ok, false)
      assert.deepEqual(found(cut)[1], 8)
      for (let i = 11; i <= 15; i++) await did(trail.world, { operation: 'Job.create', input: { id: `j${i}` } })
      assert.equal((await verifyAudit(trail.world.store, [head])).ok, false)
      for (const forged of [
        { ...head, hash: '0'.repeat(64) },
        { ...head, sequence: 3 },
        { ...head, signature: '' },
        { ...head, publicKey: 'x' },
      ])
        assert.equal((await verifyAudit(trail.world.store, [forged])).ok, false)
    })

    it('is archived in segments that verify by themselves and one behind the other, and goes on behind them', async () => {
      await using trail = await open()
      const head = await written(trail)
      const { store } = trail.world
      const lines: string[] = []
      for await (const line of segment(store, 6)) lines.push(line)
      const first = await verifySegment(from(lines))
      assert.deepEqual(found(first), ['ok', 6])
      if (!first.ok) return
      await dropArchived(store, first.end)
      assert.deepEqual((await archivedTo(store)).sequence, 6)
      assert.deepEqual(found(await verifyAudit(store, [head])), ['ok', 4])
      const rest: string[] = []
      for await (const line of segment(store, 10)) rest.push(line)
      assert.deepEqual(found(await verifySegment(from(rest), first.end)), ['ok', 4])
      assert.equal((await verifySegment(from(rest), { sequence: 5, hash: first.end.hash })).ok, false)
      assert.deepEqual(found(await verifySegment(from(lines.slice(0, -2)))), ['missing', 6])
      assert.deepEqual(found(await verifySegment(from([...lines.slice(0, 3), ...lines.slice(4)]))), ['missing', 3])
      assert.deepEqual(found(await verifySegment(from(lines.map((line, i) => (i === 3 ? line.replace('Job.create', 'Job.delete') : line))))), ['header', 3])
      for (const broken of [[], ['{'], ['null'], [...lines.slice(0, 2), 'x'], [...lines.slice(0, 2), 'null'], [...lines.slice(0, 2), '{"sequence":2}']])
        assert.equal((await verifySegment(from(broken))).ok, false, JSON.stringify(broken))
    })
  })

async function* from(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}
