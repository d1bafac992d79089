import type { Schema, SchemaFields } from '../../contract/schema.ts'

const TEXT: Schema = { kind: 'string', maxLength: 10_000 }
const INTEGER: Schema = { kind: 'integer', minimum: 0, maximum: 2_147_483_647 }

export const FIELD_ERROR_FIELDS: SchemaFields = {
  detail: { ...TEXT, doc: 'What is wrong there.' },
  pointer: {
    ...TEXT,
    optional: true,
    doc: 'Where in the input: a JSON pointer as URI fragment (RFC 6901, 6), by the names of elements; entries of a list are counted from 0.',
  },
  parameter: { ...TEXT, optional: true, doc: 'Which parameter.' },
}

/**
 * A problem (RFC 9457) in the words that every protocol shares, as elements of the contract's namespace: for what is no
 * `application/problem+xml`, such as the detail of a SOAP fault. Further members are in `more`.
 */
export const PROBLEM_FIELDS: SchemaFields = {
  type: { ...TEXT, doc: '`urn:busbar:problem:<code>`, or `urn:busbar:problem:<contract>:<code>` for a fault of the contract.' },
  title: { ...TEXT, doc: 'One sentence, the same each time.' },
  status: { ...INTEGER, doc: 'The HTTP status that REST answers.' },
  detail: { ...TEXT, optional: true, doc: 'What was wrong this time, and what to do.' },
  instance: { ...TEXT, optional: true, doc: 'Names the request: quote it when you ask.' },
  code: { ...TEXT, doc: 'What programs decide by: one of ours, or the code of a fault of the contract.' },
  errors: {
    kind: 'list',
    of: { kind: 'object', fields: FIELD_ERROR_FIELDS },
    optional: true,
    doc: 'What of the input was wrong, each with its place.',
  },
  retryAfter: { ...INTEGER, optional: true, doc: 'Try again after so many seconds.' },
  more: { kind: 'map', of: { kind: 'json' }, optional: true, doc: 'Further members, by name, as JSON.' },
}
