import type { Results } from '../results.ts'
import { COMPLETE, nextFrame } from './frame.ts'

/** Proxies cut what is silent for a minute, some for half of one. */
const HEARTBEAT_MS = 15_000
/** A comment: so that whoever stands in between, and the client, see that the connection lives. */
const HEARTBEAT = ':\n\n'

/**
 * Results as the body of an answer: asked for the next one when the client has taken the last, so that a slow client holds up
 * nobody and nothing piles up for it. Whoever lets go of it ends the subscription, begun or not.
 */
export class ResultStream implements AsyncIterableIterator<string> {
  readonly #results: Results
  #ended = false

  constructor(results: Results) {
    this.#results = results
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    if (this.#ended) return DONE
    const result = await this.#results.take(HEARTBEAT_MS)
    if (result === 'waiting') return { done: false, value: HEARTBEAT }
    if (result === 'over') return DONE
    if (result.data !== undefined) return { done: false, value: nextFrame(result) }
    this.#ended = true
    return { done: false, value: nextFrame(result) + COMPLETE }
  }

  return(): Promise<IteratorResult<string, undefined>> {
    this.#ended = true
    this.#results.close()
    return Promise.resolve(DONE)
  }
}

const DONE = { done: true, value: undefined } as const
