import { kebab } from '../../contract/define.ts'
import type { Json } from '../../contract/schema.ts'
import { nearest } from '../../kernel/validation-nearest.ts'
import { type Caller, type InputShape, type PlainCall, type PlainProblem, type TextKind, UnknownOperation } from './caller.ts'

/** The server does not answer as one of ours. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** Calls in a batch, so that a body stays below the limit of 1 MiB with records of some kilobytes. */
const MOST_CALLS = 200

/**
 * Calls over HTTP. What is there and where is read from the OpenAPI document that the key may see, so nothing has to be
 * installed beside the address and the key.
 */
export async function remoteCaller(of: { readonly url: string; readonly key: string | undefined; readonly fetch?: typeof fetch }): Promise<Caller> {
  const base = of.url.replace(/\/+$/, '')
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol))
    throw new Unreachable(`'${of.url}' is no address. Give the one of the API, as \`busbar start\` prints it: http://127.0.0.1:8080/api/v1`)
  const ask = of.fetch ?? fetch
  const headers = { accept: 'application/json', ...(of.key !== undefined && { authorization: `Bearer ${of.key}` }) }
  const request = async (path: string, options: RequestInit = {}): Promise<Response> => {
    try {
      return await ask(base + path, { ...options, headers: { ...headers, ...(options.headers as { [name: string]: string } | undefined) }, redirect: 'error' })
    } catch (error) {
      throw new Unreachable(`${base} cannot be reached: ${reason(error)}. Is the server running, and is this its address?`, { cause: error })
    }
  }
  const answer = await request('/openapi.json')
  const document = await json(answer)
  if (!answer.ok) {
    const problem = problemOf(document, answer)
    if (answer.status === 404 && problem.code !== 'not-found')
      throw new Unreachable(`${base} is not the address of an API. Give it with its version, as \`busbar start\` prints it: http://127.0.0.1:8080/api/v1`)
    const hint =
      answer.status === 401
        ? ' Give a key in the environment variable BUSBAR_KEY.'
        : answer.status === 404
          ? ' Give the address with its version, as `busbar start` prints it: http://127.0.0.1:8080/api/v1'
          : ''
    throw new Unreachable(`${base} answers ${answer.status} ${problem.code}: ${problem.detail ?? problem.title}${hint}`)
  }
  const api = new Description(document)

  const requestOf = (
    call: PlainCall,
  ): { readonly method: string; readonly path: string; readonly headers: { [name: string]: string }; readonly body: Json | undefined } => {
    const { method, template } = api.find(call.operation)
    const query = new URLSearchParams((call.query ?? []).map(([name, value]): [string, string] => [name, value]))
    if (call.fields) query.set('fields', call.fields.join(','))
    if (call.include) query.set('include', call.include.join(','))
    if (method === 'GET')
      for (const [name, value] of Object.entries(call.input ?? {})) query.set(name, typeof value === 'string' ? value : JSON.stringify(value))
    const search = query.size === 0 ? '' : `?${query.toString()}`
    return {
      method,
      path: template.replace('{id}', encodeURIComponent(call.key ?? '')) + search,
      headers: {
        ...(call.idempotencyKey !== undefined && { 'idempotency-key': `"${call.idempotencyKey}"` }),
        ...(call.ifMatch !== undefined && { 'if-match': `"${call.ifMatch}"` }),
      },
      body: method === 'GET' || method === 'DELETE' ? undefined : (call.input ?? {}),
    }
  }

  return {
    place: base,
    async call(call) {
      const { method, path, headers: more, body } = requestOf(call)
      const patch = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
      const response = await request(path, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        headers: { ...more, ...(body !== undefined && { 'content-type': patch }) },
      })
      const parsed = await json(response)
      if (!response.ok) return { ok: false, problem: problemOf(parsed, response) }
      const next = nextCursor(response.headers.get('link'))
      // A page is its records here, as in the same process.
      const items = call.operation.endsWith('.list') ? at(parsed, 'items') : undefined
      return {
        ok: true,
        body: items === undefined ? parsed : (items as Json),
        replayed: response.headers.has('idempotent-replayed'),
        ...(next !== undefined && { next }),
      }
    },
    async refusals(calls) {
      const parts: Promise<readonly (PlainProblem | undefined)[]>[] = []
      for (let from = 0; from < calls.length; from += MOST_CALLS) parts.push(refusalsOf(calls.slice(from, from + MOST_CALLS)))
      return (await Promise.all(parts)).flat()
    },
    shape: (operation) => api.shape(operation),
    async [Symbol.asyncDispose]() {},
  }

  async function refusalsOf(calls: readonly PlainCall[]): Promise<readonly (PlainProblem | undefined)[]> {
    const body = {
      calls: calls.map((call) => {
        const { method, path, headers: more, body: input } = requestOf(call)
        return { method, path, headers: { ...more, prefer: 'return=minimal' }, ...(input !== undefined && { body: input }) }
      }),
    }
    const response = await request('/batch', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    const parsed = await json(response)
    if (!response.ok) {
      const problem = problemOf(parsed, response)
      return calls.map(() => problem)
    }
    const responses = at(parsed, 'responses')
    return calls.map((_, index) => {
      const one: unknown = Array.isArray(responses) ? responses[index] : undefined
      const status = at(one, 'status')
      if (typeof status !== 'number') return { code: 'internal', title: 'The server gave no outcome for this call.' }
      return status < 400 ? undefined : problemOf(at(one, 'body'), { status })
    })
  }
}

interface Found {
  readonly method: string
  readonly template: string
  readonly operation: Tree
}
type Tree = { readonly [name: string]: unknown }

/** What an OpenAPI document of ours says, by the contract's own names. */
class Description {
  readonly #document: Tree
  readonly #operations = new Map<string, Found>()

  constructor(document: unknown) {
    if (!isObject(document) || !isObject(document['paths'])) throw new Unreachable('The server gave no OpenAPI document.')
    this.#document = document
    for (const [template, item] of Object.entries(document['paths'])) {
      if (!isObject(item)) continue
      for (const [method, operation] of Object.entries(item)) {
        if (!isObject(operation)) continue
        const name = nameOf(template, method.toUpperCase(), operation)
        if (name !== undefined) this.#operations.set(name, { method: method.toUpperCase(), template, operation })
      }
    }
  }

  find(operation: string): Found {
    const [resource = '', verb] = operation.split('.')
    const found = this.#operations.get(verb === undefined ? lowered(operation) : `${resource}.${kebab(verb)}`)
    if (found) return found
    const meant = nearest(operation, [...this.#operations.keys()])
    const siblings = [...this.#operations.keys()].filter((name) => name.startsWith(`${resource}.`))
    throw new UnknownOperation(
      `There is no operation '${operation}' that this key may call.${meant !== undefined ? ` Did you mean ${meant}?` : siblings.length > 0 ? ` There is ${siblings.join(', ')}.` : ''}`,
    )
  }

  shape(operation: string): InputShape {
    const kinds = new Map<string, TextKind>()
    const names: string[] = []
    const content = at(this.#resolve(this.find(operation).operation['requestBody']), 'content')
    const media = isObject(content) ? (content['application/json'] ?? content['application/merge-patch+json']) : undefined
    const walk = (prefix: string, schema: unknown, depth: number): void => {
      const object = this.#resolve(schema)
      const properties = at(object, 'properties')
      if (!isObject(properties) || depth > 5) return
      for (const [name, property] of Object.entries(properties)) {
        if (property === false) continue
        const resolved = this.#resolve(property)
        kinds.set(prefix + name, kindOf(resolved))
        if (depth === 0) names.push(name)
        walk(`${prefix}${name}.`, resolved, depth + 1)
      }
    }
    walk('', at(media, 'schema'), 0)
    return { kinds, names }
  }

  #resolve(value: unknown): unknown {
    const reference = at(value, '$ref')
    if (typeof reference !== 'string' || !reference.startsWith('#/')) return value
    let found: unknown = this.#document
    for (const step of reference.slice(2).split('/')) found = at(found, step.replaceAll('~1', '/').replaceAll('~0', '~'))
    return found
  }
}

/** The contract's name of a documented operation: by its tag and the form of its path, which never depend on how ids are made. */
function nameOf(template: string, method: string, operation: Tree): string | undefined {
  const tags = operation['tags']
  const tag: unknown = Array.isArray(tags) ? tags[0] : undefined
  const id = operation['operationId']
  if (tag === 'Batch' || typeof id !== 'string') return undefined
  // Operations of no resource and composites go by their id: the name itself, or getName.
  if (tag === 'Operations') return method === 'GET' ? undefined : lowered(id)
  if (tag === 'Composites') return lowered(id.replace(/^get/, ''))
  const [, key, command] = /^\/[^/]+(?:\/(\{id\})(?:\/([^/]+))?)?$/.exec(template) ?? []
  if (typeof tag !== 'string') return undefined
  if (command !== undefined) return `${tag}.${command}`
  const verbs: { readonly [method: string]: string } =
    key === undefined ? { GET: 'list', POST: 'create' } : { GET: 'get', PUT: 'replace', PATCH: 'update', DELETE: 'delete' }
  const verb = verbs[method]
  return verb === undefined ? undefined : `${tag}.${verb}`
}

function lowered(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function kindOf(schema: unknown): TextKind {
  const type = at(schema, 'type')
  const types: readonly unknown[] = Array.isArray(type) ? type : [type]
  if (types.includes('integer') || types.includes('number')) return 'number'
  if (types.includes('boolean')) return 'boolean'
  if (types.includes('string')) return 'text'
  return type === undefined && at(schema, 'enum') !== undefined ? 'text' : 'json'
}

async function json(response: Response): Promise<Json | undefined> {
  const text = await response.text()
  try {
    return text === '' ? undefined : (JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}

function problemOf(body: unknown, response: { readonly status: number; readonly headers?: Headers }): PlainProblem {
  const text = (name: string): string | undefined => {
    const value = at(body, name)
    return typeof value === 'string' ? value : undefined
  }
  const errors = at(body, 'errors')
  const detail = text('detail')
  const requestId = response.headers?.get('x-request-id') ?? undefined
  const retryAfter = Number(response.headers?.get('retry-after') ?? Number.NaN)
  return {
    code: text('code') ?? String(response.status),
    title: text('title') ?? `The server answered ${response.status}.`,
    ...(detail !== undefined && { detail }),
    ...(Array.isArray(errors) && { errors: errors as PlainProblem['errors'] & object }),
    ...(requestId !== undefined && { requestId }),
    ...(Number.isFinite(retryAfter) && { retryAfter }),
  }
}

function nextCursor(link: string | null): string | undefined {
  const [, target] = /<([^>]+)>;\s*rel="next"/.exec(link ?? '') ?? []
  return target === undefined ? undefined : (new URL(target, 'http://localhost').searchParams.get('cursor') ?? undefined)
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error)
}

function isObject(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
function at(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}
