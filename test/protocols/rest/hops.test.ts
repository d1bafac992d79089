import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { hopsBaggage, hopsIn } from '../../../src/wire/hops.ts'
import { face } from './harness.ts'

const BODY = { material: 'M-100', quantity: '5' }

describe('The header baggage (W3C Baggage, 3.3)', () => {
  it('says how often something went round; whatever else is in it is somebody else’s', async () => {
    const cases: readonly (readonly [baggage: string | undefined, hops: string | undefined])[] = [
      [undefined, undefined],
      ['', undefined],
      ['tenant=north', undefined],
      [hopsBaggage('a'), 'a'],
      ['tenant=north;level=1 , busbar-hops = a ;x=1;y,other=2', 'a'],
      ['busbar-hops=a,busbar-hops=b', 'a b'],
      ['x-busbar-hops=a', undefined],
      ['tenant=busbar-hops=a', undefined],
      ['busbar-hops', undefined],
    ]
    for (const [baggage, hops] of cases) {
      const { send, call } = await sent(baggage)
      assert.equal(send.status, 201)
      assert.equal(call.hops, hops, baggage)
    }
  })

  it('refuses no call, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('busbar-hops', '=', ',', ';', ' ', 'a', '%', '"', '\t') }), (baggage) => {
        assert.ok(hopsIn(baggage) === undefined || baggage.includes('busbar-hops'))
      }),
    )
  })

  it('of a batch holds for each of its calls; without one a call may have its own', async () => {
    const calls = [
      { method: 'POST', path: '/production-orders', body: BODY, headers: { baggage: hopsBaggage('own') } },
      { method: 'POST', path: '/production-orders/1/start' },
    ]
    for (const [headers, hops] of [
      [{ baggage: hopsBaggage('whole') }, ['whole', 'whole']],
      [{}, ['own', undefined]],
    ] as const) {
      const { kernel, send } = face()
      await send('POST', '/api/v2/batch', { headers, body: { calls } })
      assert.deepEqual(
        kernel.calls.map((call) => call.hops),
        hops,
      )
    }
  })
})

async function sent(baggage: string | undefined) {
  const { kernel, send } = face()
  kernel.reply = () => ({ ok: true, kind: 'record', body: '{}', key: 'PO-1', created: true, revision: 1, view: 'a' })
  const answer = await send('POST', '/api/v2/production-orders', { body: BODY, ...(baggage !== undefined && { headers: { baggage } }) })
  const [call] = kernel.calls
  assert.ok(call)
  return { send: answer, call }
}
