import { STRUCTURED, type DocumentedEvents } from './events.ts'
import { channelMessages, messageRefs, object, ref, type Part, type Way } from './part.ts'

/** What an endpoint is sent: each event as a signed POST of its own. */
export function webhookWay({ types, messages }: DocumentedEvents): Way {
  const names = types.map(({ type }) => nameOf(type))
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
        messages: channelMessages(names),
      },
    },
    operations: {
      deliverEvents: {
        action: 'send',
        channel: { $ref: '#/channels/webhook' },
        title: 'Deliver',
        summary: 'Sends an event to an endpoint, again until it is taken.',
        messages: messageRefs('webhook', names),
        bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
      },
    },
    messages: Object.fromEntries(
      Object.entries(messages).map(([type, { examples: _, ...message }]): [string, Part] => [
        nameOf(type),
        { ...message, traits: [ref('messageTraits', 'signed')] },
      ]),
    ),
    messageTraits: { signed: SIGNED },
  }
}

/** No event type has an underscore in it. */
function nameOf(type: string): string {
  return `webhook_${type}`
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
    },
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  ),
}
