import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { desk } from '../cli/fixture.ts'

const page = join(import.meta.dirname, '../../docs/guides/migrations.md')
const APP = `import { defineApp, rest, sqlite } from 'busbar'
import { warehouse } from './contract.ts'
export default defineApp({ contract: warehouse, store: sqlite({ path: './data' }), protocols: [rest()] })
`

describe('docs/guides/migrations.md', () => {
  it('prints what happens (RECORD=1 writes it)', async () => {
    const markdown = readFileSync(page, 'utf8').replaceAll('\r\n', '\n')
    const blocks = (language: string): string[] =>
      [...markdown.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``, 'g'))].map(([, body = '']) => body)
    const [before = '', after = '', app = ''] = blocks('ts')
    const [calls = ''] = blocks('sh')
    using here = desk()
    // A module is loaded once in a process, so each contract has a file of its own here.
    here.write('contract-1.ts', before)
    here.write('contract-2.ts', after)
    here.write('1.config.ts', APP.replace('./contract.ts', './contract-1.ts'))
    here.write('2.config.ts', APP.replace('./contract.ts', './contract-2.ts'))
    for (const call of calls.split('\n')) {
      const [, ...words] = call.split(' ')
      const done = await here.busbar(...words, '--config', '1.config.ts')
      assert.equal(done.code, 0, done.err)
    }
    const first = await here.busbar('migrate', '--plan', '2.config.ts')
    assert.equal(first.code, 1)
    const from = /stored v1 \(([0-9a-f]{12})\)/.exec(first.out)?.[1] ?? ''
    // What is on the page is what is run; only a page that is being written has no hash yet.
    here.write('3.config.ts', (process.env['RECORD'] ? app.replace(/from: '[^']*',\n/, `from: '${from}',\n`) : app).replace('./contract.ts', './contract-2.ts'))
    const second = await here.busbar('migrate', '--plan', '3.config.ts')
    assert.equal(second.code, 0, second.out + second.err)
    const done = await here.busbar('migrate', '3.config.ts')
    assert.equal(done.code, 0, done.out + done.err)
    const got = await here.busbar('call', 'Part.get', '--key', 'P-1', '--fields', 'id,name,weight,color,grade,revision', '--config', '3.config.ts')
    assert.equal(got.code, 0, got.err)
    assert.match((await here.busbar('migrate', '--plan', '3.config.ts')).out, /nothing to do/)
    const json = await here.busbar('migrate', '--plan', '1.config.ts', '--json')
    assert.equal(json.code, 1)
    assert.equal((JSON.parse(json.out) as { blocked: boolean }).blocked, true)

    const outputs = [first.out.trimEnd(), second.out.trimEnd()]
    const record = JSON.stringify(JSON.parse(got.out))
    if (process.env['RECORD']) {
      let i = 0
      const written = markdown
        .replaceAll(/```text\n[\s\S]*?\n```/g, () => `\`\`\`text\n${outputs[i++] ?? ''}\n\`\`\``)
        .replace(/```json\n[\s\S]*?\n```/, () => `\`\`\`json\n${record}\n\`\`\``)
        .replace(/from: '[^']*',\n/, () => `from: '${from}',\n`)
      writeFileSync(page, written)
      return
    }
    assert.deepEqual(blocks('text'), outputs)
    assert.deepEqual(blocks('json'), [record])
  })
})
