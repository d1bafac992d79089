import type { Call } from '../../src/kernel/call.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { socketRoutes } from '../../src/protocols/events/socket/index.ts'
import type { Notices } from '../../src/kernel/outcome.ts'
import { toldOf } from './kernel.ts'
import type { Face, Observed } from './scenario.ts'
import { SocketClient } from './socket-client.ts'
import { placesOf, toldByProblem } from './told.ts'

/** Every call as a message on a connection of its caller, which stays open for the calls after it. */
export function webSocketFace(kernel: Kernel): Face {
  const routes = new Map(socketRoutes(kernel, { publicUrl: 'http://plant.test' }).map((route) => [route.path, route]))
  const clients = new Map<string, SocketClient>()
  let asked = 0

  function clientFor(call: Call): SocketClient {
    const { credential } = call
    const key = credential.kind === 'key' ? credential.key : ''
    const name = `${call.version} ${call.address} ${key}`
    let client = clients.get(name)
    if (client && !client.closed) return client
    const route = routes.get(`/api/${call.version}/events/socket`)
    if (!route) throw new Error(`no WebSocket for ${call.version}`)
    client = new SocketClient(route, { headers: {}, address: call.address, requestId: call.requestId })
    client.send({ type: 'auth', ...(key !== '' && { credential: key }) })
    clients.set(name, client)
    return client
  }

  return {
    name: 'WebSocket',
    async play(call) {
      const { operation, key, input, patch, query, fields, include, ifMatch, ifNoneMatch, idempotencyKey } = call
      const id = String(++asked)
      const client = clientFor(call)
      const before = client.texts.length
      client.send({ type: 'call', id, operation, key, input, patch, query, fields, include, ifMatch, ifNoneMatch, idempotencyKey })
      const answer = await client.until((message) => (message['id'] === id ? message : undefined))
      if (answer) return observe(answer)
      // Who is not let in hears why, and no call was made.
      const last = client.texts.slice(before).at(-1) ?? client.texts.at(-1)
      if (last === undefined) throw new Error('the connection was closed without a word')
      return observe(JSON.parse(last) as { readonly [name: string]: unknown })
    },
  }
}

interface Answer {
  readonly type?: unknown
  readonly kind?: unknown
  readonly body?: unknown
  readonly next?: string
  readonly count?: number
  readonly revision?: number
  readonly created?: boolean
  readonly replayed?: boolean
  readonly notices?: Notices
  readonly retryAfter?: number
  readonly problem?: {
    readonly code: string
    readonly title?: string
    readonly detail?: string
    readonly errors?: readonly { pointer?: string; parameter?: string }[]
    readonly data?: { [name: string]: unknown }
  }
}

function observe(answer: Answer): Observed {
  const replayed = answer.replayed === true
  const { problem, notices, retryAfter } = answer
  const noticed = toldOf({ ok: true, kind: 'empty', body: '', ...(notices && { notices }) })
  if (problem)
    return {
      code: problem.code,
      replayed,
      errors: placesOf(problem.errors),
      ...(problem.data && { detail: problem.data }),
      told: { ...noticed, ...toldByProblem(problem), ...(retryAfter !== undefined && { retryAfter }) },
    }
  const { body, next, count, revision } = answer
  return {
    code: 'ok',
    ...(body !== undefined && { body }),
    ...(next !== undefined && { next }),
    ...(count !== undefined && { count }),
    ...(revision !== undefined && { revision }),
    created: answer.created === true,
    unchanged: answer.kind === 'unchanged',
    replayed,
    told: noticed,
  }
}
