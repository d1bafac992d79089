import assert from 'node:assert/strict'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { answerOf, assertLike, blocksOf, root, run, startPlant, unplayable, type Played } from './page.ts'

const PAGE = 'docs/guides/events.md'
const STRICT =
  '--noEmit --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --module nodenext --target es2024 --lib es2024,dom,dom.iterable,dom.asynciterable --types node --allowImportingTsExtensions --ignoreConfig'
/** The plant's log begins anew with each test, in an epoch of its own. */
const EPOCH = 'e4f7893338b20a68'

async function epochOf({ running }: Played): Promise<string> {
  const { body } = await running.inject({ url: '/api/v2/events?limit=1', headers: { authorization: `Bearer ${running.firstKey ?? ''}` } })
  return (JSON.parse(body) as { readonly cursor: string }).cursor.split(':')[0] ?? ''
}

describe('docs/guides/events.md', () => {
  it('shows calls that are answered as it says', { skip: unplayable }, async () => {
    await using played = await startPlant()
    const { running } = played
    const epoch = await epochOf(played)
    const blocks = (await blocksOf(PAGE)).map(({ language, text }) => ({ language, text: text.replaceAll(EPOCH, epoch) }))
    let variables = ''
    let [asked, compared] = [0, 0]
    for (const [at, { language, text }] of blocks.entries()) {
      if (language !== 'bash') continue
      let last = ''
      for (const line of text.trimEnd().split('\n')) {
        if (/^[A-Z]+=/.test(line)) {
          variables += `${line.replace('127.0.0.1:8080', `127.0.0.1:${running.address?.port}`).replace('bb_live_…', running.firstKey ?? '')}\n`
          continue
        }
        // A stream does not end by itself.
        const streamed = line.startsWith('curl -sN')
        last = (await run('bash', ['-c', `${variables}${line}${streamed ? ' --max-time 1 || true' : ''}`])).stdout
        if (!streamed && !line.includes('arived')) assert.match(last, /^HTTP\/1.1 20[04]/, line)
        asked++
      }
      const next = blocks[at + 1]
      if (next?.language === 'http') {
        const [actual, expected] = [answerOf(last), answerOf(next.text)]
        assert.equal(actual.head, expected.head, text)
        for (const [name, value] of expected.headers) assertLike(actual.headers.get(name), value, `${name} of ${text}`)
        // The page leaves out what a shipment has.
        assertLike(JSON.parse(JSON.stringify(actual.body, (name, value: unknown) => (name === 'data' ? 'data' : value))), expected.body, text)
        compared++
      } else if (next?.language === 'sse') {
        const lines = last.split('\n')
        for (const [i, expected] of next.text.trimEnd().split('\n').entries()) assertLike(lines[i], expected, `line ${i} of ${text}`)
        compared++
      }
    }
    assert.deepEqual([asked, compared], [14, 6])
  })

  it('has programs that compile under strict and do what it says', async () => {
    await using played = await startPlant()
    const { folder, running } = played
    const key = running.firstKey ?? ''
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    const files: string[] = []
    for (const { language, text } of await blocksOf(PAGE)) {
      const name = language === 'ts' ? /^\/\/ (\w+\.ts)\n/.exec(text)?.[1] : undefined
      if (name === undefined) continue
      files.push(join(folder, name))
      await writeFile(join(folder, name), text)
    }
    assert.equal(files.length, 2)
    const said = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...STRICT.split(' '), ...files], { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    )
    assert.equal(said.stdout, '')

    const page = async (file: string) =>
      (await import(pathToFileURL(join(folder, file)).href)) as { readonly [name: string]: (...input: readonly unknown[]) => unknown }
    const base = `${running.publicUrl}/api/v2`
    const stop = new AbortController()
    const gaps: string[] = []
    const asked = { key, signal: stop.signal, gap: async () => void gaps.push('stream') }
    const { follow } = await page('stream.ts')
    const seen: { readonly subject: string; readonly cursor: string }[] = []
    type Events = AsyncIterable<{ readonly subject: string; readonly cursor: string }>
    for await (const event of follow?.(`${base}/events/stream?after=first&types=material.created`, asked) as Events) if (seen.push(event) === 3) break
    for await (const event of follow?.(`${base}/events/stream?types=material.created`, { ...asked, after: seen[2]?.cursor }) as Events)
      if (seen.push(event) === 10) break
    assert.equal(new Set(seen.map(({ subject }) => subject)).size, 10)
    for await (const event of follow?.(`${base}/events/stream?types=material.created`, { ...asked, after: 'ffff:1' }) as Events) {
      assert.equal(event.subject, seen[0]?.subject)
      break
    }
    assert.deepEqual(gaps, ['stream'])
    await assert.rejects(async () => {
      for await (const _ of follow?.(`${base}/events/stream`, { ...asked, key: 'bb_live_none' }) as Events) assert.fail('nothing is there for it')
    }, /unauthenticated/)

    const { copy } = await page('copy.ts')
    const copied: string[] = []
    const copying = copy?.(base, {
      key,
      name: 'copy',
      signal: stop.signal,
      gap: async () => {},
      act: async (event: { readonly subject: string }) => void copied.push(event.subject),
    }) as Promise<void>
    const place = async (): Promise<string> =>
      (JSON.parse((await running.inject({ url: '/api/v2/events/cursors/copy', headers: { authorization: `Bearer ${key}` } })).body) as { cursor: string })
        .cursor
    const all = JSON.parse((await running.inject({ url: '/api/v2/events?limit=1000', headers: { authorization: `Bearer ${key}` } })).body) as {
      readonly events: readonly { readonly subject: string }[]
      readonly cursor: string
    }
    while ((await place()) !== all.cursor) await new Promise((resolve) => setTimeout(resolve, 10))
    assert.deepEqual(
      copied,
      all.events.map(({ subject }) => subject),
    )
    stop.abort()
    await assert.rejects(copying, { name: 'AbortError' })
  })
})
