import type { JsonSchema } from '../../contract/json-schema.ts'
import { ERRORS } from '../../kernel/errors.ts'

/** A problem document (RFC 9457), as every protocol sends it. */
export const PROBLEM: JsonSchema = {
  description: 'What went wrong (RFC 9457). Programs decide by `type` or `code`; both are stable.',
  type: 'object',
  properties: {
    type: {
      type: 'string',
      format: 'uri',
      description: '`urn:busbar:problem:<code>`, or `urn:busbar:problem:<contract>:<code>` for a fault of the contract.',
    },
    title: { type: 'string', description: 'One sentence, the same each time.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    detail: { type: 'string', description: 'What was wrong this time, and what to do.' },
    instance: { type: 'string', format: 'uri', description: 'Names the request: quote it when you ask.' },
    code: {
      type: 'string',
      description: 'What programs decide by: one of ours, or the code of a fault of the contract. A later version may have more.',
      examples: Object.keys(ERRORS).slice(0, 1),
    },
  },
  required: ['type', 'title', 'status', 'code'],
}

export const FIELD_ERROR: JsonSchema = {
  type: 'object',
  properties: {
    detail: { type: 'string', description: 'What is wrong there.' },
    pointer: { type: 'string', description: 'Where in the body: a JSON pointer as URI fragment (RFC 6901, 6).', examples: ['#/quantity'] },
    parameter: { type: 'string', description: 'Which parameter.' },
  },
  required: ['detail'],
}
