import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startApp, type App, type Running } from 'busbar'
import { KeptLog } from '../../conformance/ports.ts'
import plant from '../../examples/plant/busbar.config.ts'

export const root = join(import.meta.dirname, '..', '..')
export const read = async (path: string): Promise<string> => (await readFile(join(root, path), 'utf8')).replaceAll('\r\n', '\n')

export interface Block {
  readonly language: string
  readonly text: string
}

/** The code of a page, in its order. */
export async function blocksOf(page: string): Promise<readonly Block[]> {
  return [...(await read(page)).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({ language, text }))
}

export const run = promisify(execFile)
/** Why a page cannot be played here, if so. */
export const unplayable = await Promise.all([run('bash', ['-c', 'exit']), run('curl', ['--version'])]).then(
  () => false as const,
  () => 'there is no bash or no curl here',
)

/** The example plant as its file says, with its data in a folder of its own and on free ports. */
export interface Played extends AsyncDisposable {
  readonly folder: string
  readonly running: Running
  /** What it said at its start. */
  readonly said: string
}
export async function startPlant(): Promise<Played> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-page-'))
  let said = ''
  const app: App = { ...plant, options: { ...plant.options, listen: { port: 0 }, operations: { port: 0 } } }
  try {
    const running = await startApp(app, { file: join(folder, 'examples', 'plant', 'busbar.config.ts'), log: new KeptLog(), announce: (text) => (said += text) })
    return {
      folder,
      running,
      said,
      async [Symbol.asyncDispose]() {
        await running.stop()
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    throw error
  }
}

/**
 * Runs each line of a page's bash blocks by bash, word for word but for port, keys and ids (which the page cannot know), and
 * holds the last answer of a block against the one shown behind it. Answers how many calls were made and compared.
 */
export async function play(page: string): Promise<{ readonly asked: number; readonly compared: number }> {
  await using played = await startPlant()
  const { running } = played
  let key = running.firstKey ?? ''
  let id = ''
  let variables = ''
  let asked = 0
  let compared = 0
  const blocks = await blocksOf(page)
  for (const [at, { language, text }] of blocks.entries()) {
    if (language !== 'bash') continue
    let last = ''
    for (const line of text.trimEnd().split('\n')) {
      if (/^[A-Z]+=/.test(line)) {
        variables += `${line.replace('127.0.0.1:8080', `127.0.0.1:${running.address?.port}`).replace('bb_live_…', key).replace("ID='…'", `ID='${id}'`)}\n`
        continue
      }
      last = (await run('bash', ['-c', variables + line])).stdout
      asked++
      const [, madeId, madeKey] = /"id":"(\w+)","key":"(bb_live_\w+)"/.exec(last) ?? []
      if (madeId !== undefined && madeKey !== undefined) [id, key] = [madeId, madeKey]
    }
    if (last === '') continue
    // PowerShell's form of the same may stand in between.
    const next = blocks[at + 1]?.language === 'powershell' ? blocks[at + 2] : blocks[at + 1]
    if (next?.language === 'xml') {
      const like = next.text
        .trimEnd()
        .split('…')
        .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      assert.match(last.trimEnd(), new RegExp(`^${like.join('.*')}$`, 's'), text)
      compared++
      continue
    }
    if (next?.language !== 'http') {
      assert.doesNotMatch(last, /urn:busbar:problem:/, text)
      continue
    }
    const [actual, expected] = [answerOf(last), answerOf(next.text)]
    assert.equal(actual.head, expected.head, text)
    for (const [name, value] of expected.headers) assertLike(actual.headers.get(name), value, `${name} of ${text}`)
    assertLike(actual.body, expected.body, text)
    compared++
  }
  return { asked, compared }
}

interface Answer {
  readonly head: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: unknown
}

/** What `curl -i` prints, or the page shows. */
export function answerOf(text: string): Answer {
  const end = /\r?\n\r?\n/.exec(text)
  assert.ok(end, `no header ends in ${text}`)
  const [head = '', ...fields] = text.slice(0, end.index).split(/\r?\n/)
  const headers = new Map(
    fields.map((field): [string, string] => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]),
  )
  const body = text.slice(end.index + end[0].length)
  return { head, headers, body: body === '' ? undefined : (JSON.parse(body) as unknown) }
}

/** `…` stands for any text. */
export function assertLike(actual: unknown, expected: unknown, where: string): void {
  if (typeof expected === 'string' && expected.includes('…')) {
    const [begin = '', end = ''] = expected.split('…')
    assert.ok(typeof actual === 'string' && actual.startsWith(begin) && actual.endsWith(end), `${where}: ${String(actual)} is not like ${expected}`)
  } else if (typeof expected === 'object' && expected !== null) {
    assert.ok(typeof actual === 'object' && actual !== null, where)
    assert.deepEqual(Object.keys(actual), Object.keys(expected), where)
    for (const [name, value] of Object.entries(expected)) assertLike((actual as { readonly [name: string]: unknown })[name], value, `${where}.${name}`)
  } else assert.equal(actual, expected, where)
}
