import { GraphQLError, validate, type DocumentNode, type OperationDefinitionNode } from 'graphql'
import type { Kernel } from '../../../src/kernel/kernel.ts'
import type { Problem } from '../../../src/kernel/outcome.ts'
import type { HttpRequest, HttpRoute } from '../../../src/kernel/ports/http.ts'
import type { SocketRoute } from '../../../src/kernel/ports/socket.ts'
import type { Asker, GraphqlAnswer, GraphqlRequest } from '../../../src/protocols/graphql/engine.ts'
import { errorOf, problemOf, refusal } from '../../../src/protocols/graphql/error.ts'
import { checkLimits, limitsOf, parseWithin } from '../../../src/protocols/graphql/limits/index.ts'
import { schemasOf } from '../../../src/protocols/graphql/schema/schema.ts'
import { socketRoute, SUBPROTOCOL } from '../../../src/protocols/graphql/subscriptions/socket/route.ts'
import { streamAnswer } from '../../../src/protocols/graphql/subscriptions/sse/answer.ts'
import { subscribeTo } from '../../../src/protocols/graphql/subscriptions/subscribe.ts'
import type { Results } from '../../../src/protocols/graphql/subscriptions/results.ts'
import { credentialOf } from '../../../src/wire/credential.ts'
import { mountsOf } from '../../../src/wire/mount.ts'
import { problemAnswer } from '../../../src/wire/problem.ts'
import { socketWorld, type Client, type World, type WorldOptions } from '../events/socket-world.ts'

const SITE = { publicUrl: 'https://plant.example' }

/** A server with GraphQL over a kernel over a store, on a clock by hand. */
export function graphqlWorld(options: Omit<WorldOptions, 'serves'> = {}): Promise<World> {
  return socketWorld({ ...options, serves: (kernel) => served(kernel, options) })
}

/** A WebSocket that was let in. */
export async function entered(world: World, as = 'internal', path = '/graphql'): Promise<Client> {
  const client = await world.connect({ path, subprotocol: SUBPROTOCOL })
  const hello = await client.ask({ type: 'connection_init', payload: { Authorization: `Bearer ${world.key(as)}` } })
  if (hello.type !== 'connection_ack') throw new Error(JSON.stringify(hello))
  return client
}

function served(kernel: Kernel, options: WorldOptions): { readonly routes: readonly HttpRoute[]; readonly sockets: readonly SocketRoute[] } {
  const mounts = mountsOf(kernel, SITE, { protocol: 'graphql', documentation: false }).map(({ mount, version }, at) => ({
    path: at === 0 ? '/graphql' : `/graphql/${version.version}`,
    mount,
    run: runner({ mount, schemas: schemasOf(version) }),
  }))
  return {
    routes: mounts.flatMap(({ path, run }) => [{ method: 'POST' as const, path, handle: (request: HttpRequest) => posted(request, run) }]),
    sockets: mounts.map(({ path, mount, run }) =>
      socketRoute(SITE, { path, endpoint: { mount, run, refused: (problem, requestId) => ({ errors: [errorOf(problem, requestId)] }) }, options }),
    ),
  }
}

type Run = (request: GraphqlRequest, asker: Asker) => Promise<GraphqlAnswer | Results>

async function posted(request: HttpRequest, run: Run) {
  const answer = await run(JSON.parse(String(request.body)) as GraphqlRequest, {
    credential: credentialOf(request),
    address: request.address,
    requestId: request.requestId,
    signal: request.signal,
  })
  return streamAnswer(answer, request, ({ problem, notices }) =>
    problemAnswer({ ok: false, problem: problem ?? problemOf('internal', ''), ...(notices && { notices }) }, request),
  )
}

function runner(the: Pick<Parameters<typeof subscribeTo>[0], 'mount'> & { readonly schemas: ReturnType<typeof schemasOf> }): Run {
  const { mount } = the
  return async (request, asker) => {
    const who = await mount.kernel.identify({ protocol: 'graphql', ...asker }, { takes: false })
    if (!who.ok) return refusal(who.problem, asker.requestId)
    const served = the.schemas(who.principal.audience)
    const limits = limitsOf()
    let document: DocumentNode | Problem
    try {
      document = parseWithin(request.query ?? '', limits)
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      document = problemOf('malformed', error.message)
    }
    if ('code' in document) return refusal(document, asker.requestId)
    const operation = document.definitions.find((one): one is OperationDefinitionNode => one.kind === 'OperationDefinition')
    const variables = request.variables ?? {}
    if (!operation) return refusal(problemOf('malformed', 'no operation'), asker.requestId)
    const [wrong] = validate(served.schema, document)
    const problem = checkLimits({ document, operation, variables, schema: served.schema }, limits) ?? (wrong && problemOf('malformed', wrong.message))
    if (problem) return refusal(problem, asker.requestId)
    if (operation.operation !== 'subscription') return { body: { data: { __typename: 'Query' } } }
    return subscribeTo({ served, mount, document, operation, variables, asker })
  }
}
