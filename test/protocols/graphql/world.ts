import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plant, plantBindings } from '../../../conformance/scenario/contract.ts'
import { httpClient } from '../../../conformance/scenario/http-client.ts'
import type { Scenario } from '../../../conformance/scenario/scenario.ts'
import { makeWorld, type World } from '../../../conformance/scenario/world.ts'
import type { Call } from '../../../src/kernel/call.ts'
import type { Kernel } from '../../../src/kernel/kernel.ts'
import { graphql, type GraphqlOptions } from '../../../src/protocols/graphql/index.ts'
import { sqlite } from '../../../src/stores/sqlite/index.ts'

export interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string | readonly string[] }
  readonly data?: { readonly [field: string]: unknown } | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly locations?: readonly unknown[]
    readonly extensions: { readonly code: string; readonly status: number; readonly [name: string]: unknown }
  }[]
}

export interface Asking {
  readonly as?: string
  readonly variables?: object
  readonly operationName?: string
  readonly headers?: { readonly [name: string]: string }
  readonly url?: string
}

export interface GraphqlWorld extends World {
  /** Calls that reached the kernel, in order. */
  readonly calls: Call[]
  /** How often a caller was looked at for a token, and no call made of it. */
  readonly identified: { taken: number }
  ask(query: string, asking?: Asking): Promise<Answer>
  raw: ReturnType<typeof httpClient>
  key(as: string): string
}

const CALLERS: NonNullable<Scenario['callers']> = {
  nordwerk: { audience: 'partner', owner: 'NW' },
  slow: { plan: { id: 'slow', rate: 1, burst: 3 } },
  reader: { scopes: ['orders.read'] },
}

/** GraphQL over a kernel that counts what it is asked. */
export async function graphqlWorld(options: GraphqlOptions = {}, scenario: Pick<Scenario, 'callers'> = {}): Promise<GraphqlWorld> {
  const path = await mkdtemp(join(tmpdir(), 'busbar-graphql-'))
  const world = await makeWorld({ contract: plant, bindings: plantBindings, callers: scenario.callers ?? CALLERS }, sqlite({ path }))
  const calls: Call[] = []
  const identified = { taken: 0 }
  const kernel: Kernel = {
    ...world.kernel,
    handle(call) {
      calls.push(call)
      return world.kernel.handle(call)
    },
    identify(call, how) {
      if (!how) identified.taken++
      return world.kernel.identify(call, how)
    },
  }
  const raw = httpClient(graphql(options).routes(kernel, { publicUrl: 'http://plant.test' }))
  const key = (as: string): string => {
    const { credential } = world.call({ operation: '' }, as)
    return credential.kind === 'key' ? credential.key : ''
  }
  return {
    ...world,
    calls,
    identified,
    raw,
    key,
    async ask(query, { as = 'internal', variables, operationName, headers = {}, url = '/graphql' } = {}) {
      const answered = await raw({
        method: 'POST',
        url,
        headers: {
          'accept': 'application/graphql-response+json',
          'content-type': 'application/json',
          ...(as !== 'anyone' && { authorization: `Bearer ${key(as)}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables, operationName }),
      })
      return { status: answered.status, headers: answered.headers, ...(JSON.parse(answered.text) as object) }
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await rm(path, { recursive: true, force: true })
    },
  }
}
