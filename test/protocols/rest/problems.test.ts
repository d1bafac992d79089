import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FaultClass } from '../../../src/contract/data.ts'
import { ERRORS, type ErrorCode } from '../../../src/kernel/errors.ts'
import { FAULT_STATUS, STATUS } from '../../../src/wire/status.ts'
import { face, failing } from './harness.ts'

const ORDER = '/api/v2/production-orders/PO-00000001'
const CLASSES: { readonly [C in FaultClass]: true } = { 'conflict': true, 'not-found': true, 'invalid': true, 'forbidden': true, 'unavailable': true }

describe('a problem', () => {
  it('has a status for every code of the registry, and no status without a code', () => {
    assert.deepEqual(Object.keys(STATUS).toSorted(), Object.keys(ERRORS).toSorted())
    assert.deepEqual(Object.keys(FAULT_STATUS).toSorted(), Object.keys(CLASSES).toSorted())
  })

  it('has a status that fits who must act', () => {
    for (const [code, { class: who }] of Object.entries(ERRORS)) {
      const status = STATUS[code as ErrorCode]
      if (who === 'defect') assert.equal(status, 500, code)
      else if (who === 'refusal') assert.ok((status >= 400 && status < 500) || status === 501, code)
      else assert.ok([408, 409, 429, 502, 503, 507].includes(status), code)
    }
  })

  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    it(`${code} is told with a stable type, its title and status`, async () => {
      const { kernel, send } = face()
      kernel.reply = () => failing(code)
      const answer = await send('GET', ORDER)
      assert.equal(answer.status, STATUS[code])
      assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8')
      assert.equal(answer.headers['cache-control'], 'no-store')
      assert.deepEqual(answer.json, {
        type: `urn:busbar:problem:${code}`,
        title: ERRORS[code].title,
        status: STATUS[code],
        instance: 'urn:busbar:request:req-1',
        code,
      })
    })
  }

  it('points into the body with URI fragments (RFC 9457, 3; RFC 6901, 6)', async () => {
    const { kernel, send } = face()
    kernel.reply = () =>
      failing('invalid', {
        detail: 'Three are wrong.',
        errors: [{ pointer: '/lines/0/quantity', detail: 'a' }, { pointer: '/a b~1ä#%', detail: 'b' }, { detail: 'c' }, { pointer: '', detail: 'd' }],
      })
    assert.deepEqual((await send('GET', ORDER)).problem.errors, [
      { detail: 'a', pointer: '#/lines/0/quantity' },
      { detail: 'b', pointer: '#/a%20b~1%C3%A4%23%25' },
      { detail: 'c' },
      { detail: 'd', pointer: '#' },
    ])
  })

  it('carries members of its own, which cannot take the place of the standard ones', async () => {
    const { kernel, send } = face()
    kernel.reply = () => failing('rate-limited', { retryAfter: 0.2, more: { limit: 'day', status: 200, type: 'x' } })
    const answer = await send('GET', ORDER)
    const problem = answer.json as { readonly [member: string]: unknown }
    assert.equal(problem['limit'], 'day')
    assert.equal(problem['status'], 429)
    assert.equal(problem['type'], 'urn:busbar:problem:rate-limited')
    assert.equal(answer.headers['retry-after'], '1')
  })

  it('of an unknown code is ours: 500', async () => {
    const { kernel, send } = face()
    kernel.reply = () => ({ ok: false, problem: { code: 'toString', title: 'x' } })
    assert.equal((await send('GET', ORDER)).status, 500)
    kernel.reply = () => ({ ok: false, problem: { code: 'x', title: 'x', fault: { contract: 'plant', class: 'constructor', detail: {} } } })
    assert.equal((await send('GET', ORDER)).status, 500)
  })

  it('tells limits and deprecation like a success does', async () => {
    const { kernel, send } = face()
    kernel.reply = () => ({
      ...failing('not-found'),
      notices: { limits: [{ name: 'rate', quota: 5, window: 1, remaining: 4, reset: 1 }], deprecated: '2026-01-01T00:00:00Z' },
    })
    const { headers } = await send('GET', ORDER)
    assert.equal(headers['ratelimit'], '"rate";r=4;t=1')
    assert.equal(headers['deprecation'], '@1767225600')
  })
})
