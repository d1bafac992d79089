import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { ERRORS, type ErrorCode } from '../../kernel/errors.ts'
import type { Clock } from '../../kernel/ports/clock.ts'
import type { HttpAnswer, HttpRoute } from '../../kernel/ports/http.ts'
import type { Log } from '../../kernel/ports/log.ts'
import type { Random } from '../../kernel/ports/random.ts'
import type { SocketRoute } from '../../kernel/ports/socket.ts'
import type { Problem } from '../../kernel/outcome.ts'
import { systemClock } from '../clock.ts'
import { callers } from './address.ts'
import { AnyMethodRoutes } from './any-method.ts'
import { ACCEPTED_CODINGS, BodyCut, BodyRefused, hasBody, readBody } from './body.ts'
import type { Cors } from './cors.ts'
import { abortExchanges, Exchange } from './exchange.ts'
import { answerBrokenHttp } from './broken.ts'
import { besideSockets } from './no-socket.ts'
import { requestIds } from './request-id.ts'
import { send, sendAndClose } from './send.ts'
import { Sockets } from './sockets.ts'
import { Turn } from './turn.ts'

export interface HostLimits {
  /** Bytes of request line and header fields together; beyond it 431. */
  readonly headerBytes: number
  /** Milliseconds until the header is there; beyond it 408. */
  readonly headerTimeout: number
  /** Milliseconds until the whole request is there; beyond it 408. */
  readonly requestTimeout: number
  /** Milliseconds that an idle connection is kept. */
  readonly keepAlive: number
  /** Milliseconds that a client may take nothing of an answer; then it is cut. */
  readonly stall: number
  /** Open connections; one more is closed at once. */
  readonly connections: number
  /** Bytes of a body, for routes that set no limit of their own. */
  readonly body: number
}

export interface HostOptions {
  readonly routes: readonly HttpRoute[]
  /** WebSockets. At the path of one there may be routes as well: they have the requests that ask for no WebSocket. */
  readonly sockets?: readonly SocketRoute[]
  /** Path in front of every route, as in the public URL: `/plant`, or empty. A proxy may strip it or not. */
  readonly basePath: string
  readonly limits: HostLimits
  readonly trustedProxies: readonly string[]
  /** Pages of other origins that may call; none where absent. */
  readonly cors?: Cors | undefined
  /** Renders what the host itself refuses, with the request id. `status` overrides the code's own (431, 417). */
  readonly refuse: (problem: Problem, of: { readonly requestId: string; readonly status?: number }) => HttpAnswer
  readonly log: Log
  readonly random: Random
  /** For what is asked of open WebSockets; the machine's where absent. */
  readonly clock?: Clock
}

export interface HostFigures {
  /** Answers by status code. */
  readonly statuses: ReadonlyMap<number, number>
  readonly inFlight: number
  /** Open connections, WebSockets among them. */
  readonly connections: number
  readonly sockets: number
  /** Connections refused because of `limits.connections`. */
  readonly dropped: number
}

/** Hosts routes on sockets: bodies, time-outs, connections, shutdown. Knows nothing of what a route means. */
export interface Host extends AsyncDisposable {
  /** Rejects with the system's error (`EADDRINUSE`, `EACCES`) where the port cannot be had. `port` 0 takes a free one. */
  listen(at: { readonly host: string; readonly port: number }): Promise<{ readonly host: string; readonly port: number }>
  /** A request without a socket. */
  inject(request: InjectedRequest): Promise<InjectedAnswer>
  figures(): HostFigures
  /** Stops accepting, waits for what is in flight at most `grace` ms, then cuts. Answers how many requests and WebSockets were cut. */
  close(grace: number): Promise<number>
}

export interface InjectedRequest {
  readonly method?: string
  readonly url: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string | Buffer
  readonly remoteAddress?: string
}
export interface InjectedAnswer {
  readonly status: number
  readonly headers: { readonly [name: string]: string | string[] | number | undefined }
  readonly body: string
  readonly bytes: Buffer
}

export function createHost(options: HostOptions): Host {
  return new FastifyHost(options)
}

class FastifyHost implements Host {
  readonly #options: HostOptions
  readonly #app: FastifyInstance
  readonly #any = new AnyMethodRoutes()
  readonly #address: (request: IncomingMessage) => string
  readonly #sockets: Sockets
  readonly #statuses = new Map<number, number>()
  readonly #requests = new Turn<Routed>((routed) => this.#handle(routed))
  readonly #answers = new Turn<Answered>((answered) => this.#send(answered))
  #inFlight = 0
  #dropped = 0
  #connections = 0
  #closing: Promise<number> | undefined
  #ended = false

  constructor(options: HostOptions) {
    this.#options = options
    const { limits, basePath } = options
    const sockets = options.sockets ?? []
    this.#sockets = new Sockets({ routes: sockets, clock: options.clock ?? systemClock, log: options.log })
    const who = callers(options.trustedProxies)
    this.#address = who.address
    const id = requestIds({ random: options.random, trusts: who.trusts })
    const rewriting: Pick<FastifyServerOptions, 'rewriteUrl'> = basePath === '' ? {} : { rewriteUrl: (request) => withoutBase(request.url ?? '/', basePath) }
    this.#app = fastify({
      ...rewriting,
      logger: false,
      genReqId: id,
      requestIdHeader: false,
      exposeHeadRoutes: false,
      return503OnClosing: false,
      forceCloseConnections: 'idle',
      keepAliveTimeout: limits.keepAlive,
      requestTimeout: limits.requestTimeout,
      http: {
        maxHeaderSize: limits.headerBytes,
        headersTimeout: Math.min(limits.headerTimeout, limits.requestTimeout),
        connectionsCheckingInterval: Math.min(1_000, Math.max(20, Math.floor(limits.headerTimeout / 4))),
        // Checked here instead, so that the refusal is a problem document.
        requireHostHeader: false,
        // All other upgrades, such as the h2c that some clients ask for, are requests like any other (RFC 9110, 7.8).
        ...(sockets.length > 0 && { shouldUpgradeCallback: (request: IncomingMessage) => this.#becomesSocket(request) }),
      },
      routerOptions: {
        // A key has up to 255 characters, each up to 12 bytes when encoded.
        maxParamLength: 4096,
        querystringParser: () => EMPTY,
      },
      clientErrorHandler: (error, socket) => {
        answerBrokenHttp({ error, socket, requestId: id(undefined), refuse: options.refuse })
      },
      frameworkErrors: (_error, request, reply) => {
        reply.hijack()
        this.#refuse(request.raw, reply.raw, { code: 'malformed', requestId: request.id, detail: 'The path of the URL cannot be decoded.' })
      },
    })
    const app = this.#app
    // Bodies are read here and not by Fastify, whatever their type: raw, decoded and counted.
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) app.addHttpMethod(method, { hasBody: false, overrideExisting: true })
    const { refuse } = options
    for (const route of besideSockets(options.routes, sockets, { refuse, stopping: () => this.#sockets.stopping })) {
      if (route.method === '*') this.#any.add(route)
      else
        app.route({
          method: route.method,
          url: route.path,
          handler: (request, reply) => {
            reply.hijack()
            this.#run(route, request.raw, { response: reply.raw, params: request.params as Params, requestId: request.id })
          },
        })
    }
    app.setNotFoundHandler((request, reply) => {
      reply.hijack()
      this.#unrouted(request.raw, reply.raw, request.id)
    })
    const { server } = app
    server.maxConnections = limits.connections
    const gone = (): void => void this.#connections--
    server.on('connection', (socket) => {
      this.#connections++
      socket.once('close', gone)
    })
    server.on('drop', () => {
      if (this.#dropped++ % 1_000 === 0)
        options.log.warn('Connection refused: all connections are in use.', { limit: limits.connections, option: 'limits.connections' })
    })
    if (sockets.length > 0) server.on('upgrade', (request, stream, head) => this.#upgrade(request, { stream, head, requestId: id(request) }))
    // Without this listener Node asks for the body before we have seen whether we want it.
    server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      app.routing(request, response)
    })
    server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      this.#refuse(request, response, {
        code: 'malformed',
        requestId: id(request),
        status: 417,
        detail: 'The only expectation that is met here is 100-continue.',
      })
    })
  }

  async listen(at: { readonly host: string; readonly port: number }): Promise<{ readonly host: string; readonly port: number }> {
    // For `localhost` Fastify makes a second server, without the limits of this one.
    await this.#app.listen({ host: at.host === 'localhost' ? '127.0.0.1' : at.host, port: at.port, backlog: 1024 })
    const bound = this.#app.server.address() as AddressInfo
    return { host: at.host, port: bound.port }
  }

  async inject(request: InjectedRequest): Promise<InjectedAnswer> {
    const answer = await this.#app.inject({
      method: (request.method ?? 'GET') as 'GET',
      url: request.url,
      ...(request.headers && { headers: request.headers }),
      ...(request.body !== undefined && { payload: request.body }),
      ...(request.remoteAddress !== undefined && { remoteAddress: request.remoteAddress }),
    })
    return { status: answer.statusCode, headers: answer.headers, body: answer.body, bytes: answer.rawPayload }
  }

  figures(): HostFigures {
    return {
      statuses: this.#statuses,
      inFlight: this.#inFlight,
      connections: this.#connections,
      sockets: this.#sockets.open,
      dropped: this.#dropped,
    }
  }

  close(grace: number): Promise<number> {
    return (this.#closing ??= this.#close(grace))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close(0)
  }

  async #close(grace: number): Promise<number> {
    const { server } = this.#app
    const done = Promise.all([this.#app.close(), this.#sockets.stop()]).then(() => 0)
    // A connection whose last answer left before the stop is idle by now, and Node looks for those only once.
    const sweep = setInterval(() => server.closeIdleConnections(), 50)
    let cut: NodeJS.Timeout | undefined
    const late = new Promise<number>((resolve) => {
      cut = setTimeout(() => {
        this.#ended = true
        const lost = this.#inFlight + this.#sockets.cut()
        abortExchanges()
        server.closeAllConnections()
        resolve(lost)
      }, grace)
    })
    try {
      const lost = await Promise.race([done, late])
      await done
      return lost
    } finally {
      clearInterval(sweep)
      clearTimeout(cut)
    }
  }

  #becomesSocket(request: IncomingMessage): boolean {
    return (
      request.httpVersion === '1.1' && hasOneHost(request) && this.#sockets.accepts(request, pathOf(withoutBase(request.url ?? '/', this.#options.basePath)))
    )
  }

  #upgrade(request: IncomingMessage, of: { readonly stream: Duplex; readonly head: Buffer; readonly requestId: string }): void {
    const url = request.url ?? '/'
    const handshake = { url, path: pathOf(withoutBase(url, this.#options.basePath)), address: this.#address(request), requestId: of.requestId }
    try {
      // Node before 24.9 asks nobody, and what is not accepted is nobody's.
      if (!this.#becomesSocket(request)) of.stream.destroy()
      else if (this.#sockets.upgrade(request, { ...of, handshake })) this.#count(101)
    } catch (error) {
      this.#options.log.error('A WebSocket could not be opened.', { requestId: of.requestId, path: handshake.path, error })
      of.stream.destroy()
    }
  }

  #unrouted(raw: IncomingMessage, response: ServerResponse, requestId: string): void {
    try {
      const match = this.#any.find(pathOf(raw.url ?? '/'))
      if (match) this.#run(match.route, raw, { response, params: match.params, requestId })
      else this.#refuse(raw, response, { code: 'not-found', requestId })
    } catch {
      this.#refuse(raw, response, { code: 'malformed', requestId, detail: 'The path of the URL cannot be decoded.' })
    }
  }

  #run(route: HttpRoute, raw: IncomingMessage, of: { response: ServerResponse; params: Params; requestId: string }): void {
    if (!hasOneHost(raw)) {
      this.#refuse(raw, of.response, { code: 'malformed', requestId: of.requestId, detail: 'A request has exactly one Host header (RFC 9112, 3.2).' })
      return
    }
    const preflight = this.#options.cors?.preflight(raw)
    if (preflight) {
      this.#count(preflight.status)
      void send(of.response, { ...preflight, headers: { ...preflight.headers, 'x-request-id': of.requestId } }, this.#options.limits.stall)
      return
    }
    const original: { originalUrl?: string } = raw as { originalUrl?: string }
    const exchange = new Exchange(raw, of.response, {
      url: original.originalUrl ?? raw.url ?? '/',
      params: of.params,
      address: this.#address(raw),
      requestId: of.requestId,
    })
    this.#inFlight++
    if (hasBody(raw)) void this.#receive({ route, exchange })
    else this.#requests.add({ route, exchange })
  }

  async #receive({ route, exchange }: Routed): Promise<void> {
    const { raw } = exchange
    try {
      if (raw.headers.expect !== undefined && Number(raw.headers['content-length'] ?? 0) <= (route.bodyLimit ?? this.#options.limits.body))
        exchange.response.writeContinue()
      exchange.body = await readBody(raw, route.bodyLimit ?? this.#options.limits.body)
      this.#requests.add({ route, exchange })
    } catch (error) {
      this.#done(0)
      if (error instanceof BodyRefused) {
        const { problem } = error
        const headers = problem.code === 'unsupported-media-type' ? { 'accept-encoding': ACCEPTED_CODINGS } : undefined
        this.#refuse(raw, exchange.response, { problem, requestId: exchange.requestId, ...(headers && { headers }) })
      } else if (!(error instanceof BodyCut)) this.#options.log.error('A request body could not be read.', { requestId: exchange.requestId, error })
    }
  }

  #handle({ route, exchange }: Routed): void {
    try {
      const answer = route.handle(exchange)
      if (answer instanceof Promise) {
        answer.then(
          (settled) => this.#answers.add({ exchange, answer: settled }),
          (error: unknown) => this.#fail(exchange, error),
        )
      } else this.#answers.add({ exchange, answer })
    } catch (error) {
      this.#fail(exchange, error)
    }
  }

  #send({ exchange, answer }: Answered): void {
    const { response } = exchange
    if (this.#ended || response.destroyed) {
      this.#done(0)
      return
    }
    if (this.#closing) response.shouldKeepAlive = false
    let sending: void | Promise<void>
    try {
      sending = send(response, this.#options.cors?.open(exchange.raw, answer) ?? answer, this.#options.limits.stall)
    } catch (error) {
      this.#fail(exchange, error)
      return
    }
    if (sending) {
      sending.then(
        () => this.#done(answer.status),
        (error: unknown) => this.#fail(exchange, error),
      )
    } else this.#done(answer.status)
  }

  /** A defect: opaque outside, loud inside. Where the answer has begun, the connection is cut so that nobody takes it for whole. */
  #fail(exchange: Exchange, error: unknown): void {
    const { response, raw, requestId } = exchange
    this.#done(0)
    this.#options.log.error('A request failed on our side.', { requestId, method: exchange.method, path: exchange.url.split('?')[0], error })
    if (response.headersSent) response.destroy()
    else if (!response.destroyed) this.#refuse(raw, response, { code: 'internal', requestId })
  }

  #refuse(
    raw: IncomingMessage,
    response: ServerResponse,
    of: { code?: ErrorCode; problem?: Problem; requestId: string; detail?: string; status?: number; headers?: { readonly [name: string]: string } },
  ): void {
    const code = of.code ?? 'malformed'
    const problem = of.problem ?? { code, title: ERRORS[code].title, ...(of.detail !== undefined && { detail: of.detail }) }
    const rendered = this.#options.refuse(problem, { requestId: of.requestId, ...(of.status !== undefined && { status: of.status }) })
    const plain = of.headers ? { ...rendered, headers: { ...rendered.headers, ...of.headers } } : rendered
    const answer = this.#options.cors?.open(raw, plain) ?? plain
    this.#count(answer.status)
    if (raw.complete || raw.readableEnded || !hasBody(raw)) void send(response, answer, this.#options.limits.stall)
    else sendAndClose(raw, response, answer)
  }

  #done(status: number): void {
    this.#inFlight--
    if (status !== 0) this.#count(status)
  }

  #count(status: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1)
  }
}

interface Routed {
  readonly route: HttpRoute
  readonly exchange: Exchange
}
interface Answered {
  readonly exchange: Exchange
  readonly answer: HttpAnswer
}
type Params = { readonly [name: string]: string }
const EMPTY = Object.freeze({})

function pathOf(url: string): string {
  const mark = url.indexOf('?')
  return mark === -1 ? url : url.slice(0, mark)
}

/** The same routes answer with and without the base path: some proxies strip it, some do not. */
function withoutBase(url: string, basePath: string): string {
  if (!url.startsWith(basePath)) return url
  const next = url[basePath.length]
  if (next === '/') return url.slice(basePath.length)
  if (next === undefined || next === '?') return `/${url.slice(basePath.length)}`
  return url
}

/** RFC 9112, 3.2: a server MUST answer 400 to an HTTP/1.1 request without a Host field or with more than one. */
function hasOneHost(request: IncomingMessage): boolean {
  const { rawHeaders } = request
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name !== undefined && name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts === 1 || (hosts === 0 && request.httpVersion === '1.0')
}
