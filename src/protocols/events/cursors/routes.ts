import type { CursorCall, CursorMove, NamedCursor } from '../../../kernel/events/named.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../../kernel/ports/http.ts'
import { inputOf } from '../../../wire/body.ts'
import { credentialOf } from '../../../wire/credential.ts'
import { type Headers, JSON_TYPE, addTrace } from '../../../wire/headers.ts'
import { type Mount, refuse } from '../../../wire/mount.ts'
import { addNotices } from '../../../wire/notices.ts'
import { notAllowed, options } from '../../../wire/otherwise.ts'
import { problemAnswer, wireRefusal } from '../../../wire/problem.ts'
import { parametersOf, unknownParameter } from '../../../wire/query.ts'

type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'

/** What a method does with a cursor; absent: it only looks. */
type Moving = (request: HttpRequest) => CursorMove | undefined

/** Cursors that Busbar keeps for a reader: `/events/cursors`, each under a name that its consumer gives. */
export function cursorRoutes(mount: Mount): readonly HttpRoute[] {
  const all = `${mount.base}/events/cursors`
  const one = `${all}/:name`
  const look: Moving = () => undefined
  const commit: Moving = (request) => ({ commit: memberOf(request, 'cursor') })
  const seek: Moving = (request) => ({ seek: memberOf(request, 'to') })
  return [
    ...served(mount, all, { GET: look, HEAD: look }),
    ...served(mount, one, { GET: look, HEAD: look, PUT: commit, DELETE: () => ({ remove: true }) }),
    ...served(mount, `${one}/seek`, { POST: seek }),
  ]
}

function served(mount: Mount, path: string, methods: { readonly [M in Method]?: Moving }): readonly HttpRoute[] {
  const allow = [...Object.keys(methods), 'OPTIONS'].join(', ')
  return [
    ...Object.entries(methods).map(([method, moving]): HttpRoute => ({ method: method as Method, path, handle: (request) => serve(mount, request, moving) })),
    { method: 'OPTIONS', path, handle: (request) => options({ allow }, request) },
    { method: '*', path, handle: (request) => notAllowed(mount, request, allow) },
  ]
}

async function serve(mount: Mount, request: HttpRequest, moving: Moving): Promise<HttpAnswer> {
  let call: CursorCall
  try {
    for (const { name } of parametersOf(request.search)) throw unknownParameter(name, [])
    const { name } = request.params
    const move = moving(request)
    call = {
      protocol: mount.protocol,
      credential: credentialOf(request),
      address: request.address,
      requestId: request.requestId,
      ...(name !== undefined && { name }),
      ...(move && { move }),
    }
  } catch (error) {
    return refuse(mount, request, error)
  }
  const answer = await mount.kernel.cursors(call)
  if (!answer.ok) return problemAnswer(answer, request)
  const headers: Headers = { 'content-type': JSON_TYPE, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': request.requestId }
  if (answer.notices) addNotices(headers, answer.notices)
  addTrace(headers, request)
  if (request.method === 'DELETE') {
    delete headers['content-type']
    return { status: 204, headers, body: null }
  }
  const texts = answer.cursors.map(textOf)
  return { status: 200, headers, body: call.name === undefined ? `{"items":[${texts.join(',')}]}` : (texts[0] ?? '') }
}

function textOf({ name, cursor, movedAt }: NamedCursor): string {
  return JSON.stringify({ name, cursor, ...(movedAt !== undefined && { movedAt }) })
}

/** The body has this one member, a text. */
function memberOf(request: HttpRequest, member: string): string {
  const body = inputOf(request)
  const given = typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.entries(body) : []
  const [first, ...more] = given
  if (first?.[0] === member && typeof first[1] === 'string' && more.length === 0) return first[1]
  const detail = `must be an object with the one member "${member}", a text`
  throw wireRefusal('invalid', `The body ${detail}.`, { errors: [{ pointer: '', detail }] })
}
