import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { misuses } from './misuses.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const golden = new URL('./misuses.golden.txt', import.meta.url)

test('a misuse does not compile, and the compiler says why in a sentence', async () => {
  const source = await readFile(new URL('./misuses.ts', import.meta.url), 'utf8')
  const lines = source.split(/\r?\n/)
  const whats = lines.flatMap((line) => /@ts-expect-error (.*)$/.exec(line)?.[1] ?? [])
  assert.ok(whats.length > 40)
  assert.equal(whats.length, misuses.length)

  // The same file with the expectations taken out, compiled on its own.
  const folder = await mkdtemp(join(root, 'test', 'contract', '.misuses-'))
  try {
    await writeFile(join(folder, 'misuses.ts'), source.replaceAll('@ts-expect-error', 'wrong:').replaceAll("'../../", "'../../../"))
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../../tsconfig.json', include: ['misuses.ts'], exclude: [] }))
    const output = await compile(folder)
    const told = new Map<number, string[]>()
    for (const [, line, message] of output.matchAll(/misuses\.ts\((\d+),\d+\): error TS\d+: ([^\n]*(?:\n {2,}[^\n]*)*)/g))
      told.set(Number(line), [...(told.get(Number(line)) ?? []), ...(message ?? '').split('\n')])
    const text = lines
      .flatMap((line, i) => {
        const what = /@ts-expect-error (.*)$/.exec(line)?.[1]
        return what === undefined ? [] : [`${what}\n    ${lastSentence(told.get(i + 2) ?? [])}\n`]
      })
      .join('')
    if (process.env.RECORD === '1') await writeFile(golden, text)
    assert.equal((await readFile(golden, 'utf8')).replaceAll('\r\n', '\n'), text, 'run the tests with RECORD=1 to write it anew, and read what it says')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

/** The innermost line names the cause; those around it name the types it is in. */
function lastSentence(messages: readonly string[]): string {
  assert.ok(messages.length > 0, 'a misuse compiles')
  return (messages.at(-1) ?? '').trim()
}

function compile(folder: string): Promise<string> {
  const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc')
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false', '--noErrorTruncation'], (_error, stdout) => resolve(stdout))
  })
}
