import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { blocksOf, play, read, startPlant, unplayable } from './page.ts'
import { fromBash, fromPowerShell } from './shell.ts'

const blocks = await blocksOf('README.md')

describe('the README', () => {
  it('starts what npm start starts', async () => {
    assert.ok(blocks.some(({ language, text }) => language === '' && text === 'npm ci && npm start\n'))
    const { scripts } = JSON.parse(await read('package.json')) as { readonly scripts: { readonly [name: string]: string } }
    assert.match(scripts['start'] ?? '', / start examples\/plant\/busbar\.config\.ts$/)
  })

  it('shows what the example plant says at its start', async () => {
    await using played = await startPlant()
    const { folder, running, said } = played
    const untimed = (text = ''): string => text.replace(/up in \d+ ms/, 'up in … ms')
    const printed = said
      .replaceAll(`:${running.address?.port}`, ':8080')
      .replaceAll(`:${running.operationsAddress?.port}`, ':9180')
      .replace(folder, '…')
      .replaceAll('\\', '/')
      .replace(running.firstKey ?? '', 'bb_live_…')
    assert.equal(untimed(printed), untimed(blocks.find(({ text }) => text.startsWith('Busbar '))?.text))
  })

  it('quotes the examples as they are', async () => {
    let parts = 0
    for (const { language, text } of blocks) {
      const [, file, body = ''] = /^\/\/ (examples\/\S+)\n([\s\S]*)$/.exec(text) ?? []
      if (language !== 'ts' || file === undefined) continue
      const source = await read(file)
      let from = 0
      for (const part of body.split(/^\s*…\n/m)) {
        const found = source.indexOf(part, from)
        assert.ok(found >= 0, `${file} does not have, in this order:\n${part}`)
        from = found + part.length
        parts++
      }
    }
    assert.equal(parts, 3)
  })
})

for (const [page, calls] of Object.entries({ 'README.md': { asked: 11, compared: 9 }, 'docs/guides/access.md': { asked: 8, compared: 5 } })) {
  describe(`the calls of ${page}`, () => {
    it('give what it shows, run by bash word for word but for port, keys and ids', { skip: unplayable }, async () => {
      assert.deepEqual(await play(page), calls)
    })

    it('are the same in bash and in PowerShell', async () => {
      const lines = async (language: string): Promise<readonly string[]> =>
        (await blocksOf(page)).filter((block) => block.language === language).flatMap(({ text }) => text.trimEnd().split('\n'))
      const bash = (await lines('bash')).filter((line) => line.startsWith('curl')).map(fromBash)
      const powerShell = (await lines('powershell')).filter((line) => !/^\$\w+ =/.test(line)).map(fromPowerShell)
      assert.equal(bash.length, calls.asked)
      assert.deepEqual(powerShell, bash)
    })
  })
}
