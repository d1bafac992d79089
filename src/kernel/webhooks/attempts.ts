import type { Json } from '../../contract/schema.ts'
import { WEBHOOK_LOG_PIECES, WEBHOOK_TABLES, webhookLogId, type WebhookAttempt, type WebhookLogRecord } from '../ports/webhook.ts'
import type { Store } from '../ports/store.ts'

/** Pieces of the log that one reading looks at; where it ends before it found enough, `next` goes on. */
const MOST_PIECES = 100
const KINDS = ['event', 'replay', 'test', 'verification'] as const
const OUTCOMES = ['delivered', 'failed', 'blocked', 'recorded', 'skipped'] as const

/** What an attempt has more often not than not. */
type Rest = Pick<WebhookAttempt, 'error' | 'headers' | 'answer' | 'truncated' | 'request' | 'again'>

/** An attempt as JSON text, short: thousands a second are written. `at`: ms since 1970. */
export function packAttempt(attempt: Omit<WebhookAttempt, 'at'> & { readonly at: number }): string {
  const { at, kind, event, type, number, outcome, status, took, address, error, headers, answer, truncated, request, again } = attempt
  const rest: { -readonly [Field in keyof Rest]: Rest[Field] } = {}
  if (again === true) rest.again = true
  if (error !== undefined) rest.error = error.slice(0, 1000)
  if (headers !== undefined) rest.headers = headers
  if (answer !== undefined) rest.answer = answer
  if (truncated === true) rest.truncated = true
  if (request !== undefined) rest.request = request
  let more = ''
  for (const _ in rest) {
    more = `,${JSON.stringify(rest)}`
    break
  }
  return `[${at},${KINDS.indexOf(kind)},${JSON.stringify(event)},${JSON.stringify(type)},${number},${OUTCOMES.indexOf(outcome)},${status ?? null},${
    took === undefined ? null : Math.round(took)
  },${address === undefined ? null : JSON.stringify(address)}${more}]`
}

export function unpackAttempt(packed: Json): WebhookAttempt {
  const [at, kind, event, type, number, outcome, status, took, address, rest] = packed as readonly [
    number,
    number,
    string,
    string,
    number,
    number,
    number | null,
    number | null,
    string | null,
    Rest | undefined,
  ]
  return {
    at: new Date(at).toISOString(),
    kind: KINDS[kind] ?? 'event',
    event,
    type,
    number,
    outcome: OUTCOMES[outcome] ?? 'failed',
    ...(status !== null && { status }),
    ...(took !== null && { took }),
    ...(address !== null && { address }),
    ...rest,
  }
}

/**
 * Attempts of an endpoint, the newest first. With `event` fewer than `limit` may come although there are more: a reading looks
 * at so much and no more; `next` goes on.
 */
export async function readAttempts(
  store: Pick<Store, 'get' | 'scan'>,
  of: { readonly endpoint: string; readonly event?: string; readonly before?: string; readonly limit: number },
): Promise<{ readonly attempts: readonly WebhookAttempt[]; readonly next?: string }> {
  const { endpoint, event, limit } = of
  const from = BEFORE.exec(of.before ?? '')
  let sequence = from ? Number(from[1]) : await lastPiece(store, endpoint)
  let index = from ? Number(from[2]) : Number.MAX_SAFE_INTEGER
  const attempts: WebhookAttempt[] = []
  const oldest = Math.max(0, sequence - WEBHOOK_LOG_PIECES + 1)
  for (let looked = 0; sequence >= oldest; sequence--, looked++) {
    if (looked === MOST_PIECES) return { attempts, next: `${sequence}.${Number.MAX_SAFE_INTEGER}` }
    const piece = await pieceAt(store, endpoint, sequence)
    // Overwritten, or removed since it is too old: so is all before it.
    if (!piece) break
    const packed = piece.attempts as readonly Json[]
    for (let i = Math.min(index, packed.length) - 1; i >= 0; i--) {
      const one = packed[i]
      if (one === undefined || (event !== undefined && (one as readonly Json[])[2] !== event)) continue
      if (attempts.length === limit) return { attempts, next: `${sequence}.${i + 1}` }
      attempts.push(unpackAttempt(one))
    }
    index = Number.MAX_SAFE_INTEGER
  }
  return { attempts }
}

const BEFORE = /^([0-9]{1,15})\.([0-9]{1,16})$/

/** The piece with this number, where it is still there. */
export async function pieceAt(
  store: Pick<Store, 'get'>,
  endpoint: string,
  sequence: number,
): Promise<(WebhookLogRecord & { readonly revision: number }) | undefined> {
  const record = await store.get(WEBHOOK_TABLES.log, webhookLogId(endpoint, sequence))
  if (!record) return undefined
  const piece = JSON.parse(record.body) as WebhookLogRecord
  return piece.sequence === sequence ? { ...piece, revision: record.revision } : undefined
}

/** The number of the newest piece; −1 without one. The ring holds rising numbers, then those that are not yet overwritten. */
export async function lastPiece(store: Pick<Store, 'get' | 'scan'>, endpoint: string): Promise<number> {
  const at = async (slot: number): Promise<number> => {
    const record = await store.get(WEBHOOK_TABLES.log, webhookLogId(endpoint, slot))
    return record ? (JSON.parse(record.body) as WebhookLogRecord).sequence : -1
  }
  const first = await at(0)
  if (first < 0) {
    const [last] = await store.scan({
      table: WEBHOOK_TABLES.log,
      index: null,
      equal: [],
      low: { value: `${endpoint}.`, inclusive: true },
      high: { value: `${endpoint}/`, inclusive: false },
      reverse: true,
      limit: 1,
    })
    return last ? (JSON.parse(last.body) as WebhookLogRecord).sequence : -1
  }
  let [low, high] = [0, WEBHOOK_LOG_PIECES]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((await at(middle)) >= first) low = middle
    else high = middle
  }
  return first + low
}
