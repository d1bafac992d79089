import { object, type Part } from './part.ts'

/** What a reader says in the query of its address: which events, and from where on. */
export function queryOf(more: { readonly [name: string]: Part } & { readonly after: Part }): Part {
  const { after, ...own } = more
  return object(
    {
      after,
      types: {
        type: 'string',
        description:
          'Event types, separated by commas. A `*` stands for a segment, at the end for all that follow: `production-order.*`. All that may be seen, where absent.',
      },
      resource: { type: 'string', description: 'Only events of this resource, by its name in this version.' },
      key: { type: 'string', description: 'Only events of the record with this key.' },
      where: {
        type: 'string',
        contentMediaType: 'application/json',
        description: 'A condition on the data, as JSON: `{"priority":{"$gte":5}}`. See `EventFilter` of the WebSocket for what can be said.',
      },
      ...own,
    },
    [],
    { additionalProperties: false },
  )
}

export const GAP: Part = object(
  {
    reason: {
      type: 'string',
      enum: ['retention', 'epoch'],
      description: '`retention`: they were removed for their age or for room. `epoch`: the log is another one, restored from a backup.',
    },
    asked: { type: 'string', description: 'The cursor that was asked for.' },
    cursor: { $ref: '#/components/schemas/Cursor' },
  },
  ['reason', 'asked', 'cursor'],
  {
    description:
      'Events behind the cursor that was asked for are gone. What follows goes on behind `cursor`; between the two, some events that the reader would have been given are missing: read the records anew.',
  },
)
