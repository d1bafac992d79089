import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { passwordsOf } from '../../src/protocols/soap/digest.ts'
import { blocksOf, run, startPlant, unplayable } from './page.ts'
import { fromBash, fromPowerShell } from './shell.ts'

const PAGE = 'docs/guides/soap.md'

describe(PAGE, () => {
  it('shows calls that are answered as it says', { skip: unplayable }, async () => {
    await using played = await startPlant()
    const { running } = played
    const blocks = await blocksOf(PAGE)
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
        last = (await run('bash', ['-c', variables + line], { maxBuffer: 8_000_000 })).stdout
        asked++
      }
      const shown = blocks[at + 2]
      if (shown?.language !== 'xml') {
        assert.doesNotMatch(last, /<soap:Fault>/, text)
        continue
      }
      const pattern = shown.text
        .trimEnd()
        .split('…')
        .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      assert.match(last.trimEnd(), new RegExp(`^${pattern.join('.*')}$`, 's'), text)
      compared++
    }
    assert.deepEqual([asked, compared], [5, 3])
  })

  it('derives the password of a key by openssl as the server does', { skip: unplayable }, async () => {
    const secret = 'a secret for passwords, only here'
    const [line, ...others] = (await blocksOf(PAGE)).filter(({ language }) => language === 'sh')
    assert.equal(others.length, 0)
    const { stdout } = await run('bash', ['-c', line?.text ?? ''], { env: { ...process.env, SOAP_DIGEST_SECRET: secret } })
    assert.equal(stdout, passwordsOf(secret)('8LfCTMPj'))
  })

  it('says the same in PowerShell', async () => {
    const blocks = await blocksOf(PAGE)
    const calls = (text: string, start: string): readonly string[] => text.split('\n').filter((line) => line.startsWith(start))
    let compared = 0
    for (const [at, { language, text }] of blocks.entries()) {
      if (language !== 'bash') continue
      const other = blocks[at + 1]
      assert.equal(other?.language, 'powershell')
      assert.deepEqual(calls(other.text, 'Invoke-').map(fromPowerShell), calls(text, 'curl ').map(fromBash))
      compared++
    }
    assert.equal(compared, 5)
  })
})
