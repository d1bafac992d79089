import type { Json } from '../../../contract/schema.ts'

type Document = { readonly [name: string]: Json }

/** The header fields of answers, as components. */
export const HEADERS = {
  'ETag': {
    description: 'Stands for this revision of the record in this view (RFC 9110, 8.8.3). Send it back in `If-Match` or `If-None-Match`.',
    schema: { type: 'string' },
    example: '"3-a1"',
  },
  'Location': { description: 'Where the record now is.', schema: { type: 'string', format: 'uri-reference' } },
  'Link': { description: '`rel="next"`: the next page; absent on the last one (RFC 8288).', schema: { type: 'string' } },
  'X-Request-Id': { description: 'Names this request in our logs and audit trail: quote it when you ask.', schema: { type: 'string' } },
  'RateLimit': {
    description: 'What is left of each limit: `"rate";r=50;t=30` is 50 calls in the next 30 seconds (draft-ietf-httpapi-ratelimit-headers-11).',
    schema: { type: 'string' },
    example: '"rate";r=50;t=30',
  },
  'RateLimit-Policy': {
    description: 'The limits themselves: `"rate";q=100;w=60` is 100 calls in 60 seconds.',
    schema: { type: 'string' },
    example: '"rate";q=100;w=60',
  },
  'Retry-After': { description: 'Seconds to wait before the next try (RFC 9110, 10.2.3).', schema: { type: 'integer', minimum: 1 } },
  'Idempotent-Replayed': {
    description: 'This is the stored answer of an earlier call with the same idempotency key; nothing was done again.',
    schema: { type: 'string', enum: ['true'] },
  },
  'WWW-Authenticate': { description: 'How to authenticate, and which scope is missing (RFC 6750, 3).', schema: { type: 'string' } },
  'Deprecation': { description: 'Since when this is deprecated, `@` and seconds since 1970 (RFC 9745).', schema: { type: 'string' }, example: '@1767225600' },
  'Sunset': {
    description: 'When this ends, as an HTTP-date; from then on the answer is 410 (RFC 8594).',
    schema: { type: 'string' },
    example: 'Thu, 31 Dec 2026 23:59:59 GMT',
  },
  'Accept': { description: 'The media types that can be given or read here.', schema: { type: 'string' } },
  'Accept-Post': { description: 'The media types that are read here.', schema: { type: 'string' }, example: 'application/json' },
  'Accept-Patch': { description: 'The kinds of patch that are read here (RFC 5789, 3.1).', schema: { type: 'string' } },
  'Preference-Applied': { description: 'Which of the preferences asked for were followed (RFC 7240, 3).', schema: { type: 'string' } },
} as const satisfies { readonly [name: string]: Document }

export type HeaderName = keyof typeof HEADERS

export function headerRefs(names: readonly HeaderName[]): Document {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

/** Those of every answer. */
export const ALWAYS: readonly HeaderName[] = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy']
