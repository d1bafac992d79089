import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseKey, verify, type Verdict } from '../codecs/standard-webhooks/index.ts'

/** One request that came. */
export interface Received {
  readonly method: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
  /** Whether one of the secrets signed it; `unchecked` where none was given. */
  readonly verdict: Verdict | 'unchecked'
  /** It has come before, with the same `webhook-id`. */
  readonly again: boolean
  readonly status: number
}

export interface ReceiverOptions {
  readonly host: string
  readonly port: number
  /** `whsec_…`, `whpk_…`. */
  readonly secrets: readonly string[]
  /** What a message that is good is answered with; one that is not gets 401. */
  readonly status: number
  readonly received: (one: Received) => void
  /** Seconds since 1970. */
  readonly now: () => number
}

const MOST_BYTES = 1024 * 1024
const MOST_IDS = 100_000

/**
 * A receiver of webhooks for the bench: it verifies as Standard Webhooks 1.0.0 says, agrees to be called (the handshake of
 * CloudEvents HTTP Webhook 1.0, and the echo of a challenge), and shows what came. Answers where it listens, and how to end it.
 */
export async function startReceiver(options: ReceiverOptions): Promise<{ readonly url: string } & AsyncDisposable> {
  const seen = new Set<string>()
  const server = createServer((request, response) => {
    read(request).then(
      (body) => answer(request, response, { body, seen, options }),
      () => response.writeHead(413).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    url: `http://${host}:${port}/`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** What is wrong with a secret, for whoever typed it. */
export function secretFault(secret: string): string | undefined {
  try {
    parseKey(secret)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BYTES) throw new RangeError('the message is larger than a webhook can be')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  of: { readonly body: string; readonly seen: Set<string>; readonly options: ReceiverOptions },
): void {
  const { body, seen, options } = of
  const method = request.method ?? ''
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
  const show = (verdict: Received['verdict'], status: number, again = false): void => options.received({ method, headers, body, verdict, again, status })
  if (method === 'OPTIONS') {
    show('unchecked', 200)
    const origin = headers['webhook-request-origin']
    const rate = headers['webhook-request-rate']
    response
      .writeHead(200, {
        allow: 'POST, OPTIONS',
        ...(origin !== undefined && { 'webhook-allowed-origin': origin }),
        ...(rate !== undefined && { 'webhook-allowed-rate': rate }),
      })
      .end()
    return
  }
  if (method !== 'POST') {
    show('unchecked', 405)
    response.writeHead(405, { allow: 'POST, OPTIONS' }).end()
    return
  }
  const verdict = options.secrets.length === 0 ? 'unchecked' : verify(options.secrets, { headers, body }, options.now())
  const good = verdict === 'ok' || verdict === 'unchecked'
  const status = good ? options.status : 401
  const id = headers['webhook-id'] ?? ''
  const again = good && seen.has(id)
  if (seen.size >= MOST_IDS) seen.clear()
  if (good && status < 300 && id !== '') seen.add(id)
  show(verdict, status, again)
  const challenge = good && status < 300 ? challengeOf(body) : undefined
  response.writeHead(challenge === undefined ? status : 200, { 'content-type': 'text/plain; charset=utf-8' }).end(challenge ?? '')
}

/** What a sender wants to see again before it sends anything. */
function challengeOf(body: string): string | undefined {
  try {
    const { type, data } = JSON.parse(body) as { readonly type?: unknown; readonly data?: { readonly challenge?: unknown } }
    return type === 'webhook-endpoint.verification' && typeof data?.challenge === 'string' ? data.challenge : undefined
  } catch {
    return undefined
  }
}
