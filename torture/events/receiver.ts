import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** One request that came, in the order it came. */
export interface Arrival {
  readonly id: string
  readonly offset: number
  readonly key: string
  /** Which arrivals were there when it was answered with success; `undefined`: it was not. */
  ok?: number
}

/** How an endpoint behaves. */
export type Behaviour = 'good' | 'failing' | 'hanging' | 'flapping' | 'slow' | 'breaking'
const BEHAVIOURS: readonly Behaviour[] = ['good', 'good', 'failing', 'hanging', 'flapping', 'slow', 'breaking']

/** Endpoints on one port, each with its own record of what it was sent and its own way of failing; `calm` makes all of them good. */
export class Receiver implements AsyncDisposable {
  readonly arrivals: Arrival[][] = []
  readonly secrets: (string | undefined)[] = []
  readonly behaviours: Behaviour[] = []
  readonly findings: string[] = []
  calm = false
  readonly #random: () => number
  #port = 0
  readonly #server = createServer((request, response) => void this.#take(request, response).catch(() => response.destroy()))

  constructor(endpoints: number, random: () => number) {
    this.#random = random
    for (let i = 0; i < endpoints; i++) {
      this.arrivals.push([])
      this.secrets.push(undefined)
      this.behaviours.push(BEHAVIOURS[i % BEHAVIOURS.length] ?? 'good')
    }
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.#port = (this.#server.address() as AddressInfo).port
  }
  url(endpoint: number): string {
    return `http://127.0.0.1:${this.#port}/${endpoint}`
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const endpoint = Number(request.url?.slice(1))
    const arrivals = this.arrivals[endpoint]
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    if (!arrivals) return void response.writeHead(404).end()
    const event = JSON.parse(body) as { readonly id: string; readonly subject?: string; readonly cursor: string }
    const secret = this.secrets[endpoint]
    if (secret !== undefined && arrivals.length % 50 === 0) this.#verify(endpoint, { secret, body, request })
    const arrival: Arrival = { id: String(request.headers['webhook-id']), offset: Number(event.cursor.split(':')[1]), key: event.subject ?? '' }
    arrivals.push(arrival)
    const how = this.calm ? 'good' : (this.behaviours[endpoint] ?? 'good')
    const dice = this.#random()
    if (how === 'hanging' && dice < 0.02) return
    if (how === 'breaking' && dice < 0.1) return void response.destroy()
    if ((how === 'failing' && dice < 0.1) || (how === 'flapping' && Math.floor(Date.now() / 700) % 3 === 0)) return void response.writeHead(500).end()
    if (how === 'slow') await new Promise((resolve) => setTimeout(resolve, 5 + dice * 60))
    if (response.destroyed) return
    arrival.ok = arrivals.length
    response.writeHead(204).end()
  }

  #verify(endpoint: number, of: { readonly secret: string; readonly body: string; readonly request: IncomingMessage }): void {
    try {
      new Webhook(of.secret).verify(of.body, of.request.headers as { [name: string]: string })
    } catch (error) {
      this.findings.push(`endpoint ${endpoint}: a signature does not verify: ${String(error)}`)
    }
  }
}
