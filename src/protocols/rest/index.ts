import type { ContractData } from '../../contract/data.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../kernel/ports/http.ts'
import type { Protocol } from '../../kernel/ports/protocol.ts'
import type { Headers } from '../../wire/headers.ts'
import { type Mount, type Mounted, mountsOf, refuse } from '../../wire/mount.ts'
import { notAllowed, notFound, options as optionsAnswer } from '../../wire/otherwise.ts'
import { negotiate } from './accept.ts'
import { BATCH_BODY_LIMIT, batch } from './batch.ts'
import { checkRest } from './check.ts'
import { type Endpoint, handle } from './endpoint.ts'
import { type Exported, exportList } from './export.ts'
import { openApiRoutes } from './openapi/index.ts'
import { suggestionsFor } from './suggestion.ts'
import { type PathEntry, type RouteTable, routeTable } from './table.ts'
import { orInXml } from './xml-answer.ts'

const NAME = 'rest'

export interface RestOptions {
  /** `openapi.json` of each version and the reference at `/docs`, each showing what its reader may call; default true. */
  readonly documentation?: boolean
}

/** The contract over HTTP: resources, commands, operations, composites and batches, as docs/reference/rest.md says. */
export function rest(options: RestOptions = {}): Protocol {
  const documentation = options.documentation ?? true
  return {
    name: NAME,
    routes: (kernel, site) => [
      ...mountsOf(kernel, site, { protocol: NAME, documentation }).flatMap(mountedRoutes),
      ...(documentation ? openApiRoutes(kernel, site, NAME) : []),
      ...['/api/*', '/admin/*'].map((path): HttpRoute => ({ method: '*', path, handle: (request) => notFound({ kernel, protocol: NAME }, request) })),
    ],
    check: checkRest,
  }
}

function mountedRoutes({ mount, version }: Mounted): readonly HttpRoute[] {
  const table = routeTable(version, mount)
  return [...table.paths.values()].flatMap((entry) => pathRoutes(entry, { version, mount, table }))
}

function pathRoutes(entry: PathEntry, of: { readonly version: ContractData; readonly mount: Mount; readonly table: RouteTable }): readonly HttpRoute[] {
  const { mount, table } = of
  const path = entry.template.replaceAll('{id}', ':id')
  const routes: HttpRoute[] = []
  for (const [method, endpoint] of entry.endpoints) {
    const serve = orInXml(endpoint, handlerOf(endpoint, of.version))
    routes.push({ method, path, handle: serve })
    if (method === 'GET') routes.push({ method: 'HEAD', path, handle: serve })
  }
  if (entry.isBatch) routes.push({ method: 'POST', path, bodyLimit: BATCH_BODY_LIMIT, handle: (request) => batch(mount, table, request) })
  const headers: Headers = { allow: entry.allow }
  if (entry.isBatch) headers['accept-post'] = 'application/json'
  if (entry.endpoints.has('POST')) headers['accept-post'] = 'application/json, application/xml'
  if (entry.endpoints.has('PATCH')) headers['accept-patch'] = 'application/merge-patch+json, application/json-patch+json, application/json, application/xml'
  routes.push({ method: 'OPTIONS', path, handle: (request) => optionsAnswer(headers, request) })
  routes.push({ method: '*', path, handle: (request) => notAllowed(mount, request, entry.allow) })
  return routes
}

function handlerOf(endpoint: Endpoint, version: ContractData): (request: HttpRequest) => Promise<HttpAnswer> {
  const resource = endpoint.route.kind === 'list' ? version.resources[endpoint.route.resource ?? ''] : undefined
  if (!resource) return (request) => handle(endpoint, request)
  const suggestions = suggestionsFor(resource)
  return (request) => {
    let format
    try {
      format = negotiate(request.headers.accept, 'list')
    } catch (error) {
      return refuse(endpoint.mount, request, error)
    }
    if (format === 'json' || format === 'xml') return handle(endpoint, request)
    const exported: Exported = { format, resource, suggestions }
    return exportList(endpoint, request, exported)
  }
}
