import { decode, DecodeError } from '../../../codecs/json/index.ts'
import type { Call } from '../../../kernel/call.ts'
import { ERRORS } from '../../../kernel/errors.ts'
import type { EventFilter } from '../../../kernel/events/filter.ts'
import type { Problem } from '../../../kernel/outcome.ts'
import { isObject, misfit, wrong, type Members, type Shape } from './shape.ts'

/** What a client sends. */
export type ClientMessage = AuthMessage | CallMessage | SubscribeMessage | UnsubscribeMessage | AckMessage | PingMessage

export interface AuthMessage {
  readonly type: 'auth'
  /** An API key. Absent: a caller without a credential, for what is public. */
  readonly credential?: string
}
/** A `Call`, but for what the connection knows already. */
export interface CallMessage extends Pick<
  Call,
  'operation' | 'key' | 'input' | 'patch' | 'query' | 'fields' | 'include' | 'ifMatch' | 'ifNoneMatch' | 'idempotencyKey'
> {
  readonly type: 'call'
  readonly id: string
  readonly traceparent?: string
  readonly baggage?: string
}
export interface SubscribeMessage {
  readonly type: 'subscribe'
  readonly id: string
  readonly filter?: EventFilter
  readonly after?: string
  readonly credit?: number
}
export interface UnsubscribeMessage {
  readonly type: 'unsubscribe'
  readonly id: string
}
export interface AckMessage {
  readonly type: 'ack'
  readonly subscription: string
  readonly cursor: string
}
export interface PingMessage {
  readonly type: 'ping'
  readonly id?: string
}

/** A message that was not understood, with its id where it has one. */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused'
  readonly problem: Problem
  readonly id: string | undefined
  constructor(problem: Problem, id?: string) {
    super(problem.detail)
    this.problem = problem
    this.id = id
  }
}

const MOST_ID = 64
/** W3C Baggage, 3.3.2: what everyone has to hand on. */
const MOST_BAGGAGE = 8192
const plain = (must: string, is: (value: unknown) => boolean, more: Pick<Shape & { kind: 'plain' }, 'code'> = {}): Shape => ({
  kind: 'plain',
  must,
  is,
  ...more,
})
const text = (most: number): Shape => plain(`a text of 1 to ${most} characters`, (value) => typeof value === 'string' && value !== '' && value.length <= most)
const names: Shape = { kind: 'list', of: text(400), most: 200 }
const revisions = plain(
  "a list of revisions, or '*'",
  (value) => value === '*' || (Array.isArray(value) && value.length <= 100 && value.every((one) => Number.isSafeInteger(one) && Number(one) >= 0)),
)
const id = text(MOST_ID)
const OPERATORS: ReadonlySet<unknown> = new Set(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in'])
const badQuery = { code: 'invalid-filter' } as const

const query: Shape = {
  kind: 'object',
  ...badQuery,
  members: {
    'filter?': {
      kind: 'list',
      ...badQuery,
      most: 100,
      of: {
        kind: 'object',
        ...badQuery,
        members: {
          field: plain('the path of a field', (value) => typeof value === 'string' && value !== '', badQuery),
          operator: plain('one of eq, ne, gt, gte, lt, lte, in', (value) => OPERATORS.has(value), badQuery),
          values: { kind: 'list', ...badQuery, most: 10_000, of: plain('a text, or null', (value) => typeof value === 'string' || value === null, badQuery) },
        },
      },
    },
    'sort?': {
      kind: 'object',
      ...badQuery,
      members: {
        field: plain('the path of a field', (value) => typeof value === 'string' && value !== '', badQuery),
        descending: plain('true or false', (value) => typeof value === 'boolean', badQuery),
      },
    },
    // How many there may be, the kernel says.
    'limit?': plain('a whole number', (value) => Number.isSafeInteger(value), badQuery),
    'cursor?': plain('what the page before gave as next', (value) => typeof value === 'string' && value !== '', badQuery),
    'count?': plain('true or false', (value) => typeof value === 'boolean', badQuery),
  },
}

/** What is wrong in its members, the kernel says: it knows what there is. */
const filter: Shape = {
  kind: 'object',
  ...badQuery,
  members: { 'types?': { kind: 'any' }, 'resource?': { kind: 'any' }, 'key?': { kind: 'any' }, 'where?': { kind: 'any' } },
}

/** The messages there are, by their type. */
const MESSAGES: { readonly [T in ClientMessage['type']]: Members } = {
  auth: { 'credential?': plain('an API key', (value) => typeof value === 'string' && value.length <= 1_000) },
  call: {
    id,
    'operation': text(400),
    'key?': plain('the key of a record', (value) => typeof value === 'string'),
    'input?': { kind: 'any' },
    'patch?': plain("'merge' or 'json'", (value) => value === 'merge' || value === 'json'),
    'query?': query,
    'fields?': names,
    'include?': names,
    'ifMatch?': revisions,
    'ifNoneMatch?': revisions,
    // What a key must be like, the kernel says.
    'idempotencyKey?': plain('a text', (value) => typeof value === 'string', { code: 'idempotency-key-invalid' }),
    'traceparent?': plain('as W3C Trace Context says', (value) => typeof value === 'string' && TRACE.test(value)),
    'baggage?': text(MOST_BAGGAGE),
  },
  subscribe: {
    id,
    'filter?': filter,
    'after?': text(200),
    'credit?': plain('a whole number from 1 to 10000', (value) => Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= 10_000),
  },
  unsubscribe: { id },
  ack: { subscription: id, cursor: text(200) },
  ping: { 'id?': id },
}

const TRACE = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** Throws `MessageRefused` for whatever is no message, and nothing else. */
export function readMessage(raw: string): ClientMessage {
  let value: unknown
  try {
    value = decode(raw)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new MessageRefused({
      code: 'malformed',
      title: ERRORS.malformed.title,
      detail: `The message is no JSON that is read here. ${error.message}`,
      ...(error.pointer !== undefined && error.pointer !== '' && { errors: [{ pointer: error.pointer, detail: error.message }] }),
    })
  }
  if (!isObject(value)) throw new MessageRefused(wrong('', 'must be an object'))
  const { type } = value
  if (typeof type !== 'string' || !Object.hasOwn(MESSAGES, type))
    throw new MessageRefused(wrong('/type', `must be one of ${Object.keys(MESSAGES).join(', ')}`), idOf(value))
  const members: Members = { type: { kind: 'any' }, ...MESSAGES[type as ClientMessage['type']] }
  const problem = misfit(value, { kind: 'object', members }, '')
  if (problem) throw new MessageRefused(problem, idOf(value))
  // Checked member by member.
  return value as unknown as ClientMessage
}

function idOf(value: { readonly [name: string]: unknown }): string | undefined {
  const { id } = value
  return typeof id === 'string' && id !== '' && id.length <= MOST_ID ? id : undefined
}
