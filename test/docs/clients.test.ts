import assert from 'node:assert/strict'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { typesOf } from '../golden/client-types.ts'
import { blocksOf, root, run, startPlant } from './page.ts'

const STRICT =
  '--noEmit --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --module nodenext --target es2024 --lib es2024,dom,dom.iterable --types node --allowImportingTsExtensions --ignoreConfig'

it('the client of docs/guides/clients.md compiles under strict and does what the page says', async (t) => {
  await using played = await startPlant()
  const { folder, running } = played
  const ask = async (url: string, key: string, body?: unknown): Promise<string> => {
    const answer = await running.inject({
      method: body === undefined ? 'GET' : 'POST',
      url,
      headers: { 'authorization': `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    assert.ok(answer.status < 300, answer.body)
    return answer.body
  }
  const administrator = running.firstKey ?? ''
  await ask('/admin/v1/consumers', administrator, { id: 'nordwerk', audience: 'partner', owner: 'NORDWERK', scopes: ['*'] })
  const { key } = JSON.parse(await ask('/admin/v1/consumers/nordwerk/issue-key', administrator, {})) as { readonly key: string }

  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'plant.d.ts'), await typesOf(JSON.parse(await ask('/api/v2/openapi.json', key))))
  const files: string[] = []
  for (const { language, text } of await blocksOf('docs/guides/clients.md')) {
    const name = language === 'ts' ? /^\/\/ (\w+\.ts)\n/.exec(text)?.[1] : undefined
    if (name === undefined) continue
    files.push(join(folder, name))
    await writeFile(join(folder, name), text)
  }
  assert.equal(files.length, 5)
  const said = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...STRICT.split(' '), ...files], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  )
  assert.equal(said.stdout, '')

  process.env['PLANT_URL'] = `${running.publicUrl}/api/v2`
  process.env['PLANT_KEY'] = key
  t.after(() => {
    delete process.env['PLANT_URL']
    delete process.env['PLANT_KEY']
  })
  const page = async (file: string): Promise<{ readonly [name: string]: (...input: readonly unknown[]) => unknown }> =>
    import(pathToFileURL(join(folder, file)).href)
  const orders: unknown[] = []
  for await (const one of (await page('orders.ts'))['ordersOf']?.('PartiallyShipped') as AsyncIterable<{ readonly id: string }>) orders.push(one.id)
  assert.deepEqual(orders, ['SO-20931'])

  const { order } = await page('order.ts')
  const first = (await order?.('4500099001', '60')) as { readonly id: string; readonly replayed: boolean }
  assert.equal(first.replayed, false)
  assert.deepEqual(await order?.('4500099001', '60'), { id: first.id, replayed: true })
  assert.deepEqual(await order?.('4500017802', '60'), { id: undefined, replayed: false })

  const { shipment } = await page('watch.ts')
  const seen = (await shipment?.('SHP-88412')) as { readonly changed: boolean; readonly tag: string }
  assert.equal(seen.changed, true)
  assert.deepEqual(await shipment?.('SHP-88412', seen.tag), { changed: false, shipment: undefined, tag: seen.tag })

  const { again } = await page('again.ts')
  let tries = 0
  const busy = (retryAfter: string) => () => {
    tries++
    return Promise.resolve({ error: { code: 'unavailable' }, response: new Response(null, { headers: { 'retry-after': retryAfter } }) })
  }
  await again?.(busy('0'), 2)
  assert.equal(tries, 2)
  await again?.(busy('3600'), 5)
  assert.equal(tries, 3)
})
