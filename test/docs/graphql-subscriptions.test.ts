import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { WebSocket } from 'ws'
import { CLOSE } from '../../src/protocols/graphql/subscriptions/socket/close-code.ts'
import { SUBPROTOCOL } from '../../src/protocols/graphql/subscriptions/socket/route.ts'
import { LIMITS } from '../../src/protocols/graphql/limits/limits.ts'
import { assertLike, blocksOf, read, root, run, startPlant, unplayable } from './page.ts'

const PAGE = 'docs/guides/graphql-subscriptions.md'

/** The messages of a block, in order. `→`: sent. */
function messagesOf(text: string): readonly { readonly sent: boolean; readonly value: unknown }[] {
  return text
    .split(/^(?=[→←] )/m)
    .filter((part) => part.trim() !== '')
    .map((part) => ({ sent: part.startsWith('→'), value: JSON.parse(part.slice(2)) as unknown }))
}

describe('the guide to GraphQL subscriptions', () => {
  it('shows what the example plant answers', { skip: unplayable }, async (context) => {
    await using played = await startPlant()
    const { running } = played
    const address = `127.0.0.1:${running.address?.port}`
    const filled = (text: string): string => text.replaceAll('127.0.0.1:8080', address).replaceAll('bb_live_…', running.firstKey ?? '')
    const blocks = await blocksOf(PAGE)
    const ws = new WebSocket(`ws://${address}/graphql`, SUBPROTOCOL)
    const got: unknown[] = []
    let wake = (): void => {}
    ws.on('message', (data: Buffer) => {
      got.push(JSON.parse(data.toString()))
      wake()
    })
    await once(ws, 'open')
    let compared = 0
    for (const { text } of blocks.filter(({ language }) => language === 'ws'))
      for (const { sent, value } of messagesOf(text)) {
        if (sent) {
          ws.send(filled(JSON.stringify(value)))
          continue
        }
        while (got.length === 0) await new Promise<void>((resolve) => (wake = resolve))
        assertLike(got.shift(), value, JSON.stringify(value))
        compared++
      }
    ws.terminate()
    assert.equal(compared, 6)

    for (const [at, { language, text }] of blocks.entries()) {
      if (language !== 'bash') continue
      const { stdout } = await run('bash', ['-c', filled(text)])
      assert.equal(stdout, blocks[at + 1]?.text)
      compared++
    }
    const folder = join(root, 'node_modules', '.cache', `busbar-guide-${running.address?.port}`)
    await mkdir(folder, { recursive: true })
    try {
      const program = join(folder, 'program.mjs')
      await writeFile(program, filled(blocks.find(({ language }) => language === 'js')?.text ?? ''))
      const { stdout, stderr } = await run(process.execPath, [program], { timeout: 20_000 })
      assert.equal(stderr, '')
      assert.match(stdout, /^shipment\.created SHP-88412\n(shipment\.[\w.-]+ SHP-\d+\n){4}$/)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    context.diagnostic(`${compared} answers compared, one program run`)
  })

  it('has each close code with its reason', async () => {
    const page = await read(PAGE)
    const rows = new Set([...page.matchAll(/^\| (\d{4}) \| `([^`]+)` \|/gm)].map(([, code, reason]) => `${code} ${reason}`))
    for (const { code, reason } of Object.values(CLOSE)) assert.ok(rows.has(`${code} ${reason}`), `${code} ${reason}`)
  })
})

it('the reference of limits has each limit with its default', async () => {
  const page = await read('docs/reference/graphql-limits.md')
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, name, limit]) => [name, Number(limit)])
  assert.deepEqual(Object.fromEntries(rows), LIMITS)
})
