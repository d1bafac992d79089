import { object, type Part, type Section } from './part.ts'

const TEXT: Part = { type: 'string' }

/** What the messages of a WebSocket share. */
export const SOCKET_SCHEMAS: Section = {
  EventFilter: object(
    {
      types: {
        type: 'array',
        items: TEXT,
        minItems: 1,
        maxItems: 100,
        description: 'Event types; a `*` stands for a segment, at the end for all that follow: `production-order.*`.',
      },
      resource: { type: 'string', description: 'A resource, by its name in this version.' },
      key: { type: 'string', description: 'The key of a record.' },
      where: {
        type: 'object',
        description:
          'On the data as the reader sees them: dotted paths, each with a value or operators (`$eq`, `$ne`, `$gt`, `$gte`, `$lt`, `$lte`, `$in`, `$exists`, `$startsWith`); `$all`, `$any` take a list of conditions, `$not` one.',
        examples: [{ priority: { $gte: 5 }, line: 'L2' }],
      },
    },
    [],
    { additionalProperties: false, description: 'Which events: all parts must hold.' },
  ),
  Notices: object(
    {
      limits: {
        type: 'array',
        items: object(
          {
            name: { type: 'string', description: '`rate`, `day`, `month`, `concurrency`, `address`.' },
            quota: { type: 'number' },
            window: { type: 'number', description: 'Seconds.' },
            remaining: { type: 'number' },
            reset: { type: 'number', description: 'Seconds until more.' },
          },
          ['name', 'quota', 'window', 'remaining', 'reset'],
        ),
      },
      deprecated: { type: 'string', format: 'date-time', description: 'Since when the version is deprecated.' },
      sunset: { type: 'string', format: 'date-time', description: 'When the version ends.' },
      credentialEnds: { type: 'string', format: 'date-time', description: 'When the credential ends.' },
    },
    [],
    { description: 'What goes along with an answer: what is left of the limits, and what ends.' },
  ),
}
