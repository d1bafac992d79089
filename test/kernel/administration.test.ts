import assert from 'node:assert/strict'
import { it } from 'node:test'
import { defineApp, rest, startApp } from 'busbar'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { administrationContract } from '../../src/administration/index.ts'
import { checkContract } from '../../src/contract/index.ts'
import { contractModel } from '../../src/kernel/model/model.ts'
import type { Call } from '../../src/kernel/call.ts'
import type { Outcome } from '../../src/kernel/outcome.ts'
import { plant, plantBindings } from '../../conformance/scenario/contract.ts'
import { KeptLog } from '../../conformance/ports.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'

type Ask = (operation: string, more?: Pick<Call, 'key' | 'input'>) => Promise<Outcome>

async function withAdministration(play: (ask: Ask) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-administration-'))
  {
    await using running = await startApp(defineApp({ contract: plant, bindings: plantBindings, store: sqlite({ path: folder }), protocols: [rest()] }), {
      file: join(folder, 'busbar.config.ts'),
      listen: false,
      log: new KeptLog(),
      announce: () => {},
    })
    await play((operation, more = {}) =>
      running.kernel.handle({
        protocol: 'test',
        contract: 'administration',
        version: 'v1',
        operation,
        credential: { kind: 'system', name: 'test' },
        address: '127.0.0.1',
        requestId: 'r',
        ...more,
      }),
    )
  }
  await rm(folder, { recursive: true, force: true })
}

const codeOf = (outcome: Outcome): string => (outcome.ok ? 'ok' : outcome.problem.code)

it('the administration contract passes its own check', () => {
  assert.deepEqual(checkContract(administrationContract.data), [])
})

it('nothing of the administration is open to callers without a credential', () => {
  assert.equal(contractModel(administrationContract.data, [], 'bb').public, false)
})

it('a consumer that has keys and a plan that has consumers cannot be deleted, so that nothing of an old one comes back to life', () =>
  withAdministration(async (ask) => {
    await ask('Plan.create', { input: { id: 'slow', rate: 1 } })
    await ask('Consumer.create', { input: { id: 'nordwerk', audience: 'partner', scopes: ['orders.*'], plan: 'slow' } })
    const issued = await ask('Consumer.issueKey', { key: 'nordwerk', input: {} })
    assert.ok(issued.ok)
    const { id } = JSON.parse(issued.body) as { id: string }
    assert.equal(codeOf(await ask('Plan.delete', { key: 'slow' })), 'referenced')
    assert.equal(codeOf(await ask('Consumer.delete', { key: 'nordwerk' })), 'referenced')
    assert.equal(codeOf(await ask('Key.delete', { key: id })), 'ok')
    assert.equal(codeOf(await ask('Consumer.delete', { key: 'nordwerk' })), 'ok')
    assert.equal(codeOf(await ask('Plan.delete', { key: 'slow' })), 'ok')
  }))

it('a scope has its star at the end or is one, as it is compared', () =>
  withAdministration(async (ask) => {
    const create = (scope: string) => ask('Consumer.create', { input: { id: `c${scope.length}`, audience: 'internal', scopes: [scope] } })
    assert.equal(codeOf(await create('*')), 'ok')
    assert.equal(codeOf(await create('orders.*')), 'ok')
    assert.equal(codeOf(await create('*.read')), 'invalid')
    assert.equal(codeOf(await create('or*ders.x')), 'invalid')
  }))
