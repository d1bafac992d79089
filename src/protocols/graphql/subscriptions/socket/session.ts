import type { Credential } from '../../../../kernel/call.ts'
import { ERRORS } from '../../../../kernel/errors.ts'
import type { Problem } from '../../../../kernel/outcome.ts'
import type { HttpRequest } from '../../../../kernel/ports/http.ts'
import type { Socket, SocketListener } from '../../../../kernel/ports/socket.ts'
import { credentialOf } from '../../../../wire/credential.ts'
import type { Mount } from '../../../../wire/mount.ts'
import { WireRefusal } from '../../../../wire/problem.ts'
import { Inbox } from '../../../../wire/socket/inbox.ts'
import type { Engine, GraphqlRequest, GraphqlResult } from '../../engine.ts'
import { errorOf } from '../../error.ts'
import type { Results } from '../results.ts'
import { badMessage, CLOSE, closeOf, subscriberExists, type CloseCode } from './close-code.ts'
import { credentialIn } from './init.ts'
import { NoMessage, readMessage, type ClientMessage } from './message.ts'
import { answerTexts, completeText, sendResults } from './operation.ts'

/** How long a client may take to send `connection_init`. */
export const INIT_WITHIN_MS = 10_000
/** Operations on one connection that are under way, subscriptions among them. */
export const MOST_OPERATIONS = 100

/** What a session is a session with. */
export interface Endpoint {
  readonly mount: Mount
  readonly engine: () => Promise<Engine>
}

interface Operation {
  /** For whatever is under way for it: aborted when the client gives it up, or is gone. */
  readonly abort: AbortController
  results?: Results
}

/** One client on one socket, speaking graphql-transport-ws: who it is, and what it has asked. */
export class Session implements SocketListener {
  readonly #socket: Socket
  readonly #endpoint: Endpoint
  readonly #request: HttpRequest
  readonly #inbox: Inbox
  readonly #timely: () => void
  #state: 'new' | 'asking' | 'ready' = 'new'
  #credential: Credential = { kind: 'none' }
  /** By id: those that are under way. */
  readonly #operations = new Map<string, Operation>()
  /** Queries and mutations that have no answer yet, those among them that the client gave up. */
  #calls = 0
  #asked = 0
  #stopping = false
  #over = false

  constructor(socket: Socket, request: HttpRequest, endpoint: Endpoint) {
    this.#socket = socket
    this.#request = request
    this.#endpoint = endpoint
    this.#inbox = new Inbox(socket, { isFree: () => this.#calls < MOST_OPERATIONS, take: (text) => this.#take(text) })
    this.#timely = socket.after(INIT_WITHIN_MS, () => this.#end(CLOSE.initTimeout))
  }

  message(text: string): void {
    this.#inbox.push(text)
  }

  stopping(): void {
    this.#stopping = true
    this.#inbox.close()
    // Queries and mutations are answered first.
    for (const { results } of this.#operations.values()) results?.close()
    this.#leave()
  }

  closed(): void {
    this.#over = true
    this.#inbox.close()
    this.#closeOperations()
  }

  #take(text: string): void {
    let message: ClientMessage
    try {
      message = readMessage(text)
    } catch (error) {
      if (!(error instanceof NoMessage)) throw error
      return this.#end(badMessage(error.message))
    }
    switch (message.type) {
      case 'connection_init':
        if (this.#state !== 'new') return this.#end(CLOSE.tooManyInits)
        void this.#init(message.payload)
        return
      case 'ping':
        this.#socket.send(JSON.stringify({ type: 'pong', payload: message.payload }))
        return
      case 'pong':
        return
      case 'subscribe':
        if (this.#state !== 'ready') return this.#end(CLOSE.unauthorized)
        if (this.#operations.has(message.id)) return this.#end(subscriberExists(message.id))
        if (this.#operations.size >= MOST_OPERATIONS) this.#refuse(message.id, TOO_MANY)
        else void this.#run(message.id, message.request)
        return
      case 'complete': {
        const operation = this.#operations.get(message.id)
        this.#operations.delete(message.id)
        if (operation) giveUp(operation)
      }
    }
  }

  async #init(payload: { readonly [name: string]: unknown } | undefined): Promise<void> {
    const credential = this.#credentialOf(payload)
    if (typeof credential === 'string') return this.#end(badMessage(credential))
    this.#state = 'asking'
    const { mount } = this.#endpoint
    const who = await mount.kernel.identify({ protocol: mount.protocol, credential, address: this.#request.address, requestId: this.#requestId() })
    if (this.#over || this.#stopping) return
    if (!who.ok) return this.#end(closeOf(who.problem))
    this.#timely()
    this.#state = 'ready'
    this.#credential = credential
    const { consumer, audience } = who.principal
    this.#socket.send(JSON.stringify({ type: 'connection_ack', payload: { consumer, audience, connection: this.#request.requestId, notices: who.notices } }))
    this.#inbox.turn()
  }

  /** One in the headers of the handshake is as good as one in the message; browsers cannot send it there. A text: what is wrong. */
  #credentialOf(payload: { readonly [name: string]: unknown } | undefined): Credential | string {
    const said = credentialIn(payload)
    let sent: Credential
    try {
      sent = credentialOf(this.#request)
    } catch (error) {
      if (!(error instanceof WireRefusal)) throw error
      return error.problem.detail ?? error.problem.title
    }
    if (said === undefined) return sent
    return sent.kind === 'none' ? said : 'There are two credentials: send one, with the handshake or with this message'
  }

  async #run(id: string, request: GraphqlRequest): Promise<void> {
    const operation: Operation = { abort: new AbortController() }
    const credential = this.#credential
    this.#operations.set(id, operation)
    this.#calls++
    const engine = await this.#endpoint.engine()
    const answer = await engine.subscribe(request, {
      credential,
      address: this.#request.address,
      requestId: this.#requestId(),
      signal: operation.abort.signal,
    })
    // An answer waits like everything else for a client that takes nothing; as long as it does, its call counts.
    while (this.#socket.full && !this.#over) await this.#socket.drained()
    this.#calls--
    if ('take' in answer) {
      operation.results = answer
      if (this.#over || this.#stopping || !this.#isCurrent(id, operation)) answer.close()
      else void this.#follow(id, operation)
    } else {
      this.#finish(id, { operation, result: answer.body })
      if (answer.problem) this.#endWith(answer.problem.code, credential)
    }
    this.#inbox.turn()
    this.#leave()
  }

  async #follow(id: string, operation: Operation): Promise<void> {
    const { results } = operation
    if (!results) return
    const last = await sendResults(this.#socket, { id, results })
    if (this.#over || this.#stopping) return
    if (!last) {
      if (this.#isCurrent(id, operation)) this.#socket.send(completeText(id))
      this.#forget(id, operation)
      return
    }
    this.#finish(id, { operation, result: last })
    this.#endWith(last.errors?.[0]?.extensions['code'], this.#credential)
  }

  /** Of an operation that the client has completed nothing is sent any more. */
  #finish(id: string, of: { readonly operation: Operation; readonly result: GraphqlResult }): void {
    if (this.#over || !this.#isCurrent(id, of.operation)) return
    for (const text of answerTexts(id, of.result)) this.#socket.send(text)
    this.#forget(id, of.operation)
  }

  #refuse(id: string, problem: Problem): void {
    for (const text of answerTexts(id, { errors: [errorOf(problem, this.#requestId())] })) this.#socket.send(text)
  }

  /** A credential that is good no more ends its connection, with all that it follows. */
  #endWith(code: unknown, credential: Credential): void {
    if (credential.kind === 'none') return
    if (code === 'unauthenticated') this.#end(CLOSE.credentialEnded)
    else if (code === 'address-not-allowed') this.#end(CLOSE.forbidden)
  }

  #isCurrent(id: string, operation: Operation): boolean {
    return this.#operations.get(id) === operation
  }

  #forget(id: string, operation: Operation): void {
    if (this.#isCurrent(id, operation)) this.#operations.delete(id)
  }

  #leave(): void {
    if (this.#stopping && this.#calls === 0) this.#end(CLOSE.restart)
  }

  #end({ code, reason }: CloseCode): void {
    if (this.#over) return
    this.closed()
    this.#socket.close(code, reason)
  }

  #closeOperations(): void {
    for (const operation of this.#operations.values()) giveUp(operation)
  }

  #requestId(): string {
    return `${this.#request.requestId}.${++this.#asked}`
  }
}

function giveUp({ abort, results }: Operation): void {
  results?.close()
  abort.abort()
}

const TOO_MANY: Problem = {
  code: 'too-many-concurrent',
  title: ERRORS['too-many-concurrent'].title,
  detail: `At most ${MOST_OPERATIONS} operations on one connection.`,
}
