import assert from 'node:assert/strict'
import { it } from 'node:test'
import { webhooks, type WebhooksOptions } from '../../../src/protocols/webhooks/index.ts'

const wrong: readonly (readonly [options: WebhooksOptions, said: RegExp])[] = [
  [{ allow: ['10.0.0.0/40'] }, /^webhooks\(\): '10\.0\.0\.0\/40' of 'allow'/],
  [{ ports: ['https'] }, /^webhooks\(\): 'https' of 'ports'/],
  [{ proxy: 'proxy.example:3128' }, /^webhooks\(\): 'proxy' is no URL such as http:\/\/proxy\.example:3128/],
  [{ proxy: 'http://proxy.example:3128', noProxy: ['*'] }, /^webhooks\(\): '\*' of 'noProxy'/],
  [{ connections: 0 }, /^webhooks\(\): connections has to be a number above 0/],
]
for (const [options, said] of wrong)
  it(`an option that cannot be read is said when the app file is: ${JSON.stringify(options)}`, () => {
    assert.throws(() => webhooks(options), { name: 'TypeError', message: said })
  })
