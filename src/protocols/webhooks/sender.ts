import type { FollowedEvent } from '../../kernel/events/feed.ts'
import type { OutgoingState } from '../../kernel/events/outgoing.ts'
import type { Clock } from '../../kernel/ports/clock.ts'
import type { HopTokens } from '../../kernel/policies/hops.ts'
import { NetError, type Net, type NetAnswer } from '../../kernel/ports/net.ts'
import { answered, notAnswered, unsent, type Attempted } from './attempted.ts'
import { messageOf, type Message } from './message.ts'
import { Tokens } from './oauth.ts'
import type { Target } from './target.ts'

/** Of an answer's body. */
const MOST_ANSWER = 16_384

/** Makes attempts. Knows nothing of order, schedules and the store. */
export interface Sender {
  /** Never rejects. */
  send(target: Target, event: FollowedEvent, signal: AbortSignal): Promise<Attempted>
}

export function createSender(of: { readonly net: Net; readonly clock: Clock; readonly tokens: HopTokens; readonly outgoing: () => OutgoingState }): Sender {
  const { net, clock, tokens } = of
  const access = new Tokens({ net, clock })

  const post = (
    target: Target,
    message: Message,
    the: { readonly token?: string; readonly timeout: number; readonly signal: AbortSignal },
  ): Promise<NetAnswer> =>
    net.request({
      method: 'POST',
      url: target.endpoint.url,
      headers: the.token === undefined ? message.headers : { ...message.headers, authorization: `Bearer ${the.token}` },
      body: message.body,
      timeout: the.timeout,
      most: MOST_ANSWER,
      guard: target.guard,
      signal: the.signal,
    })

  return {
    async send(target, event, signal) {
      const began = clock.monotonic()
      const message = messageOf(target, event, { now: clock.now(), tokens })
      if (!message) return unsent('Nothing was sent: no secret of the endpoint is good any more. Call rotateSecret.')
      if (of.outgoing() === 'recorded') return recorded(target, message)
      const timeout = target.endpoint.timeoutSeconds * 1000
      // All that an attempt asks shares its time.
      const left = (): number => {
        const ms = timeout - (clock.monotonic() - began)
        if (ms < 1) throw new NetError('timeout', `not answered within ${timeout} ms, the access token among it`)
        return ms
      }
      try {
        if (!target.endpoint.oauth) return answered(await post(target, message, { timeout, signal }), clock.now())
        const token = await access.get(target, timeout)
        const first = await post(target, message, { token, timeout: left(), signal })
        if (first.status !== 401) return answered(first, clock.now())
        // The token may have been taken back before its time: once more with a new one.
        await access.refuse(target, token)
        return answered(await post(target, message, { token: await access.get(target, left()), timeout: left(), signal }), clock.now())
      } catch (error) {
        return notAnswered(error, clock.monotonic() - began)
      }
    },
  }
}

/** What would have been sent. The endpoint's own headers may hold tokens; of those only the names are kept. */
function recorded(target: Target, message: Message): Attempted {
  const own = (name: string): boolean => name !== 'user-agent' && Object.hasOwn(target.headers, name)
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, own(name) ? '…' : value]))
  return {
    outcome: 'recorded',
    request: { method: 'POST', url: target.endpoint.url, headers, body: message.body },
    floor: 0,
    hold: 0,
    gone: false,
    aborted: false,
  }
}
