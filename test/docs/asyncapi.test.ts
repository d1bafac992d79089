import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { runInNewContext } from 'node:vm'
import { httpClient } from '../../conformance/scenario/http-client.ts'
import { plant } from '../../examples/plant/contract.ts'
import { eventTypes } from '../../src/contract/events.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { events } from '../../src/protocols/events/index.ts'
import { emitAsyncApi } from '../golden/emit-asyncapi.ts'

const PAGE = new URL('../../docs/reference/asyncapi.md', import.meta.url)

interface Shown {
  readonly channels: { readonly [id: string]: { readonly title: string; readonly address: string | null } }
  readonly operations: { readonly [id: string]: { readonly action: string; readonly channel: { readonly $ref: string }; readonly summary: string } }
}

function operationTable(): string {
  const { channels, operations } = JSON.parse(JSON.stringify(emitAsyncApi(plant.data, { version: 'v2', audience: 'internal' }))) as Shown
  const rows = Object.entries(operations).map(([id, { action, channel, summary }]) => {
    const name = channel.$ref.split('/').at(-1) ?? ''
    const { title, address } = channels[name] ?? { title: '', address: null }
    return `| \`${name}\` | ${title} | ${address === null ? 'that of the endpoint' : `\`${address}\``} | \`${id}\` | ${action} | ${summary} |`
  })
  return ['| Channel | Way | Address | Operation | Action | What it does |', '|---|---|---|---|---|---|', ...rows].join('\n')
}

describe('docs/reference/asyncapi.md', () => {
  it('has the table that the document has; RECORD=1 writes it', async () => {
    const page = (await readFile(PAGE, 'utf8')).replaceAll('\r\n', '\n')
    const marker = /(<!-- operations: generated[^\n]*-->\n)[^]*?(<!-- \/operations -->)/
    assert.match(page, marker)
    const expected = page.replace(marker, (_, open: string, close: string) => `${open}${operationTable()}\n${close}`)
    if (process.env['RECORD'] === '1') await writeFile(PAGE, expected)
    else assert.equal(page, expected)
  })

  it('has a program that prints the events of a resource', async () => {
    const [, program = ''] = /```js\n([^]*?)```/.exec(await readFile(PAGE, 'utf8')) ?? []
    const identify: Kernel['identify'] = async () => ({ ok: true, principal: { consumer: 'c', credential: 'k', audience: 'internal', scopes: ['*'] } })
    const ask = httpClient(
      events().routes({ contracts: [plant.data], identify } as Partial<Kernel> as Kernel, {
        publicUrl: 'http://127.0.0.1:8080',
        protocols: ['events', 'webhooks'],
      }),
    )
    const fetched = async (url: string, { headers }: { headers: { [name: string]: string } }): Promise<object> => {
      const { text } = await ask({ method: 'GET', url: new URL(url).pathname, headers })
      return { json: async () => JSON.parse(text) as unknown }
    }
    const printed: string[] = []
    const names = { fetch: fetched, process: { env: { BUSBAR_KEY: 'bb_test_1' } }, console: { log: (name: string) => printed.push(name) } }
    await (runInNewContext(`(async () => {${program}})()`, names) as Promise<void>)
    assert.deepEqual(
      printed,
      eventTypes(plant.data, 'internal')
        .filter(({ resource }) => resource === 'ProductionOrder')
        .map(({ type }) => type),
    )
  })
})
