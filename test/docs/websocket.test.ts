import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { events, rest, startApp } from 'busbar'
import { WebSocket } from 'ws'
import { KeptLog } from '../../conformance/ports.ts'
import plant from '../../examples/plant/busbar.config.ts'
import { plant as contract } from '../../examples/plant/contract.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { CLOSE } from '../../src/protocols/events/socket/close-code.ts'
import { socketRoutes } from '../../src/protocols/events/socket/index.ts'
import { AUTHENTICATE_WITHIN_MS, MOST_CALLS, MOST_MALFORMED, MOST_SUBSCRIPTIONS } from '../../src/protocols/events/socket/session.ts'
import { blocksOf, read } from './page.ts'

const PAGE = 'docs/reference/websocket.md'

/** The messages of a block, in order. `→`: sent. */
function messagesOf(text: string): readonly { readonly sent: boolean; readonly value: unknown }[] {
  return text
    .split(/^(?=[→←] )/m)
    .filter((part) => part.trim() !== '')
    .map((part) => ({ sent: part.startsWith('→'), value: JSON.parse(part.slice(2)) as unknown }))
}

/** `…` is anything; in a text, any text. */
function assertLike(actual: unknown, expected: unknown, where: string): void {
  if (expected === '…') assert.notEqual(actual, undefined, where)
  else if (typeof expected === 'string' && expected.includes('…')) {
    const [begin = '', end = ''] = expected.split('…')
    assert.ok(typeof actual === 'string' && actual.startsWith(begin) && actual.endsWith(end), `${where}: ${String(actual)} is not like ${expected}`)
  } else if (typeof expected === 'object' && expected !== null) {
    assert.ok(typeof actual === 'object' && actual !== null, `${where}: ${String(actual)}`)
    assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort(), `${where}: ${JSON.stringify(actual)}`)
    for (const [name, value] of Object.entries(expected)) assertLike((actual as { readonly [name: string]: unknown })[name], value, `${where}.${name}`)
  } else assert.equal(actual, expected, where)
}

describe('the reference of the WebSocket', () => {
  it('shows what the example plant answers, message by message', async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'busbar-page-'))
    const running = await startApp(
      { ...plant, options: { ...plant.options, protocols: [rest(), events()], listen: { port: 0 }, operations: { port: 0 } } },
      { file: join(folder, 'busbar.config.ts'), log: new KeptLog(), announce: () => {} },
    )
    const ws = new WebSocket(`${running.publicUrl.replace('http', 'ws')}/api/v2/events/socket`, 'busbar.v1')
    try {
      const got: unknown[] = []
      let wake = (): void => {}
      ws.on('message', (data: Buffer) => {
        got.push(JSON.parse(data.toString()))
        wake()
      })
      await once(ws, 'open')
      let compared = 0
      for (const { language, text } of await blocksOf(PAGE)) {
        if (language !== 'ws') continue
        for (const { sent, value } of messagesOf(text)) {
          if (sent) {
            ws.send(JSON.stringify(value).replace('bb_live_…', running.firstKey ?? ''))
            continue
          }
          while (got.length === 0) await new Promise<void>((resolve) => (wake = resolve))
          assertLike(got.shift(), value, JSON.stringify(value))
          compared++
        }
      }
      context.diagnostic(`${compared} messages compared`)
      assert.ok(compared >= 14)
    } finally {
      ws.terminate()
      await running.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  })

  it('has each close code, with its reason, and which ones to connect again after', async () => {
    const rows = [...(await read(PAGE)).matchAll(/^\| (\d{4}) \| (?:`([\w-]+)`)? ?\| ([^|]+) \|/gm)].map(([, code, reason, again = '']) => ({
      code: Number(code),
      reason,
      again: again.trim(),
    }))
    for (const { code, reason } of Object.values(CLOSE)) assert.equal(rows.find((row) => row.code === code)?.reason, reason, String(code))
    for (const { code, reason, again } of rows) {
      if (reason !== undefined)
        assert.ok(
          Object.values(CLOSE).some((one) => one.code === code),
          `${code} is not there any more`,
        )
      if (code >= 4_000) assert.equal(code < 4_400, again.startsWith('yes'), `${code}: ${again}`)
    }
  })

  it('says the numbers that hold', async () => {
    const text = (await read(PAGE)).replaceAll('\n', ' ')
    assert.equal(AUTHENTICATE_WITHIN_MS, 10_000)
    assert.match(text, /no `auth` within 10 s/)
    assert.ok(text.includes(`${MOST_CALLS} calls of a connection run at the same time`))
    assert.ok(text.includes(`at most ${MOST_SUBSCRIPTIONS} subscriptions`))
    assert.equal(MOST_MALFORMED, 10)
    const [route] = socketRoutes({ contracts: [contract.data] } as unknown as Kernel, { publicUrl: 'http://x' })
    assert.equal(route?.messageLimit, 1024 * 1024)
    assert.deepEqual(route?.slow, { waiting: 1024 * 1024, patience: 10_000, ...CLOSE.slowConsumer })
    assert.deepEqual(route?.subprotocols, ['busbar.v1'])
  })
})
