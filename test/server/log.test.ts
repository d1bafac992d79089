import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { env } from '../../src/server/env.ts'
import { createLog } from '../../src/server/log.ts'

const logged = (format: 'json' | 'text', level: 'debug' | 'warn' = 'debug') => {
  const lines: string[] = []
  return { lines, log: createLog({ level, format, write: (line) => lines.push(line) }) }
}

for (const format of ['json', 'text'] as const) {
  describe(`the log as ${format}`, () => {
    it('leaves out what is less severe than its level', () => {
      const { lines, log } = logged(format, 'warn')
      log.info('no')
      log.warn('yes', { a: 1 })
      assert.equal(lines.length, 1)
      assert.match(lines[0] ?? '', /yes/)
    })
    it('hides fields that are secrets by their name', () => {
      const { lines, log } = logged(format)
      log.info('in', { authorization: 'Bearer abc', of: { password: 'xyz' } })
      assert.doesNotMatch(lines.join(''), /abc|xyz/)
    })
    it('blots out the value of a secret wherever it turns up', () => {
      process.env['BUSBAR_T_LOG'] = 'p"ss-word-1'
      env.secret('BUSBAR_T_LOG').read()
      const { lines, log } = logged(format)
      log.error('cannot connect to postgres://u:p"ss-word-1@db', { error: new Error('bad p"ss-word-1') })
      assert.doesNotMatch(lines.join(''), /ss-word/)
      assert.match(lines.join(''), /\[secret\]/)
    })
    it('is one line an entry, whatever others wrote into it', () => {
      const { lines, log } = logged(format)
      log.info('a\nb\u001b[31m', { c: 'd\ne' })
      assert.equal(lines.length, 1)
      assert.equal(lines[0]?.trimEnd().includes('\n'), false)
      assert.equal(lines[0]?.includes('\u001b'), false)
    })
    it('has the stack of an error', () => {
      const { lines, log } = logged(format)
      log.error('failed', { error: new Error('why') })
      assert.match(lines.join(''), /why[\s\S]*log\.test\.ts/)
    })
  })
}

it('a line of JSON has level, time and message under these names', () => {
  const { lines, log } = logged('json')
  log.info('hello', { n: 1 })
  const entry = JSON.parse(lines[0] ?? '') as { [name: string]: unknown }
  assert.deepEqual({ ...entry, time: typeof entry['time'] }, { level: 'info', time: 'string', n: 1, message: 'hello' })
})
