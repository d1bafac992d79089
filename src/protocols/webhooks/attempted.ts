import { NetError, type NetAnswer } from '../../kernel/ports/net.ts'
import type { WebhookAttempt } from '../../kernel/ports/webhook.ts'
import { retryAfterMs } from './retry-after.ts'

/** What became of one attempt. */
export interface Attempted extends Pick<WebhookAttempt, 'outcome' | 'status' | 'took' | 'address' | 'error' | 'headers' | 'answer' | 'truncated' | 'request'> {
  /** Milliseconds that the next attempt waits at least. */
  readonly floor: number
  /** Milliseconds for which the target asked to be left alone altogether. */
  readonly hold: number
  /** 410: it wants nothing any more. */
  readonly gone: boolean
  /** We ended it ourselves: it says nothing of the target. */
  readonly aborted: boolean
}

/** Behind a time-out and a 429 the next attempt is not sooner than this: the target is busy (Standard Webhooks 1.0.0, "Retry schedule"). */
const BUSY_MS = 60_000
/** An address that may not be called now is not tried at the pace of one that is down. */
const BLOCKED_MS = 300_000
const ANSWER_OF_SUCCESS = 1024
const ANSWER_OF_FAILURE = 16_384

/** Headers of an answer that say something of it and hold nothing secret. */
const SHOWN: readonly string[] = ['content-type', 'retry-after', 'server', 'location', 'www-authenticate', 'x-request-id', 'request-id', 'traceparent']

/** Rule: 2xx is success, everything else is not, redirects among it (Standard Webhooks 1.0.0, "Webhook delivery"). */
export function answered(answer: NetAnswer, now: number): Attempted {
  const { status, headers, body, truncated, took, address } = answer
  const delivered = status >= 200 && status < 300
  const after = delivered ? undefined : retryAfterMs(headers['retry-after'], now)
  const busy = status === 429 || status === 503
  return {
    outcome: delivered ? 'delivered' : 'failed',
    status,
    took,
    address,
    ...(!delivered && { error: errorOf(status), headers: shown(headers) }),
    ...(body.length > 0 && { answer: textOf(body, delivered ? ANSWER_OF_SUCCESS : ANSWER_OF_FAILURE) }),
    ...((truncated || (delivered && body.length > ANSWER_OF_SUCCESS)) && { truncated: true }),
    floor: Math.max(after ?? 0, status === 429 ? BUSY_MS : 0),
    hold: busy && after !== undefined ? after : 0,
    gone: status === 410,
    aborted: false,
  }
}

export function notAnswered(error: unknown, took: number): Attempted {
  const kind = error instanceof NetError ? error.kind : 'broken'
  return {
    outcome: kind === 'blocked' ? 'blocked' : 'failed',
    took,
    error: `${kind}: ${error instanceof Error ? error.message : String(error)}`,
    floor: kind === 'timeout' ? BUSY_MS : kind === 'blocked' ? BLOCKED_MS : 0,
    hold: 0,
    gone: false,
    aborted: kind === 'aborted',
  }
}

/** It is not sent at all. */
export function skipped(error: string): Attempted {
  return { outcome: 'skipped', error, floor: 0, hold: 0, gone: false, aborted: false }
}

/** Nothing was sent, and `error` says why. */
export function unsent(error: string): Attempted {
  return { outcome: 'failed', error, floor: BUSY_MS, hold: 0, gone: false, aborted: false }
}

function errorOf(status: number): string {
  if (status >= 300 && status < 400) return `It answered ${status}; redirects are not followed.`
  if (status === 410) return 'It answered 410: it wants nothing any more.'
  if (status === 415) return 'It answered 415: it does not take this content type. Try the other contentMode.'
  return `It answered ${status}.`
}

function shown(headers: { readonly [name: string]: string }): { readonly [name: string]: string } {
  const out: { [name: string]: string } = {}
  for (const name of SHOWN) {
    const value = headers[name]
    if (value !== undefined) out[name] = value.slice(0, 1024)
  }
  return out
}

const decoder = new TextDecoder()
function textOf(body: Uint8Array, most: number): string {
  return decoder.decode(body.subarray(0, most)).slice(0, most)
}

/** It needs no further attempt. */
export function isDone({ outcome }: Attempted): boolean {
  return outcome === 'delivered' || outcome === 'recorded'
}

/** As the log of attempts has it. */
export function logged(
  of: { readonly id: string; readonly type: string },
  attempted: Attempted,
  how: { readonly at: number; readonly kind: WebhookAttempt['kind']; readonly number: number; readonly again: boolean },
): Omit<WebhookAttempt, 'at'> & { readonly at: number } {
  const { floor: _, hold: __, gone: ___, aborted: ____, ...what } = attempted
  return { at: how.at, kind: how.kind, event: of.id, type: of.type, number: how.number, ...(how.again && { again: true }), ...what }
}
