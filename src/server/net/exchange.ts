import type { Dispatcher } from 'undici'
import type { Clock } from '../../kernel/ports/clock.ts'
import { NetError, type NetAnswer, type NetRequest } from '../../kernel/ports/net.ts'
import { unwatch, watch } from './aborts.ts'
import { failureOf } from './failure.ts'
import { NOT_IN_TIME, type Stage } from './stage.ts'

/** Informational answers (RFC 9110, 15.2) that one request may get; a target that sends more is not going to answer. */
const INFORMATIONAL = 16

/** What carries an exchange: the connection it is on, or the queue it waits in. */
export interface Carrier {
  readonly address: string
  /** The exchange is over. `whole`: the answer was read to its end, and the connection may carry another. */
  over(exchange: Exchange, whole: boolean): void
}

/** One request and its answer, as undici reports it. Settles once; its time begins when it is made. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly began: number
  readonly options: Dispatcher.DispatchOptions
  stage: Stage = 'waiting'
  carrier: Carrier | undefined
  readonly #clock: Clock
  readonly #most: number
  readonly #signal: AbortSignal | undefined
  readonly #resolve: (answer: NetAnswer) => void
  readonly #reject: (error: NetError) => void
  readonly #cancelDeadline: () => void
  #settled = false
  #informational = 0
  #status = 0
  #headers: NetAnswer['headers'] = {}
  #took = 0
  #first: Uint8Array | undefined
  #more: Uint8Array[] | undefined
  #length = 0

  constructor(
    request: NetRequest,
    of: {
      readonly options: Dispatcher.DispatchOptions
      readonly clock: Clock
      readonly resolve: (answer: NetAnswer) => void
      readonly reject: (error: NetError) => void
    },
  ) {
    this.options = of.options
    this.#clock = of.clock
    this.#resolve = of.resolve
    this.#reject = of.reject
    this.#most = request.most
    this.began = of.clock.monotonic()
    this.#cancelDeadline = of.clock.after(request.timeout, () => this.#late(request.timeout))
    this.#signal = request.signal
    if (request.signal !== undefined) watch(request.signal, this)
  }

  aborted(reason: unknown): void {
    this.fail(new NetError('aborted', 'The caller gave the request up.', { cause: reason }))
  }

  /** Ends with a failure; the connection that carries it is dropped. */
  fail(error: NetError): void {
    if (this.#settle()) {
      this.#reject(error)
      this.carrier?.over(this, false)
    }
  }

  onRequestStart(): void {
    this.stage = 'answer'
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: { [name: string]: string | string[] | undefined }): void {
    if (status < 200) {
      if (++this.#informational > INFORMATIONAL) this.fail(new NetError('broken', `The target sent more than ${INFORMATIONAL} informational answers.`))
      return
    }
    this.stage = 'body'
    this.#took = this.#clock.monotonic() - this.began
    this.#status = status
    this.#headers = lastOfEach(headers)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#settled) return
    const left = this.#most - this.#length
    const piece = chunk.length > left ? chunk.subarray(0, left) : chunk
    this.#length += piece.length
    if (this.#first === undefined) this.#first = piece
    else (this.#more ??= [this.#first]).push(piece)
    if (chunk.length > left) this.#answer(true)
  }

  onResponseEnd(): void {
    this.#answer(false)
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (!this.#settled) this.fail(failureOf(error, this.stage))
  }

  #answer(truncated: boolean): void {
    if (!this.#settle()) return
    const { carrier } = this
    this.#resolve({
      status: this.#status,
      headers: this.#headers,
      body: this.#more ? Buffer.concat(this.#more, this.#length) : (this.#first ?? EMPTY),
      truncated,
      took: this.#took,
      address: carrier?.address ?? '',
    })
    carrier?.over(this, !truncated)
  }

  #late(timeout: number): void {
    const kind = this.stage === 'proxy' ? 'proxy' : 'timeout'
    this.fail(new NetError(kind, `Within ${timeout} ms ${NOT_IN_TIME[this.stage]}.`))
  }

  #settle(): boolean {
    if (this.#settled) return false
    this.#settled = true
    this.#cancelDeadline()
    if (this.#signal !== undefined) unwatch(this.#signal, this)
    return true
  }
}

const EMPTY = new Uint8Array(0)

function lastOfEach(headers: { [name: string]: string | string[] | undefined }): NetAnswer['headers'] {
  for (const name in headers) {
    const value = headers[name]
    if (typeof value !== 'string') headers[name] = value?.at(-1) ?? ''
  }
  return headers as NetAnswer['headers']
}
