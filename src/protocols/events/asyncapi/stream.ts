import type { DocumentedEvents } from './events.ts'
import { channelMessages, messageRefs, ref, type Way } from './part.ts'
import { queryOf } from './query.ts'

/** `GET /events/stream`: Server-Sent Events. */
export function streamWay({ types }: DocumentedEvents): Way {
  const names = [...types.map(({ type }) => type), 'StreamGap', 'StreamEnd']
  return {
    channels: {
      stream: {
        address: '/events/stream',
        title: 'Server-Sent Events',
        description:
          'Events as they are committed (`text/event-stream`, WHATWG HTML 9.2). The field `event` is the type, `data` the message, `id` the cursor behind it. An `id` without data moves the cursor alone; a comment every 15 seconds shows that the connection lives. A client that comes back with `Last-Event-ID`, as browsers do, goes on where it was.',
        servers: [{ $ref: '#/servers/api' }],
        messages: channelMessages(names),
      },
    },
    operations: {
      streamEvents: {
        action: 'send',
        channel: { $ref: '#/channels/stream' },
        title: 'Stream',
        summary: 'Sends events as they are committed, from a cursor on.',
        messages: messageRefs('stream', names),
        bindings: { http: { method: 'GET', query: QUERY, bindingVersion: '0.3.0' } },
      },
    },
    messages: {
      StreamGap: {
        name: 'gap',
        title: 'gap',
        summary: 'Events behind the cursor are gone; the stream goes on behind `cursor`.',
        contentType: 'application/json',
        payload: ref('schemas', 'Gap'),
      },
      StreamEnd: {
        name: 'end',
        title: 'end',
        summary: 'Why nothing comes any more: the credential ended or lost its rights, or Busbar stops. The connection is closed behind it.',
        contentType: 'application/problem+json',
        payload: ref('schemas', 'Problem'),
      },
    },
  }
}

const QUERY = queryOf({
  after: {
    type: 'string',
    default: 'now',
    description: 'A cursor; `first`: from the oldest event there is; `now`: only what comes. The header `Last-Event-ID` wins over it.',
  },
})
