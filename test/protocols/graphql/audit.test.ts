import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { auditServer } from 'graphql-http'
import { defineApp, graphql, sqlite, startApp } from 'busbar'
import { plant, plantBindings } from '../../../conformance/scenario/contract.ts'
import { KeptLog } from '../../../conformance/ports.ts'

it('the audits of graphql-http, against a listener', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-audit-'))
  {
    await using running = await startApp(
      defineApp({ contract: plant, bindings: plantBindings, store: sqlite({ path: folder }), protocols: [graphql()], listen: { port: 0 }, operations: false }),
      { file: join(folder, 'busbar.config.ts'), log: new KeptLog(), announce: () => {} },
    )
    // Without a key there would be more audits than calls that an address may make at once.
    const fetchFn: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers)
      headers.set('authorization', `Bearer ${running.firstKey ?? ''}`)
      return fetch(input, { ...init, headers })
    }
    const results = await auditServer({ url: `${running.publicUrl}/graphql`, fetchFn })
    const missed: string[] = []
    for (const result of results) if (result.status !== 'ok') missed.push(`${result.id} ${result.name}: ${result.reason}`)
    context.diagnostic(`${results.length - missed.length} of ${results.length} audits passed`)
    assert.ok(results.length > 50, 'the audits were run')
    assert.deepEqual(missed, [])
  }
  await rm(folder, { recursive: true, force: true })
})
