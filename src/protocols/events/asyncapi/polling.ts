import { channelMessages, messageRefs, object, ref, type Part, type Way } from './part.ts'
import { queryOf } from './query.ts'

/** `GET /events`: a page at a time. */
export function pollingWay(): Way {
  const answers = ['EventPage', 'EventBatch', 'PollRefused']
  return {
    channels: {
      polling: {
        address: '/events',
        title: 'Polling',
        description:
          'The events behind a cursor, and the cursor behind them. Ask with `after`, keep `cursor` once the events are done with, ask behind it the next time. Nothing is kept on the server for a reader that keeps its cursor, so any number of them may read at any pace.',
        servers: [{ $ref: '#/servers/api' }],
        messages: channelMessages(['PollRequest', ...answers]),
      },
    },
    operations: {
      pollEvents: {
        action: 'receive',
        channel: { $ref: '#/channels/polling' },
        title: 'Poll',
        summary: 'Answers the events behind a cursor.',
        messages: messageRefs('polling', ['PollRequest']),
        bindings: { http: { method: 'GET', query: QUERY, bindingVersion: '0.3.0' } },
        reply: { channel: { $ref: '#/channels/polling' }, messages: messageRefs('polling', answers) },
      },
    },
    messages: {
      PollRequest: {
        name: 'PollRequest',
        title: 'The request',
        summary: 'Everything that is asked stands in the query; there is no body.',
        contentType: 'application/json',
        headers: object({
          accept: {
            type: 'string',
            enum: ['application/json', 'application/cloudevents-batch+json'],
            description: 'Which of the two forms of a page; the first where absent.',
          },
        }),
        payload: { type: 'null' },
      },
      EventPage: {
        name: 'EventPage',
        title: 'A page',
        summary: 'Events in order, the cursor behind them, and whether others wait already.',
        contentType: 'application/json',
        payload: object(
          {
            events: { type: 'array', items: ref('schemas', 'AnyEvent') },
            cursor: ref('schemas', 'Cursor'),
            more: { type: 'boolean', description: 'Others wait already: ask again at once.' },
            gap: ref('schemas', 'Gap'),
          },
          ['events', 'cursor', 'more'],
        ),
        bindings: http(200),
      },
      EventBatch: {
        name: 'EventBatch',
        title: 'A page in the CloudEvents batch format',
        summary: 'The events alone. The cursor is in the header `Link` (`rel="next"`), a gap in `Event-Gap`.',
        contentType: 'application/cloudevents-batch+json',
        payload: { type: 'array', items: ref('schemas', 'AnyEvent') },
        bindings: http(200),
      },
      PollRefused: {
        name: 'PollRefused',
        title: 'A problem',
        summary: 'The request could not be answered. The status is that of the problem.',
        contentType: 'application/problem+json',
        payload: ref('schemas', 'Problem'),
      },
    },
  }
}

const QUERY = queryOf({
  after: {
    type: 'string',
    default: 'first',
    description: 'A cursor; `first`: from the oldest event there is; `now`: only what comes.',
  },
  cursor: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'In place of `after`: the name of a cursor that Busbar keeps.' },
  limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100, description: 'Events a page, at most.' },
  wait: { type: 'integer', minimum: 0, maximum: 60, default: 0, description: 'Seconds to wait for the first event (long poll).' },
})

function http(statusCode: number): Part {
  return {
    http: {
      statusCode,
      headers: object({
        'link': { type: 'string', description: '`rel="next"`: the address of the next page (RFC 8288).' },
        'event-gap': { type: 'string', description: 'Where events are gone: `reason`, `asked` and `cursor` as a dictionary (RFC 9651, 3.2).' },
      }),
      bindingVersion: '0.3.0',
    },
  }
}
