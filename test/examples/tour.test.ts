import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { startApp } from 'busbar'
import { KeptLog, ManualClock, seededRandom } from '../../conformance/ports.ts'
import plant from '../../examples/plant/busbar.config.ts'
import { fromBash, fromPowerShell } from '../docs/shell.ts'

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'guides', 'example-plant.md')
/** `RECORD=1` writes what the app answers into the page. */
const RECORD = process.env['RECORD'] === '1'

interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: unknown }
  readonly body: string
}

/** The status, the header fields that the page shows, and the body as a person would print it; what is random is cut. */
function shown(answer: Answer, names: readonly string[]): string {
  const fields = names.map((name) => `${name}: ${String(answer.headers[name.toLowerCase()])}\n`).join('')
  const body = JSON.stringify(JSON.parse(answer.body), null, 2)
    .replaceAll(/"id": "\w{8}",(?=\s*"key": "bb_live_)/g, '"id": "…",')
    .replaceAll(/bb_live_\w+/g, 'bb_live_…')
    .replaceAll(/(?<=urn:busbar:request:)[\w-]+/g, '…')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '01a0e172-…')
    .replaceAll(/[0-9a-f]{64}/g, '…')
    // Short lists and objects on one line.
    .replaceAll(
      /([[{])\n\s*([^[\]{}]{1,120}?)\n\s*([\]}])/g,
      (_, open: string, inner: string, close: string) => `${open} ${inner.replaceAll(/\n\s*/g, ' ')} ${close}`,
    )
  return `HTTP/1.1 ${answer.status}\n${fields}\n${body}\n`
}

describe('the tour of the example plant', () => {
  it('asks the same in bash and in PowerShell, and gets what is printed', async (t) => {
    const page = (await readFile(PAGE, 'utf8')).replaceAll('\r\n', '\n')
    const folder = await mkdtemp(join(tmpdir(), 'busbar-tour-'))
    t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
    const clock = new ManualClock(Date.parse('2026-09-27T06:00:00Z'))
    await using running = await startApp(plant, {
      file: join(folder, 'busbar.config.ts'),
      listen: false,
      log: new KeptLog(),
      announce: () => {},
      clock,
      random: seededRandom(7),
    })
    const keys = new Map([['auth', running.firstKey ?? '']])

    let asked = 0
    let out = ''
    let end = 0
    for (const match of page.matchAll(/```bash\n((?:(?!```)[\s\S])*)```\n\n```powershell\n((?:(?!```)[\s\S])*)```\n\n```http\n((?:(?!```)[\s\S])*)```/g)) {
      const [block, bash = '', powerShell = '', expected = ''] = match
      const requests = bash.trimEnd().split('\n').map(fromBash)
      assert.deepEqual(powerShell.trimEnd().split('\n').map(fromPowerShell), requests)
      let answer: Answer | undefined
      for (const { method, url, headers, body } of requests) {
        const who = headers['authorization']
        answer = await running.inject({
          method,
          url,
          headers: { ...headers, ...(who !== undefined && { authorization: `Bearer ${keys.get(who) ?? ''}` }) },
          ...(body !== undefined && { body }),
        } as Parameters<typeof running.inject>[0])
        const issued = /"key":"(bb_live_\w+)"/.exec(answer.body)?.[1]
        if (issued !== undefined) keys.set('partner', issued)
        asked++
      }
      assert.ok(answer)
      const head = expected.split('\n\n')[0] ?? ''
      const names = head
        .split('\n')
        .slice(1)
        .filter((line) => line !== '')
        .map((line) => line.slice(0, line.indexOf(':')))
      const actual = shown(answer, names)
      // Also while recording: an answer of another kind is never written down unseen.
      assert.equal(actual.split('\n')[0], head.split('\n')[0], `${requests.at(-1)?.url} ${answer.body}`)
      if (RECORD) out += page.slice(end, match.index) + block.replace(/```http\n[\s\S]*?```/, () => `\`\`\`http\n${actual}\`\`\``)
      else assert.equal(actual, expected, `${requests.at(-1)?.method} ${requests.at(-1)?.url}: RECORD=1 rewrites the page`)
      end = match.index + block.length
    }
    assert.ok(asked >= 15, `${asked} calls`)
    if (RECORD) await writeFile(PAGE, out + page.slice(end))
    else assert.ok(!page.includes('undefined'))
  })
})
