import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plant, plantBindings } from '../../../conformance/scenario/contract.ts'
import { httpClient, type Answered } from '../../../conformance/scenario/http-client.ts'
import type { Asked } from '../../../conformance/scenario/scenario.ts'
import { makeWorld, type World } from '../../../conformance/scenario/world.ts'
import { childOf, childrenOf } from '../../../conformance/scenario/xml-client.ts'
import { readXml, type XmlElement } from '../../../src/codecs/xml/index.ts'
import type { Outcome } from '../../../src/kernel/outcome.ts'
import type { Consumer } from '../../../src/kernel/ports/directory.ts'
import { rest } from '../../../src/protocols/rest/index.ts'
import { soap, type SoapOptions } from '../../../src/protocols/soap/index.ts'
import { sqlite } from '../../../src/stores/sqlite/index.ts'

const NS = 'urn:busbar:plant:v2'
const ENV_11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const ENV_12 = 'http://www.w3.org/2003/05/soap-envelope'

export interface Sent {
  readonly header?: string
  readonly headers?: { readonly [name: string]: string }
  readonly url?: string
  readonly version?: '1.1' | '1.2'
  /** Without the caller's key. */
  readonly anonymous?: true
}

export interface Received extends Answered {
  /** The child of the body. */
  readonly content: XmlElement
  /** Of the fault's problem; `undefined` where it is none. */
  readonly problem: { readonly [member: string]: string } | undefined
  /** Text of a child of the content, by path. */
  at(...path: string[]): string | undefined
}

export interface SoapWorld extends AsyncDisposable {
  readonly world: World
  readonly key: string
  /** Sends what stands in the body. */
  send(content: string, sent?: Sent): Promise<Received>
  /** Sends bytes as they are. */
  raw(body: string | Uint8Array, headers: { readonly [name: string]: string }, url?: string): Promise<Received>
  get(url: string, headers?: { readonly [name: string]: string }): Promise<Answered>
  rest(method: string, url: string, sent?: { readonly body?: unknown; readonly headers?: { readonly [name: string]: string } }): Promise<Answered>
  direct(asked: Asked): Promise<Outcome>
}

/** The plant of the scenarios behind SOAP, and behind REST beside it. */
export async function soapWorld(callers: { readonly [name: string]: Partial<Consumer> } = {}, options: SoapOptions = {}): Promise<SoapWorld> {
  const path = await mkdtemp(join(tmpdir(), 'busbar-soap-'))
  const world = await makeWorld({ contract: plant, bindings: plantBindings, callers }, sqlite({ path }))
  const site = { publicUrl: 'https://plant.example/bus' }
  const ask = httpClient(soap(options).routes(world.kernel, site))
  const askRest = httpClient(rest().routes(world.kernel, site))
  const { credential } = world.call({ operation: 'Order.list' }, 'internal')
  const key = credential.kind === 'key' ? credential.key : ''
  const raw = async (body: string | Uint8Array, headers: { readonly [name: string]: string }, url = '/soap/v2'): Promise<Received> =>
    received(await ask({ method: 'POST', url, headers, body }))
  return {
    world,
    key,
    raw,
    send(content, { header = '', headers = {}, url, version = '1.1', anonymous } = {}) {
      const type = version === '1.1' ? 'text/xml; charset=utf-8' : 'application/soap+xml; charset=utf-8'
      return raw(envelope(content, header, version), { 'content-type': type, ...(!anonymous && { authorization: `Bearer ${key}` }), ...headers }, url)
    },
    get: (url, headers = { authorization: `Bearer ${key}` }) => ask({ method: 'GET', url, headers }),
    rest: (method, url, { body, headers = {} } = {}) =>
      askRest({
        method,
        url,
        headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    direct: (asked) => world.kernel.handle(world.call(asked, 'internal')),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await rm(path, { recursive: true, force: true })
    },
  }
}

export function envelope(content: string, header = '', version: '1.1' | '1.2' = '1.1'): string {
  return `<s:Envelope xmlns:s="${version === '1.1' ? ENV_11 : ENV_12}">${header === '' ? '' : `<s:Header>${header}</s:Header>`}<s:Body>${content}</s:Body></s:Envelope>`
}

/** The element of an operation of v2, with its parts. */
export function ask(operation: string, parts = '', namespace = NS): string {
  return `<${operation} xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${parts}</${operation}>`
}

export function getOrder(id = 'PO-0001'): string {
  return ask('GetOrder', `<id>${id}</id>`)
}

export function createOrder(fields: string): string {
  return ask('CreateOrder', `<record>${fields}</record>`)
}

function received(answered: Answered): Received {
  const root = readXml(Buffer.from(answered.text))
  const body = childOf(root, 'Body')
  const content = body && childrenOf(body)[0]
  if (!content) throw new Error(`no envelope: ${answered.text}`)
  const detail = childOf(content, 'detail') ?? childOf(content, 'Detail')
  const problem = detail && childOf(detail, 'Problem')
  return {
    ...answered,
    content,
    problem: problem && Object.fromEntries(childrenOf(problem).map((member) => [member.name, textOf(member)])),
    at(...path) {
      let found: XmlElement | undefined = content
      for (const name of path) found = found && childOf(found, name)
      return found && textOf(found)
    },
  }
}

function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')
}
