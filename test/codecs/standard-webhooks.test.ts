import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { Webhook as Standard } from 'standardwebhooks'
import { Webhook as Svix } from 'svix'
import { makeSecret, parseKey, SecretError, sign, signerOf, verify, type Verdict } from '../../src/codecs/standard-webhooks/index.ts'

const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill)
const hmac = makeSecret('hmac-sha256', bytes(1)).secret
const other = makeSecret('hmac-sha256', bytes(2)).secret
const ed = makeSecret('ed25519', bytes(3))
const otherEd = makeSecret('ed25519', bytes(4))
// The libraries read the real clock: what they verify is of now.
const now = Math.floor(Date.now() / 1000)
const body = '{"type":"order.shipped","data":{"name":"Käthe ☕"}}'
const id = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W'

function check(
  secrets: readonly string[],
  keys: readonly string[],
  change: { id?: string; seconds?: number; body?: string; signature?: string; at?: number } = {},
): Verdict {
  const signature = sign(secrets, { id, seconds: now, body })
  return verify(
    keys,
    {
      headers: { 'webhook-id': change.id ?? id, 'webhook-timestamp': String(change.seconds ?? now), 'webhook-signature': change.signature ?? signature },
      body: change.body ?? body,
    },
    change.at ?? now,
  )
}

describe('Standard Webhooks 1.0.0', () => {
  it('signs what its own library and that of Svix verify', () => {
    fc.assert(
      fc.property(fc.json(), fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uuid(), (text, random, event) => {
        const { secret } = makeSecret('hmac-sha256', random)
        const signature = sign([secret], { id: event, seconds: now, body: text })
        const headers = { 'webhook-id': event, 'webhook-timestamp': String(now), 'webhook-signature': signature }
        assert.deepEqual(new Standard(secret).verify(text, headers), JSON.parse(text))
        new Svix(secret).verify(text, headers)
      }),
      { numRuns: 50 },
    )
  })

  it('verifies what its own library and that of Svix sign', () => {
    for (const library of [new Standard(hmac), new Svix(hmac)]) {
      const signature = library.sign(id, new Date(now * 1000), body)
      assert.equal(check([], [hmac], { signature }), 'ok')
      assert.equal(check([], [other], { signature }), 'no-match')
    }
  })

  it('signs a body of bytes as the same text', () => {
    for (const secret of [hmac, ed.secret]) {
      const { sign: one } = signerOf(secret)
      assert.equal(one(id, now, Buffer.from(body)), one(id, now, body))
    }
  })

  it('has the test vector of RFC 8032, 7.1 for Ed25519', () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')
    const { publicKey, secret } = makeSecret('ed25519', seed)
    assert.equal(publicKey, `whpk_${Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString('base64')}`)
    assert.equal(signerOf(secret).publicKey, publicKey)
    assert.equal(signerOf(`whsk_${seed.toString('base64')}`).sign(id, now, body), signerOf(secret).sign(id, now, body))
  })

  it('lets a receiver verify Ed25519 with the public key alone', () => {
    assert.equal(check([ed.secret], [ed.publicKey ?? '']), 'ok')
    assert.equal(check([ed.secret], [otherEd.publicKey ?? '']), 'no-match', 'v1a with an unknown key')
    assert.equal(check([ed.secret], [hmac]), 'no-match')
    assert.throws(() => signerOf(ed.publicKey ?? ''), SecretError)
  })

  for (const [scheme, secret, key] of [
    ['hmac-sha256', hmac, hmac],
    ['ed25519', ed.secret, ed.publicKey ?? ''],
  ] as const) {
    it(`refuses a message that was changed (${scheme})`, () => {
      assert.equal(check([secret], [key]), 'ok')
      assert.equal(check([secret], [key], { body: body.replace('shipped', 'shaped') }), 'no-match')
      assert.equal(check([secret], [key], { body: `${body} ` }), 'no-match')
      assert.equal(check([secret], [key], { id: `${id}x` }), 'no-match')
      assert.equal(check([secret], [key], { seconds: now + 1 }), 'no-match')
    })
  }

  it('refuses a message that is more than five minutes old, or of the future', () => {
    assert.equal(check([hmac], [hmac], { at: now + 300 }), 'ok')
    assert.equal(check([hmac], [hmac], { at: now + 301 }), 'too-old')
    assert.equal(check([hmac], [hmac], { at: now - 300 }), 'ok')
    assert.equal(check([hmac], [hmac], { at: now - 301 }), 'too-new')
  })

  it('has a signature of each secret during a rotation, the current one first, and one after it', () => {
    const during = sign([other, hmac], { id, seconds: now, body })
    assert.deepEqual(during.split(' '), [signerOf(other).sign(id, now, body), signerOf(hmac).sign(id, now, body)])
    for (const secret of [hmac, other]) {
      assert.equal(check([], [secret], { signature: during }), 'ok')
      new Standard(secret).verify(body, { 'webhook-id': id, 'webhook-timestamp': String(now), 'webhook-signature': during })
    }
    assert.equal(sign([other], { id, seconds: now, body }).split(' ').length, 1)
    assert.equal(check([other], [hmac]), 'no-match')
  })

  it('signs no id that could be read in two ways or end a header', () => {
    for (const bad of ['', 'a.b', 'a b', 'a\r\nX: y', 'ü', 'a'.repeat(257)]) {
      assert.throws(() => sign([hmac], { id: bad, seconds: now, body }), TypeError)
      assert.match(check([hmac], [hmac], { id: bad }), /^(malformed|missing)$/)
    }
    for (const bad of [1.5, -1, Number.NaN]) assert.throws(() => sign([hmac], { id, seconds: bad, body }), TypeError)
  })

  it('verifies nothing whatever the headers are, and throws nothing', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('v1,', 'v1a,AAAA', `v1,${'A'.repeat(44)}`, String(now), 'v1, v1,'))
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        assert.notEqual(verify([hmac, ed.publicKey ?? ''], { headers: { 'webhook-id': a, 'webhook-timestamp': b, 'webhook-signature': c }, body }, now), 'ok')
      }),
    )
    assert.equal(verify([hmac], { headers: {}, body }, now), 'missing')
  })

  it('takes a secret of 24 to 64 bytes in strict base64, and says what is wrong without showing it', () => {
    const of = (length: number): string => `whsec_${Buffer.alloc(length, 7).toString('base64')}`
    for (const length of [24, 32, 64]) assert.equal(parseKey(of(length)).scheme, 'hmac-sha256')
    assert.equal(parseKey(of(32).replace(/=+$/, '')).scheme, 'hmac-sha256')
    const halves = Buffer.concat([bytes(3), bytes(9)]).toString('base64')
    for (const bad of [of(23), of(65), 'whsec_', 'whsec_!!!!', `${of(32)} `, `whsk_${'A'.repeat(10)}`, `whsk_${halves}`, 'whpk_AAAA', 'secret', ''])
      assert.throws(
        () => parseKey(bad),
        (error: unknown) => error instanceof SecretError && (bad.length < 12 || !error.message.includes(bad.slice(7))),
      )
  })
})
