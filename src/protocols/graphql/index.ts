import type { ContractData } from '../../contract/data.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { HttpRequest, HttpRoute } from '../../kernel/ports/http.ts'
import type { Protocol, Site } from '../../kernel/ports/protocol.ts'
import type { Mount } from '../../wire/mount.ts'
import { mountsOf } from '../../wire/mount.ts'
import { notAllowed, options as optionsAnswer } from '../../wire/otherwise.ts'
import { checkGraphql } from './check.ts'
import type { EngineOptions } from './create-engine.ts'
import type { Engine } from './engine.ts'
import { handle } from './http/handle.ts'
import type { Introspection } from './introspection.ts'
import type { Limits } from './limits/index.ts'

const NAME = 'graphql'
const ALLOW = 'GET, HEAD, POST, OPTIONS'

export interface GraphqlOptions {
  /** Who may ask for the schema of its own audience: whoever may call (`true`, the default), nobody, or who has a scope. */
  readonly introspection?: Introspection
  /** What a document may ask for at most. */
  readonly limits?: Limits
}

/** The contract as GraphQL: `/graphql`, and each version by its name, as docs/guides/graphql.md says. */
export function graphql(options: GraphqlOptions = {}): Protocol {
  return {
    name: NAME,
    routes: (kernel, site) => mounted(kernel, site, { introspection: options.introspection ?? true, limits: options.limits ?? {} }),
    check: checkGraphql,
  }
}

/** Below the public URL: `/graphql` for the current version, `/graphql/v1` for each by name; `/admin/graphql` alike. */
export function graphqlPaths(contract: Pick<ContractData, 'name' | 'version'>, current: string): readonly string[] {
  const base = contract.name === 'administration' ? '/admin/graphql' : '/graphql'
  return contract.version === current ? [base, `${base}/${contract.version}`] : [`${base}/${contract.version}`]
}

function mounted(kernel: Kernel, site: Site, options: EngineOptions): readonly HttpRoute[] {
  // The library is big: who does not serve GraphQL never loads it, and who does has it before the first request.
  const loaded = import('./create-engine.ts')
  loaded.catch(() => undefined)
  return mountsOf(kernel, site, { protocol: NAME, documentation: false }).flatMap(({ mount, version, contract }) => {
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
    return paths.flatMap((path) => routesAt(here, path, made))
  })
}

function routesAt(mount: Mount, path: string, engine: () => Promise<Engine>): readonly HttpRoute[] {
  const serve = (request: HttpRequest): ReturnType<typeof handle> => handle(mount, engine, request)
  return [
    { method: 'GET', path, handle: serve },
    { method: 'HEAD', path, handle: serve },
    { method: 'POST', path, handle: serve },
    { method: 'OPTIONS', path, handle: (request) => optionsAnswer({ 'allow': ALLOW, 'accept-post': 'application/json' }, request) },
    { method: '*', path, handle: (request) => notAllowed(mount, request, ALLOW) },
  ]
}
