import { channelMessages, messageRefs, object, ref, type Part, type Section, type Way } from './part.ts'

/** `/events/socket`: calls and events over one WebSocket. */
export function socketWay(): Way {
  const received = messagesOf(RECEIVED)
  const sent = messagesOf(SENT)
  return {
    channels: {
      socket: {
        address: '/events/socket',
        title: 'WebSocket',
        description:
          'Calls and subscriptions over one connection, as JSON texts (RFC 6455, subprotocol `busbar.v1`). The first message is `auth`, unless the handshake had a key in its headers. Each message has a `type`; answers bear the `id` of what they answer.',
        servers: [{ $ref: '#/servers/socket' }],
        messages: channelMessages([...Object.keys(received), ...Object.keys(sent)]),
        bindings: {
          ws: {
            method: 'GET',
            headers: object({ 'Sec-WebSocket-Protocol': { type: 'string', const: 'busbar.v1' } }, ['Sec-WebSocket-Protocol']),
            bindingVersion: '0.1.0',
          },
        },
      },
    },
    operations: {
      receiveOnSocket: {
        action: 'receive',
        channel: { $ref: '#/channels/socket' },
        title: 'What a client sends',
        summary: 'Says who it is, calls, subscribes, acknowledges.',
        messages: messageRefs('socket', Object.keys(received)),
      },
      sendOnSocket: {
        action: 'send',
        channel: { $ref: '#/channels/socket' },
        title: 'What a client is sent',
        summary: 'Answers, and the events of its subscriptions.',
        messages: messageRefs('socket', Object.keys(sent)),
      },
    },
    messages: { ...received, ...sent },
  }
}

interface SocketMessage {
  readonly doc: string
  /** A name that ends in `?` may be left out. */
  readonly members: { readonly [name: string]: Part }
}

function messagesOf(all: { readonly [type: string]: SocketMessage }): Section {
  return Object.fromEntries(
    Object.entries(all).map(([type, { doc, members }]): [string, Part] => {
      const properties = Object.fromEntries(Object.entries(members).map(([name, schema]) => [name.replace('?', ''), schema]))
      const required = Object.keys(members).filter((name) => !name.endsWith('?'))
      const payload = object({ type: { type: 'string', const: type }, ...properties }, ['type', ...required])
      return [`socket_${type}`, { name: type, title: type, summary: doc, contentType: 'application/json', payload }]
    }),
  )
}

const text = (description: string): Part => ({ type: 'string', description })
const names = (description: string): Part => ({ type: 'array', items: { type: 'string' }, maxItems: 200, description })
const revisions = (description: string): Part => ({
  oneOf: [
    { type: 'array', items: { type: 'integer', minimum: 0 }, maxItems: 100 },
    { type: 'string', const: '*' },
  ],
  description,
})

const ID: Part = { type: 'string', minLength: 1, maxLength: 64, description: 'Chosen by the client; one at a time on a connection.' }
const NOTICES: Part = ref('schemas', 'Notices')
const PROBLEM: Part = ref('schemas', 'Problem')
const CURSOR: Part = ref('schemas', 'Cursor')
const RETRY_AFTER: Part = { type: 'integer', minimum: 1, description: 'Seconds to wait before the next try.' }
const REPLAYED: Part = { type: 'boolean', const: true, description: 'The stored answer of an earlier call with the same idempotency key.' }

const RECEIVED: { readonly [type: string]: SocketMessage } = {
  auth: {
    doc: 'Says who the client is; again, before its key ends, with the next one of the same consumer.',
    members: { 'credential?': text('An API key. Absent: a caller without one, for what is public.') },
  },
  call: {
    doc: 'Any operation of the version, as docs/reference/websocket.md says.',
    members: {
      'id': ID,
      'operation': text('`ProductionOrder.start`, `ProductionOrder.list`, or an operation without a resource.'),
      'key?': text('The key of the record.'),
      'input?': { description: 'What the operation takes.' },
      'patch?': { type: 'string', enum: ['merge', 'json'], description: 'What kind of patch `input` is.' },
      'query?': { type: 'object', description: 'Of a list: `filter`, `sort`, `limit`, `cursor`, `count`.' },
      'fields?': names('The fields to show.'),
      'include?': names('What to show along with the record.'),
      'ifMatch?': revisions('The revisions at which the record is changed.'),
      'ifNoneMatch?': revisions('The revisions that the client has; `*`: create, never replace.'),
      'idempotencyKey?': { type: 'string', minLength: 1, maxLength: 255, description: 'Names this attempt: one effect and one answer for 24 hours.' },
      'traceparent?': text('W3C Trace Context.'),
      'baggage?': {
        type: 'string',
        minLength: 1,
        maxLength: 8192,
        description: 'W3C Baggage: that of the event which was pushed to the client and made it call, as it came.',
      },
    },
  },
  subscribe: {
    doc: 'Follows the event log from a cursor on.',
    members: {
      'id': ID,
      'filter?': ref('schemas', 'EventFilter'),
      'after?': text('A cursor; `first`: from the oldest event there is; `now`, or absent: only what comes.'),
      'credit?': {
        type: 'integer',
        minimum: 1,
        maximum: 10_000,
        description: 'So many events may be on their way without an `ack`. Absent: as fast as the client takes them.',
      },
    },
  },
  unsubscribe: { doc: 'Ends a subscription.', members: { id: ID } },
  ack: {
    doc: 'All events of a subscription up to this cursor are done with: gives back their credit.',
    members: { subscription: ID, cursor: CURSOR },
  },
  ping: { doc: 'Asks whether the other side is there.', members: { 'id?': ID } },
}

const SENT: { readonly [type: string]: SocketMessage } = {
  authenticated: {
    doc: 'Who the client is.',
    members: {
      'consumer': text('The consumer that the key belongs to.'),
      'audience': { type: 'string', enum: ['internal', 'partner', 'public'] },
      'connection': text('Names the connection in our logs and audit trail: quote it when you ask.'),
      'notices?': NOTICES,
    },
  },
  result: {
    doc: 'The answer to a call that was done.',
    members: {
      'id': ID,
      'kind': { type: 'string', enum: ['record', 'page', 'output', 'empty', 'unchanged'] },
      'key?': text('Of the record the call was about.'),
      'revision?': { type: 'integer', minimum: 0 },
      'view?': text('Stands for version, audience and fields of what is shown.'),
      'created?': { type: 'boolean', const: true },
      'next?': text('The cursor of the next page of a list.'),
      'count?': { type: 'integer', minimum: 0 },
      'replayed?': REPLAYED,
      'notices?': NOTICES,
      'body?': { description: 'A record, a list of records, an output. Absent for `empty` and `unchanged`.' },
    },
  },
  error: {
    doc: 'What went wrong with a call, a subscription, or a message that was not understood.',
    members: { 'id?': ID, 'problem': PROBLEM, 'retryAfter?': RETRY_AFTER, 'replayed?': REPLAYED, 'notices?': NOTICES },
  },
  subscribed: { doc: 'The subscription stands, at this cursor.', members: { 'id': ID, 'cursor': CURSOR, 'notices?': NOTICES } },
  event: { doc: 'An event of a subscription.', members: { subscription: ID, cursor: CURSOR, event: ref('schemas', 'AnyEvent') } },
  moved: { doc: 'The log has gone on without an event for this subscription: where to come back to.', members: { subscription: ID, cursor: CURSOR } },
  gap: {
    doc: 'Events behind the cursor are gone; the subscription goes on behind `cursor`.',
    members: {
      subscription: ID,
      reason: { type: 'string', enum: ['retention', 'epoch'] },
      asked: text('The cursor that was asked for.'),
      cursor: CURSOR,
    },
  },
  ended: {
    doc: 'The subscription ended, and why.',
    members: { 'subscription': ID, 'cursor': CURSOR, 'problem': PROBLEM, 'retryAfter?': RETRY_AFTER },
  },
  unsubscribed: { doc: 'The subscription was ended by the client, at this cursor.', members: { id: ID, cursor: CURSOR } },
  pong: { doc: 'The answer to a ping.', members: { 'id?': ID } },
}
