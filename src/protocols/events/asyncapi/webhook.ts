import { STRUCTURED, type DocumentedEvents } from './events.ts'
import { channelMessages, messageRefs, object, ref, type Part, type Way } from './part.ts'

/** What an endpoint is sent: each event as a signed POST of its own. */
export function webhookWay({ types, messages }: DocumentedEvents): Way {
  const names = [...types.map(({ type }) => nameOf(type)), 'webhook_tested']
  return {
    servers: {
      receiver: {
        host: '{host}',
        protocol: 'https',
        title: 'Your endpoint',
        description: 'The address that a webhook endpoint was registered with.',
        variables: { host: { description: 'The host of that address.', examples: ['hooks.example.com'] } },
      },
    },
    channels: {
      webhook: {
        address: null,
        title: 'Webhooks',
        description:
          'Each event as a POST to the address of an endpoint, signed as Standard Webhooks 1.0.0 says. Register endpoints as `WebhookEndpoint` in the administration. Any 2xx takes the event over; everything else is tried again by the schedule of the endpoint. An endpoint in the content mode `binary` is sent the data alone, and the attributes as headers that begin with `ce-` (CloudEvents HTTP binding 3.1).',
        servers: [{ $ref: '#/servers/receiver' }],
        messages: channelMessages([...names, 'webhook_verification']),
      },
    },
    operations: {
      deliverEvents: {
        action: 'send',
        channel: { $ref: '#/channels/webhook' },
        title: 'Deliver',
        summary: 'Sends an event to an endpoint, again until it is taken.',
        messages: messageRefs('webhook', names),
        bindings: POST,
      },
      verifyEndpoint: {
        action: 'send',
        channel: { $ref: '#/channels/webhook' },
        title: 'Verify',
        summary: 'Asks whether the address wants to be called, before it is sent any event.',
        description:
          'First as CloudEvents says (HTTP 1.1 Web Hooks for Event Delivery 1.0.2, 4): `OPTIONS` with `WebHook-Request-Origin`, answered with `WebHook-Allowed-Origin`. Where that is not answered so, this message: the answer to it has to hold `data.challenge`.',
        messages: messageRefs('webhook', ['webhook_verification']),
        bindings: POST,
      },
    },
    messages: {
      ...Object.fromEntries(
        Object.entries(messages).map(([type, { examples: _, ...message }]): [string, Part] => [
          nameOf(type),
          { ...message, traits: [ref('messageTraits', 'signed')] },
        ]),
      ),
      webhook_tested: own('webhook-endpoint.tested', 'A test that somebody asked for with `sendTest`: take it over, and do nothing.', {
        allOf: [ref('schemas', 'CloudEvent')],
        ...object(
          {
            type: { type: 'string', const: 'webhook-endpoint.tested' },
            data: object({ endpoint: { type: 'string', format: 'uuid', description: 'The id of the endpoint.' } }, ['endpoint']),
          },
          ['type', 'data'],
        ),
      }),
      webhook_verification: own(
        'webhook-endpoint.verification',
        'Asks whether the address wants to be called: answer with a 2xx and the challenge.',
        VERIFICATION,
      ),
    },
    messageTraits: { signed: SIGNED },
  }
}

const POST: Part = { http: { method: 'POST', bindingVersion: '0.3.0' } }

/** A CloudEvent that is no event of the log. */
const VERIFICATION: Part = object(
  {
    specversion: { type: 'string', const: '1.0' },
    id: { type: 'string', format: 'uuid' },
    source: { type: 'string', format: 'uri' },
    type: { type: 'string', const: 'webhook-endpoint.verification' },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { type: 'string', const: 'application/json' },
    data: object({ challenge: { type: 'string', description: 'A random text.' } }, ['challenge']),
  },
  ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'data'],
)

function own(type: string, doc: string, payload: Part): Part {
  return { name: type, title: type, summary: doc, contentType: STRUCTURED, payload, traits: [ref('messageTraits', 'signed')] }
}

/** No event type has an underscore in it. */
function nameOf(type: string): string {
  return `webhook_event_${type}`
}

/** Standard Webhooks 1.0.0, headers. */
const SIGNED: Part = {
  contentType: STRUCTURED,
  headers: object(
    {
      'webhook-id': { type: 'string', format: 'uuid', description: 'The id of the event, the same at every attempt: what to tell repetitions by.' },
      'webhook-timestamp': {
        type: 'string',
        pattern: '^[0-9]+$',
        description: 'When this attempt was made, in seconds since 1970. Refuse one that is more than five minutes off.',
      },
      'webhook-signature': {
        type: 'string',
        description:
          'Signatures of `<webhook-id>.<webhook-timestamp>.<body>`, separated by spaces, the newest secret first: `v1,` and an HMAC-SHA256, or `v1a,` and an Ed25519 signature, in base64. One that fits is enough.',
      },
      'baggage': {
        type: 'string',
        description:
          'W3C Baggage: hand it on with what you call because of the event, so that what goes round and round comes to an end. A verification has none.',
      },
    },
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  ),
}
