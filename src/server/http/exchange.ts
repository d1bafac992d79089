import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { systemClock } from '../clock.ts'
import type { HttpRequest } from '../../kernel/ports/http.ts'

/** One request on its way. Everything that a route may not look at is made only when it does. */
export class Exchange implements HttpRequest {
  readonly method: string
  readonly url: string
  readonly params: { readonly [name: string]: string }
  readonly address: string
  readonly requestId: string
  body: Buffer | undefined
  readonly raw: IncomingMessage
  readonly response: ServerResponse
  #abort: AbortController | undefined

  constructor(
    raw: IncomingMessage,
    response: ServerResponse,
    of: { url: string; params: { readonly [name: string]: string }; address: string; requestId: string },
  ) {
    this.method = raw.method ?? 'GET'
    this.url = of.url
    this.params = of.params
    this.address = of.address
    this.requestId = of.requestId
    this.body = undefined
    this.raw = raw
    this.response = response
  }

  get headers(): IncomingHttpHeaders {
    return this.raw.headers
  }

  get rawHeaders(): readonly string[] {
    return this.raw.rawHeaders
  }

  get search(): string {
    const mark = this.url.indexOf('?')
    return mark === -1 ? '' : this.url.slice(mark + 1)
  }

  turn(): Promise<void> {
    return systemClock.turn()
  }

  get signal(): AbortSignal {
    if (this.#abort) return this.#abort.signal
    const abort = (this.#abort = new AbortController())
    waiting.add(abort)
    const { response } = this
    if (response.closed || response.destroyed) abort.abort(new Error('The client went away.'))
    response.once('close', () => {
      waiting.delete(abort)
      if (!response.writableFinished) abort.abort(new Error('The client went away.'))
    })
    return abort.signal
  }
}

const waiting = new Set<AbortController>()

/** Ends every signal that a route still holds: the server stops waiting. */
export function abortExchanges(): void {
  for (const abort of waiting) abort.abort(new Error('The server is stopping.'))
}
