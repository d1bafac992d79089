import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { KeptLog, seededRandom } from '../../conformance/ports.ts'
import type { ContractData } from '../../src/contract/data.ts'
import { defineContract, defineResource, t, type Fields } from '../../src/contract/index.ts'
import { contractModel, layoutsOf } from '../../src/kernel/model/model.ts'
import { readBackup, writeBackup } from '../../src/server/backup.ts'
import { systemClock } from '../../src/server/clock.ts'
import { defineApp } from '../../src/server/config/app.ts'
import { readConfig } from '../../src/server/config/config.ts'
import { openAppStore } from '../../src/server/open.ts'
import { rest } from '../../src/protocols/rest/index.ts'
import { startApp } from '../../src/server/start.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { after, fill, linesOf } from '../kernel/migrate-sample.ts'
import { apply, postgresData, sqliteData, world, type Data } from '../kernel/migrate-world.ts'

const contract = (fields: Fields): ContractData =>
  defineContract('plant', {
    version: 'v1',
    members: [defineResource('Part', { key: { id: t.string() }, fields, standard: ['get', 'list', 'create'] } as never)],
  }).data

async function folder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'busbar-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

describe('a start with another contract', () => {
  const app = (path: string, data: ContractData) =>
    defineApp({ contract: data, store: sqlite({ path }), protocols: [rest()], seed: [{ operation: 'Part.create', input: { id: 'P-1', name: 'Bolt' } }] })
  const start = (path: string, data: ContractData, log = new KeptLog()) =>
    startApp(app(path, data), { file: join(path, 'busbar.config.ts'), log, listen: false, announce: () => {} })

  it('brings the records along where nothing has to be decided, and says so in the log', async () => {
    await using data = await folder()
    const log = new KeptLog()
    let key: string | undefined
    {
      await using first = await start(data.path, contract({ name: t.string() }))
      key = first.firstKey
    }
    await using running = await start(data.path, contract({ name: t.string(), grade: t.string().default('A') }), log)
    const answer = await running.inject({ method: 'GET', url: '/api/v1/parts/P-1', headers: { authorization: `Bearer ${key ?? ''}` } })
    assert.equal((JSON.parse(String(answer.body)) as { grade: string }).grade, 'A')
    assert.ok(log.entries.some(({ message }) => message.includes('brought to the contract')))
  })

  it('is refused with the plan where something has to be, and the start with the old one works as before', async () => {
    await using data = await folder()
    const was = contract({ name: t.string() })
    {
      await using _ = await start(data.path, was)
    }
    const error: unknown = await start(data.path, contract({ title: t.string() })).catch((failed: unknown) => failed)
    assert.ok(error instanceof Error)
    assert.equal(error.name, 'MigrationBlocked')
    assert.match(error.message, /Part\.name is no longer a field\.\n.*rename[\s\S]*P-1 \/title: is required/)
    // Whoever looks at the store without a kernel must not bend its tables either.
    const other = readConfig(app(data.path, contract({ title: t.string() })), { file: join(data.path, 'busbar.config.ts') })
    await assert.rejects(openAppStore(other, { log: new KeptLog() }), { name: 'StoreRefused', message: /busbar migrate/ })
    await using _ = await start(data.path, was)
  })
})

for (const [name, make] of [
  ['SQLite', sqliteData],
  ['PostgreSQL', postgresData],
] as const) {
  describe(`owners over references behind a restore, on ${name}`, () => {
    it('are computed with the first start, so that partners see what is theirs', async () => {
      await using target = await make()
      await using source = await sqliteData()
      await using files = await folder()
      const file = join(files.path, 'backup')
      {
        await using full = await world(source, after)
        await fillAfter(full)
        await writeBackup({ store: full.store, file, contract: after.data, clock: systemClock })
      }
      await restored(target, file)
      await assert.rejects(world(target, after), { name: 'MigrationDue' })
      assert.deepEqual(await apply(target, after), [])
      await using opened = await world(target, after)
      for (const customer of [0, 1, 2]) assert.deepEqual(await opened.seenBy(`C${customer}`, 'Line'), linesOf(customer, 60))
      const audit = await opened.store.audit(0, 1_000)
      assert.equal(audit.filter(({ header }) => header.includes('"operation":"migrate"')).length, 0)
    })
  })
}

async function fillAfter(opened: Awaited<ReturnType<typeof world>>): Promise<void> {
  await fill(
    {
      ...opened,
      create: (resource, input) =>
        opened.create(resource, resource === 'Line' ? { id: input['id'], order: input['order'], place: input['position'], steps: 1 } : input),
    },
    60,
  )
}

async function restored(target: Data, file: string): Promise<void> {
  const store = target.descriptor.open({ clock: systemClock, random: seededRandom(5), log: new KeptLog() })
  try {
    await store.open(layoutsOf([contractModel(after.data, [], 'r')]))
    await readBackup({ store, random: seededRandom(9), file })
  } finally {
    await store[Symbol.asyncDispose]()
  }
}
