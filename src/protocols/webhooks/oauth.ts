import type { Clock } from '../../kernel/ports/clock.ts'
import { NetError, type Net } from '../../kernel/ports/net.ts'
import type { Target } from './target.ts'

const MOST_ANSWER = 65_536
/** Where the answer does not say how long a token is good: RFC 6749, 5.1, leaves it open. */
const DEFAULT_SECONDS = 300
const MOST_TOKENS = 10_000

/** Access tokens for targets: client credentials (RFC 6749, 4.4), one request for all that wait for one. */
export class Tokens {
  readonly #net: Net
  readonly #clock: Clock
  readonly #tokens = new Map<string, { readonly token: Promise<string>; until: number }>()

  constructor(of: { readonly net: Net; readonly clock: Clock }) {
    this.#net = of.net
    this.#clock = of.clock
  }

  /** Rejects with a `NetError`, or an `Error` that says what the token endpoint answered. */
  get(target: Target, timeout: number): Promise<string> {
    const key = keyOf(target)
    const known = this.#tokens.get(key)
    if (known && known.until > this.#clock.monotonic()) return known.token
    const entry = { token: this.#fetch(target, timeout, (ms) => (entry.until = this.#clock.monotonic() + ms)), until: Number.POSITIVE_INFINITY }
    if (this.#tokens.size >= MOST_TOKENS) this.#tokens.clear()
    this.#tokens.set(key, entry)
    entry.token.catch(() => {
      if (this.#tokens.get(key) === entry) this.#tokens.delete(key)
    })
    return entry.token
  }

  /** The target refused this one: the next is fetched. */
  async refuse(target: Target, token: string): Promise<void> {
    const key = keyOf(target)
    const known = this.#tokens.get(key)
    if (known && (await known.token) === token) this.#tokens.delete(key)
  }

  async #fetch(target: Target, timeout: number, goodFor: (ms: number) => void): Promise<string> {
    const { oauth, oauthClientSecret = '' } = target.endpoint
    if (!oauth) throw new Error('The endpoint has no OAuth settings.')
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...(oauth.scope !== undefined && { scope: oauth.scope }) })
    // The client's certificate is for the target and shown to nobody else.
    const { clientCertificate: _, clientKey: __, ...guard } = target.guard
    const answer = await this.#net.request({
      method: 'POST',
      url: oauth.tokenUrl,
      headers: {
        'accept': 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'authorization': `Basic ${Buffer.from(`${formText(oauth.clientId)}:${formText(oauthClientSecret)}`).toString('base64')}`,
      },
      body: form.toString(),
      timeout,
      most: MOST_ANSWER,
      guard,
    })
    const said = parse(answer.body)
    if (answer.status !== 200 || typeof said['access_token'] !== 'string')
      // The answer may hold what nobody should read in a log: only its status and error code are told.
      throw new NetError('broken', `the token endpoint answered ${answer.status}${typeof said['error'] === 'string' ? ` ${said['error'].slice(0, 100)}` : ''}`)
    const seconds = typeof said['expires_in'] === 'number' && said['expires_in'] > 0 ? said['expires_in'] : DEFAULT_SECONDS
    goodFor(seconds * 900)
    return said['access_token']
  }
}

function keyOf({ endpoint }: Target): string {
  const { tokenUrl = '', clientId = '', scope = '' } = endpoint.oauth ?? {}
  return JSON.stringify([endpoint.id, tokenUrl, clientId, scope, endpoint.oauthClientSecret ?? ''])
}

/** RFC 6749, 2.3.1: name and password are form-encoded first. */
function formText(text: string): string {
  return new URLSearchParams({ v: text }).toString().slice(2)
}

function parse(body: Uint8Array): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null ? (value as { readonly [name: string]: unknown }) : {}
  } catch {
    return {}
  }
}
