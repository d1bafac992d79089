import type { ContractData } from '../../contract/data.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../kernel/ports/http.ts'
import type { Protocol, Site } from '../../kernel/ports/protocol.ts'
import type { Prepared } from '../../wire/document.ts'
import type { Mount } from '../../wire/mount.ts'
import { mountsOf } from '../../wire/mount.ts'
import { notAllowed, options as optionsAnswer } from '../../wire/otherwise.ts'
import { checkGraphql } from './check.ts'
import type { EngineOptions } from './create-engine.ts'
import { RegisteredDocuments, type DocumentOptions } from './documents/registered.ts'
import type { Engine } from './engine.ts'
import { graphiqlPage, graphiqlRoutes, pageAnswer, wantsPage } from './graphiql/routes.ts'
import { handle } from './http/handle.ts'
import type { Introspection } from './introspection.ts'
import { limitsOf, type Limits } from './limits/limits.ts'
import { socketRoute, type SocketOptions } from './subscriptions/socket/route.ts'

const NAME = 'graphql'
const ALLOW = 'GET, HEAD, POST, OPTIONS'

export interface GraphqlOptions extends SocketOptions {
  /** Who may ask for the schema of its own audience: whoever may call (`true`, the default), nobody, or who has a scope. */
  readonly introspection?: Introspection
  /** What one request may ask for at most, as docs/reference/graphql-limits.md says. */
  readonly limits?: Limits
  /** GraphiQL, for a browser that opens the address: a page without data, which asks with the reader's key. Default true, unless only registered documents are executed. */
  readonly graphiql?: boolean
  /** Documents that are known by an id, and whether others are executed at all. */
  readonly documents?: DocumentOptions
}

/** The contract as GraphQL: `/graphql`, and each version by its name, as docs/guides/graphql.md says. */
export function graphql(options: GraphqlOptions = {}): Protocol {
  const { introspection = true, graphiql = options.documents?.only !== true } = options
  const of = { introspection, limits: limitsOf(options.limits), documents: new RegisteredDocuments(options.documents) }
  // Routes and sockets are asked for one after the other, and share what is behind them.
  const known = new WeakMap<Kernel, readonly Served[]>()
  const servedBy = (kernel: Kernel, site: Site): readonly Served[] => {
    let served = known.get(kernel)
    if (!served) known.set(kernel, (served = mounted(kernel, site, of)))
    return served
  }
  return {
    name: NAME,
    routes: (kernel, site) => [
      ...servedBy(kernel, site).flatMap(({ mount, paths, engine, title }) => {
        const page = graphiql ? graphiqlPage(site, title) : undefined
        return paths.flatMap((path) => routesAt(mount, path, { engine, page }))
      }),
      ...(graphiql ? graphiqlRoutes({ kernel, protocol: NAME }) : []),
    ],
    sockets: (kernel, site) =>
      servedBy(kernel, site).flatMap(({ mount, paths, engine }) => paths.map((path) => socketRoute(site, { path, endpoint: { mount, engine }, options }))),
    check: checkGraphql,
  }
}

/** One version, and where it is served. */
interface Served {
  readonly mount: Mount
  readonly paths: readonly string[]
  readonly engine: () => Promise<Engine>
  readonly title: string
}

/** Below the public URL: `/graphql` for the current version, `/graphql/v1` for each by name; `/admin/graphql` alike. */
export function graphqlPaths(contract: Pick<ContractData, 'name' | 'version'>, current: string): readonly string[] {
  const base = contract.name === 'administration' ? '/admin/graphql' : '/graphql'
  return contract.version === current ? [base, `${base}/${contract.version}`] : [`${base}/${contract.version}`]
}

function mounted(kernel: Kernel, site: Site, options: EngineOptions): readonly Served[] {
  // The library is big: who does not serve GraphQL never loads it, and who does has it before the first request.
  const loaded = import('./create-engine.ts')
  loaded.catch(() => undefined)
  return mountsOf(kernel, site, { protocol: NAME, documentation: false }).map(({ mount, version, contract }) => {
    const [current = ''] = graphqlPaths(contract, contract.version)
    const paths = graphqlPaths(version, contract.version)
    const [base = ''] = paths
    const here: Mount = {
      ...mount,
      base,
      url: site.publicUrl + base,
      links: version.version === contract.version ? undefined : `<${site.publicUrl}${current}>; rel="successor-version"`,
    }
    let engine: Promise<Engine> | undefined
    const target = { kernel, protocol: NAME, contract: contract.name, version: version.version }
    const made = (): Promise<Engine> => (engine ??= loaded.then(({ createEngine }) => createEngine(version, { target, options })))
    return { mount: here, paths, engine: made, title: `${contract.name} ${version.version}: GraphQL` }
  })
}

function routesAt(mount: Mount, path: string, of: { readonly engine: () => Promise<Engine>; readonly page: Prepared | undefined }): readonly HttpRoute[] {
  const { engine, page } = of
  const serve = (request: HttpRequest): ReturnType<typeof handle> => handle(mount, engine, request)
  const read = (request: HttpRequest): HttpAnswer | ReturnType<typeof handle> => (page && wantsPage(request) ? pageAnswer(page, request) : serve(request))
  return [
    { method: 'GET', path, handle: read },
    { method: 'HEAD', path, handle: read },
    { method: 'POST', path, handle: serve },
    { method: 'OPTIONS', path, handle: (request) => optionsAnswer({ 'allow': ALLOW, 'accept-post': 'application/json' }, request) },
    { method: '*', path, handle: (request) => notAllowed(mount, request, ALLOW) },
  ]
}
