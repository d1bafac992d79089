import { channelMessages, messageRefs, object, ref, type Part, type Way } from './part.ts'

/** `/events/cursors`: positions that are kept for a reader. */
export function cursorsWay(): Way {
  const move = (of: {
    readonly channel: string
    readonly message: string
    readonly method: string
    readonly title: string
    readonly summary: string
  }): Part => ({
    action: 'receive',
    channel: { $ref: `#/channels/${of.channel}` },
    title: of.title,
    summary: of.summary,
    messages: messageRefs(of.channel, [of.message]),
    bindings: { http: { method: of.method, bindingVersion: '0.3.0' } },
    reply: { channel: { $ref: `#/channels/${of.channel}` }, messages: messageRefs(of.channel, ['NamedCursor', 'PollRefused']) },
  })
  const parameters = {
    name: { description: 'Chosen by the reader: 1 to 63 lower-case letters, digits and hyphens. A consumer has its own.', examples: ['erp-copy'] },
  }
  const servers = [{ $ref: '#/servers/api' }]
  return {
    channels: {
      cursor: {
        address: '/events/cursors/{name}',
        title: 'Named cursors',
        description:
          'A position in the log that Busbar keeps for a reader which has no place of its own for it: poll with `cursor=<name>`, and commit the cursor of a page once its events are done with. `GET` says where it stands, `DELETE` forgets it, `GET /events/cursors` lists all of the consumer.',
        servers,
        parameters,
        messages: channelMessages(['CursorCommit', 'NamedCursor', 'PollRefused']),
      },
      cursorSeek: {
        address: '/events/cursors/{name}/seek',
        title: 'Seek',
        description: 'Moves a named cursor anywhere, back too: to read again, or to leave out.',
        servers,
        parameters,
        messages: channelMessages(['CursorSeek', 'NamedCursor', 'PollRefused']),
      },
    },
    operations: {
      commitCursor: move({
        channel: 'cursor',
        message: 'CursorCommit',
        method: 'PUT',
        title: 'Commit',
        summary: 'Everything up to a cursor is done with; never goes back.',
      }),
      seekCursor: move({ channel: 'cursorSeek', message: 'CursorSeek', method: 'POST', title: 'Seek', summary: 'Goes on somewhere else.' }),
    },
    messages: {
      CursorCommit: message(
        'CursorCommit',
        'Up to where events are done with.',
        object({ cursor: ref('schemas', 'Cursor') }, ['cursor'], { additionalProperties: false }),
      ),
      CursorSeek: message(
        'CursorSeek',
        'Where to go on.',
        object(
          {
            to: {
              type: 'string',
              description: 'A cursor; `first`: before the oldest event; `now`: behind the last one; or an instant: in front of the first event since then.',
              examples: ['2026-03-02T06:00:00Z'],
            },
          },
          ['to'],
          { additionalProperties: false },
        ),
      ),
      NamedCursor: message(
        'NamedCursor',
        'Where a named cursor stands.',
        object(
          {
            name: { type: 'string' },
            cursor: { anyOf: [ref('schemas', 'Cursor'), { type: 'string', const: 'first', description: 'It was never moved.' }] },
            movedAt: { type: 'string', format: 'date-time' },
          },
          ['name', 'cursor'],
        ),
      ),
    },
  }
}

function message(name: string, summary: string, payload: Part): Part {
  return { name, title: name, summary, contentType: 'application/json', payload }
}
