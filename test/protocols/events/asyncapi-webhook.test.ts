import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { ManualClock, seededRandom } from '../../../conformance/ports.ts'
import { HopTokens } from '../../../src/kernel/policies/hops.ts'
import type { Net, NetRequest } from '../../../src/kernel/ports/net.ts'
import type { FollowedEvent } from '../../../src/kernel/events/feed.ts'
import { messageOf } from '../../../src/protocols/webhooks/message.ts'
import { targetOf } from '../../../src/protocols/webhooks/target.ts'
import { createVerifier } from '../../../src/protocols/webhooks/verifier.ts'
import { emitAsyncApi } from '../../golden/emit-asyncapi.ts'
import { workshop } from '../../golden/workshop/contract.ts'

interface Message {
  readonly contentType: string
  readonly payload: object
  readonly traits: readonly { readonly $ref: string }[]
  readonly examples?: readonly { readonly payload: { readonly data: object; readonly type: string } }[]
}
const document = JSON.parse(JSON.stringify(emitAsyncApi(workshop.data, { version: 'v2', audience: 'internal' }))) as {
  readonly components: {
    readonly messages: { readonly [name: string]: Message }
    readonly messageTraits: { readonly signed: { readonly headers: object; readonly contentType: string } }
  }
}
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
ajv.addSchema(document, 'document')
const target = targetOf(
  {
    record: {
      id: '01941f29-7c00-7a5e-8c3d-6f2b1a9e0d47',
      consumer: 'shop',
      contract: 'workshop',
      version: 'v2',
      url: 'https://hooks.example.com/busbar',
      signing: 'hmac-sha256',
      secrets: [{ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }],
      contentMode: 'structured',
      ordering: 'key',
      parallelism: 1,
      timeoutSeconds: 15,
      schedule: [0],
      disableAfterSeconds: null,
      state: 'active',
    },
    revision: 1,
    createdAt: '2026-03-02T06:00:00Z',
  },
  { guard: { allow: [] }, publicUrl: 'https://plant.test/bus', userAgent: 'Busbar/0' },
)

/** What is wrong with a request, compared with the message that is documented. */
function faults(name: string, sent: { readonly headers: { readonly [name: string]: string }; readonly body: string }): readonly string[] {
  const message = document.components.messages[name]
  assert.ok(message, name)
  assert.deepEqual(message.traits, [{ $ref: '#/components/messageTraits/signed' }])
  assert.equal(sent.headers['content-type']?.split(';')[0], message.contentType)
  const fits = (schema: object, value: unknown): readonly string[] => {
    const check = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')) as object)
    return check(value) ? [] : (check.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`)
  }
  return [...fits(document.components.messageTraits.signed.headers, sent.headers), ...fits(message.payload, JSON.parse(sent.body))]
}

it('what an endpoint is sent fits its message, headers and body: an event, a test, a verification', async () => {
  const example = document.components.messages['order.started']?.examples?.[0]?.payload
  assert.ok(example)
  const event = (type: string, data: object, key: string): FollowedEvent => ({
    cursor: 'ab12:7',
    offset: 7,
    id: '01941f29-7c00-7a5e-8c3d-6f2b1a9e0d47',
    type,
    time: '2026-03-02T06:00:00.000Z',
    ...(key !== '' && { subject: `orders/${key}` }),
    key,
    orderingKey: key,
    ...(key !== '' && { hops: { count: 2, through: [] } }),
    data: JSON.stringify(data),
  })
  const sent = { now: 1_790_000_000_000, tokens: new HopTokens('secret', new ManualClock()) }
  const started = messageOf(target, event('order.started', example.data, 'A'), sent)
  const tested = messageOf(target, event('webhook-endpoint.tested', { endpoint: target.endpoint.id }, ''), sent)
  assert.ok(started && tested)
  assert.match(started.headers['baggage'] ?? '', /^busbar-hops=3\./)
  assert.deepEqual(faults('webhook_event_order.started', started), [])
  assert.deepEqual(faults('webhook_tested', tested), [])

  const asked: NetRequest[] = []
  const net: Net = {
    async request(request) {
      asked.push(request)
      return {
        status: request.method === 'OPTIONS' ? 404 : 200,
        headers: {},
        body: Buffer.from(String(request.body)),
        truncated: false,
        took: 1,
        address: '192.0.2.1',
      }
    },
    check: async () => undefined,
  }
  let made = 0
  const verifier = createVerifier({
    net,
    clock: new ManualClock(),
    random: seededRandom(1),
    uuid: () => `01941f29-7c00-7a5e-8c3d-6f2b1a9e0d4${made++}`,
    origin: 'plant.test',
  })
  const { verified } = await verifier.verify(target, new AbortController().signal)
  assert.deepEqual(verified, { kind: 'agreed', how: 'echo' })
  const [, posted] = asked
  assert.deepEqual(faults('webhook_verification', { headers: posted?.headers ?? {}, body: String(posted?.body) }), [])
})
