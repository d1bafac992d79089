import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { startApp, type App, type Running } from 'busbar'
import { KeptLog } from '../../conformance/ports.ts'
import minimal from '../../examples/minimal/busbar.config.ts'
import plant from '../../examples/plant/busbar.config.ts'

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-example-'))
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

/** The app as its file says, but with its data in `folder` and without a port. */
function open(app: App, folder: string): Promise<Running> {
  return startApp(app, { file: join(folder, 'busbar.config.ts'), listen: false, log: new KeptLog(), announce: () => {} })
}

async function ask(
  running: Running,
  method: 'GET' | 'POST',
  of: { readonly url: string; readonly key: string; readonly body?: unknown },
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await running.inject({
    method,
    url: of.url,
    headers: { authorization: `Bearer ${of.key}`, ...(of.body !== undefined && { 'content-type': 'application/json' }) },
    ...(of.body !== undefined && { body: JSON.stringify(of.body) }),
  })
  return { status: answer.status, body: JSON.parse(answer.body) as unknown }
}

describe('the minimal example', () => {
  it('is a config of about ten lines', async () => {
    const text = await readFile(join(import.meta.dirname, '..', '..', 'examples', 'minimal', 'busbar.config.ts'), 'utf8')
    assert.ok(text.trim().split('\n').length <= 12)
  })

  it('starts, stores a machine, and starts the machine', async (t) => {
    await using running = await open(minimal, await folderOf(t))
    const key = running.firstKey ?? ''
    const made = await ask(running, 'POST', { url: '/api/v1/machines', key, body: { id: 'saw-1', name: 'Band saw' } })
    assert.equal(made.status, 201)
    const started = await ask(running, 'POST', { url: '/api/v1/machines/saw-1/start', key, body: {} })
    assert.equal((started.body as { state: string }).state, 'Running')
    const list = await ask(running, 'GET', { url: '/api/v1/machines?state=Running', key })
    assert.deepEqual(
      (list.body as { items: { id: string }[] }).items.map((m) => m.id),
      ['saw-1'],
    )
  })
})

describe('the example plant as an app', () => {
  it('is seeded at its first start and left alone at its second', async (t) => {
    const folder = await folderOf(t)
    let key = ''
    {
      await using running = await open(plant, folder)
      key = running.firstKey ?? ''
      assert.match(key, /^bb_live_/)
      const busy = await ask(running, 'POST', { url: '/api/v2/production-orders/PO-00050133/start', key, body: { line: 'l3' } })
      assert.equal(busy.status, 409)
      assert.deepEqual((busy.body as { data: unknown }).data, { line: 'l3', runningOrder: 'PO-00050127' })
      await ask(running, 'POST', { url: '/api/v2/production-orders/PO-00050127/hold', key, body: { reason: 'Tool worn' } })
    }
    await using again = await open(plant, folder)
    assert.equal(again.firstKey, undefined)
    const order = await ask(again, 'GET', { url: '/api/v2/production-orders/PO-00050127', key })
    assert.deepEqual([order.status, (order.body as { state: string }).state], [200, 'Held'])
  })
})
