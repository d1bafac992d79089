import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { ERRORS } from 'busbar/kernel'
import { blocksOf, read, root, run, unplayable } from './page.ts'

const PAGE = 'docs/guides/operate.md'

describe('the guide to operation', () => {
  it('says of every error code what to do, and of no other', async () => {
    const [, chapter = ''] = (await read(PAGE)).split('## At 3 a.m.\n')
    const codes = [...chapter.matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code))
    assert.deepEqual(codes.toSorted(), Object.keys(ERRORS).toSorted())
  })

  it('has commands that work one after the other', { skip: unplayable, timeout: 240_000 }, async (t) => {
    const parent = await mkdtemp(join(tmpdir(), 'busbar-operate-'))
    t.after(() => rm(parent, { recursive: true, force: true, maxRetries: 3 }))
    const folder = join(parent, 'plant')
    await mkdir(folder)
    const plant = JSON.stringify(pathToFileURL(join(root, 'examples/plant/busbar.config.ts')).href)
    // Nothing here listens; the ports are only looked at, so they must be free.
    await writeFile(
      join(folder, 'busbar.config.ts'),
      `import plant from ${plant}\nexport default { ...plant, options: { ...plant.options, listen: { port: 0 }, operations: { port: 0 } } }\n`,
    )
    const quoted = (text: string): string => `'${text.replaceAll('\\', '/')}'`
    const busbar = `busbar() { ${quoted(process.execPath)} --conditions=busbar-source ${quoted(join(root, 'src/cli/main.ts'))} "$@"; }\n`
    let id = ''
    let commands = 0
    let said = ''
    for (const { language, text } of await blocksOf(PAGE)) {
      if (language !== 'bash') continue
      commands += text.split('\n').filter((line) => line.startsWith('busbar ')).length
      // `-e`: the first command that fails ends the block, and the test.
      const { stdout } = await run('bash', ['-e', '-c', busbar + text.replaceAll('8LfCTMPj', id)], { cwd: folder })
      id = /^bb_live_(\w{8})_/m.exec(stdout)?.[1] ?? id
      said += stdout
    }
    assert.equal(commands, 16)
    assert.match(said, /The audit trail is as it was written: \d+ records, the last is \d+; 1 signed head fit/)
    assert.match(said, /Restored the backup of plant v2/)
  })
})
