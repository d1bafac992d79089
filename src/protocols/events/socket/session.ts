import type { Call, Credential } from '../../../kernel/call.ts'
import { ERRORS, type ErrorCode } from '../../../kernel/errors.ts'
import type { Kernel, Principal } from '../../../kernel/kernel.ts'
import type { Failure, Problem } from '../../../kernel/outcome.ts'
import type { HttpRequest } from '../../../kernel/ports/http.ts'
import type { Socket, SocketListener } from '../../../kernel/ports/socket.ts'
import { credentialOf } from '../../../wire/credential.ts'
import { hopsIn } from '../../../wire/hops.ts'
import type { Mount } from '../../../wire/mount.ts'
import { WireRefusal } from '../../../wire/problem.ts'
import { parametersOf, unknownParameter } from '../../../wire/query.ts'
import { statusOf } from '../../../wire/status.ts'
import { endedText, errorText, resultText, subscribedText } from './answer.ts'
import { CLOSE, closeOf, type CloseCode } from './close-code.ts'
import type { EventFrames } from './event-frame.ts'
import { Inbox } from '../../../wire/socket/inbox.ts'
import { MessageRefused, readMessage, type AckMessage, type AuthMessage, type CallMessage, type ClientMessage, type SubscribeMessage } from './message.ts'
import { wrong } from './shape.ts'
import { Subscription } from './subscription.ts'

/** How long a client may take to say who it is. */
export const AUTHENTICATE_WITHIN_MS = 10_000
export const MOST_CALLS = 64
export const MOST_SUBSCRIPTIONS = 100
export const MOST_MALFORMED = 10

/** What a session is a session with. */
export interface Endpoint {
  readonly mount: Mount
  readonly frames: EventFrames
}

/** One client on one socket: who it is, what it has asked, what it follows. */
export class Session implements SocketListener {
  readonly #socket: Socket
  readonly #endpoint: Endpoint
  readonly #kernel: Kernel
  readonly #request: HttpRequest
  readonly #timely: () => void
  #credential: Credential = { kind: 'none' }
  #principal: Principal | undefined
  readonly #inbox: Inbox
  /** Nothing is taken before this is answered: who the client is, or whether it may subscribe. */
  #asking = false
  /** Ids of calls that have no answer yet. */
  readonly #calls = new Set<string>()
  readonly #subscriptions = new Map<string, Subscription>()
  #malformed = 0
  #asked = 0
  #stopping = false
  #over = false

  constructor(socket: Socket, request: HttpRequest, endpoint: Endpoint) {
    this.#socket = socket
    this.#request = request
    this.#endpoint = endpoint
    this.#kernel = endpoint.mount.kernel
    this.#inbox = new Inbox(socket, { isFree: () => !this.#asking && this.#calls.size < MOST_CALLS, take: (text) => this.#take(text) })
    this.#timely = socket.after(AUTHENTICATE_WITHIN_MS, () => this.#end(CLOSE.authenticationTimeout))
  }

  /** A credential in the headers of the handshake is as good as an `auth`; browsers cannot send one there. */
  start(): void {
    try {
      for (const { name } of parametersOf(this.#request.search)) throw unknownParameter(name, [])
      const credential = credentialOf(this.#request)
      if (credential.kind !== 'none') void this.#authenticate(credential)
    } catch (error) {
      if (!(error instanceof WireRefusal)) throw error
      this.#fail(undefined, error.problem)
      this.#end(closeOf(error.problem))
    }
  }

  message(text: string): void {
    this.#inbox.push(text)
  }

  stopping(): void {
    this.#stopping = true
    this.#inbox.close()
    this.#closeSubscriptions()
    this.#leave()
  }

  closed(): void {
    this.#over = true
    this.#inbox.close()
    this.#closeSubscriptions()
  }

  #take(text: string): void {
    let message: ClientMessage
    try {
      message = readMessage(text)
    } catch (error) {
      if (!(error instanceof MessageRefused)) throw error
      this.#refuse(error.id, error.problem)
      return
    }
    if (message.type === 'auth') void this.#authenticate(credentialIn(message))
    else if (!this.#principal) {
      this.#fail(undefined, problem('unauthenticated', 'The first message is auth, unless the handshake had a credential in its headers.'))
      this.#end(CLOSE.unauthenticated)
    } else this.#answer(message)
  }

  #answer(message: Exclude<ClientMessage, AuthMessage>): void {
    switch (message.type) {
      case 'call':
        if (this.#isTaken(message.id)) this.#refuse(message.id, taken())
        else void this.#call(message)
        return
      case 'subscribe':
        if (this.#isTaken(message.id)) this.#refuse(message.id, taken())
        else if (this.#subscriptions.size >= MOST_SUBSCRIPTIONS)
          this.#fail(message.id, problem('too-many-concurrent', `At most ${MOST_SUBSCRIPTIONS} subscriptions on one connection.`))
        else void this.#subscribe(message)
        return
      case 'unsubscribe': {
        const subscription = this.#subscriptions.get(message.id)
        this.#subscriptions.delete(message.id)
        subscription?.close()
        if (subscription) this.#socket.send(JSON.stringify({ type: 'unsubscribed', id: message.id, cursor: subscription.cursor }))
        else this.#fail(message.id, problem('not-found', 'There is no subscription with this id; it may have ended.'))
        return
      }
      case 'ack':
        this.#acknowledge(message)
        return
      case 'ping':
        this.#socket.send(JSON.stringify({ type: 'pong', id: message.id }))
    }
  }

  async #authenticate(credential: Credential): Promise<void> {
    const before = this.#principal
    const requestId = this.#requestId()
    this.#asking = true
    const who = await this.#kernel.identify({ protocol: this.#endpoint.mount.protocol, credential, address: this.#request.address, requestId })
    this.#asking = false
    if (this.#over) return
    if (!who.ok) {
      this.#socket.send(errorText(undefined, who, requestId))
      // A client that is known stays who it is while the new credential cannot be looked at.
      if (!before || statusOf(who.problem) < 429) return this.#end(closeOf(who.problem))
    } else if (before && before.consumer !== who.principal.consumer) {
      this.#fail(undefined, problem('forbidden', 'A connection stays with its consumer: connect anew for another one.'))
      return this.#end(CLOSE.notAllowed)
    } else {
      this.#timely()
      this.#credential = credential
      this.#principal = who.principal
      const { consumer, audience } = who.principal
      this.#socket.send(JSON.stringify({ type: 'authenticated', consumer, audience, connection: this.#request.requestId, notices: who.notices }))
      if (before) for (const subscription of this.#subscriptions.values()) subscription.renew()
    }
    this.#inbox.turn()
  }

  async #call(message: CallMessage): Promise<void> {
    const { type: _, id, traceparent, baggage, ...asked } = message
    const hops = hopsIn(baggage)
    const credential = this.#credential
    const requestId = this.#requestId()
    this.#calls.add(id)
    const outcome = await this.#kernel.handle({
      ...asked,
      ...this.#of(),
      requestId,
      signal: this.#request.signal,
      ...(traceparent !== undefined && { trace: traceparent }),
      ...(hops !== undefined && { hops }),
    })
    // An answer waits like everything else for a client that takes nothing; as long as it does, its call counts.
    while (this.#socket.full && !this.#over) await this.#socket.drained()
    this.#calls.delete(id)
    if (this.#over) return
    if (outcome.ok) this.#socket.send(resultText(id, outcome))
    else {
      this.#socket.send(errorText(id, outcome, requestId))
      this.#endWith(outcome.problem, credential)
    }
    this.#inbox.turn()
    this.#leave()
  }

  async #subscribe({ id, filter, after, credit }: SubscribeMessage): Promise<void> {
    const credential = this.#credential
    const requestId = this.#requestId()
    const follow = (from: string | undefined): ReturnType<Kernel['follow']> =>
      this.#kernel.follow({
        ...this.#of(),
        requestId,
        kind: 'stream',
        ...(filter && { filter }),
        ...(from !== undefined && { after: from }),
      })
    this.#asking = true
    const answer = await follow(after)
    this.#asking = false
    if (this.#over || this.#stopping) {
      if (answer.ok) answer.feed.close()
      return
    }
    if (!answer.ok) {
      this.#socket.send(errorText(id, answer, requestId))
      this.#endWith(answer.problem, credential)
    } else {
      const subscription: Subscription = new Subscription(answer.feed, {
        id,
        socket: this.#socket,
        frames: this.#endpoint.frames,
        credit,
        follow,
        ended: (why) => this.#ended(id, { subscription, why, requestId }),
      })
      this.#subscriptions.set(id, subscription)
      this.#socket.send(subscribedText(id, { cursor: subscription.cursor, ...(answer.notices && { notices: answer.notices }) }))
      void subscription.run()
    }
    this.#inbox.turn()
  }

  #ended(id: string, of: { readonly subscription: Subscription; readonly why: Problem; readonly requestId: string }): void {
    if (this.#over || this.#stopping) return
    this.#subscriptions.delete(id)
    this.#socket.send(endedText(id, { ok: false, problem: of.why }, { cursor: of.subscription.cursor, requestId: of.requestId }))
    this.#endWith(of.why, this.#credential)
  }

  #acknowledge({ subscription: id, cursor }: AckMessage): void {
    const subscription = this.#subscriptions.get(id)
    if (!subscription) this.#fail(undefined, problem('not-found', `There is no subscription '${id}' to acknowledge to; it may have ended.`))
    else if (!subscription.acknowledge(cursor))
      this.#fail(undefined, problem('invalid-cursor', `No event of the subscription '${id}' with this cursor waits to be acknowledged.`))
  }

  /** A credential that is good no more ends its connection, with all that it follows. */
  #endWith(why: Problem, credential: Credential): void {
    if (credential.kind === 'none' || credential !== this.#credential) return
    if (why.code === 'unauthenticated') this.#end(CLOSE.credentialEnded)
    else if (why.code === 'address-not-allowed') this.#end(CLOSE.notAllowed)
  }

  #refuse(id: string | undefined, why: Problem): void {
    this.#fail(id, why)
    if (why.code === 'malformed' && ++this.#malformed >= MOST_MALFORMED) this.#end(CLOSE.protocolError)
  }

  #fail(id: string | undefined, why: Problem): void {
    const failure: Failure = { ok: false, problem: why }
    this.#socket.send(errorText(id, failure, this.#requestId()))
  }

  #leave(): void {
    if (this.#stopping && this.#calls.size === 0) this.#end(CLOSE.restart)
  }

  #end({ code, reason }: CloseCode): void {
    if (this.#over) return
    this.closed()
    this.#socket.close(code, reason)
  }

  #closeSubscriptions(): void {
    for (const subscription of this.#subscriptions.values()) subscription.close()
    this.#subscriptions.clear()
  }

  #isTaken(id: string): boolean {
    return this.#calls.has(id) || this.#subscriptions.has(id)
  }

  /** What every call has. */
  #of(): Pick<Call, 'protocol' | 'contract' | 'version' | 'credential' | 'address'> {
    const { protocol, contract, version } = this.#endpoint.mount
    return { protocol, contract, version, credential: this.#credential, address: this.#request.address }
  }

  #requestId(): string {
    return `${this.#request.requestId}.${++this.#asked}`
  }
}

function credentialIn({ credential }: AuthMessage): Credential {
  return credential === undefined ? { kind: 'none' } : { kind: 'key', key: credential }
}

function taken(): Problem {
  return wrong('/id', 'is that of a call without an answer, or of a subscription, on this connection')
}

function problem(code: ErrorCode, detail: string): Problem {
  return { code, title: ERRORS[code].title, detail }
}
