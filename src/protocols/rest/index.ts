import type { ContractData } from '../../contract/data.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../kernel/ports/http.ts'
import type { Protocol, Site } from '../../kernel/ports/protocol.ts'
import { negotiate } from './accept.ts'
import { BATCH_BODY_LIMIT, batch } from './batch.ts'
import { checkRest } from './check.ts'
import { type Endpoint, type Mount, handle, refuse } from './endpoint.ts'
import { type Exported, exportList } from './export.ts'
import type { Headers } from './headers.ts'
import { openApiRoutes } from './openapi/index.ts'
import { notAllowed, notFound, options as optionsAnswer } from './otherwise.ts'
import { basePath } from './routes.ts'
import { servedVersions } from './served.ts'
import { suggestionsFor } from './suggestion.ts'
import { type PathEntry, type RouteTable, routeTable } from './table.ts'

export interface RestOptions {
  /** `openapi.json` of each version and the reference at `/docs`, each showing what its reader may call; default true. */
  readonly documentation?: boolean
}

/** The contract over HTTP: resources, commands, operations, composites and batches, as docs/reference/rest.md says. */
export function rest(options: RestOptions = {}): Protocol {
  const documentation = options.documentation ?? true
  return {
    name: 'rest',
    routes: (kernel, site) => [
      ...kernel.contracts.flatMap((contract) => contractRoutes(kernel, site, { contract, documentation })),
      ...(documentation ? openApiRoutes(kernel, site) : []),
      ...['/api/*', '/admin/*'].map((path): HttpRoute => ({ method: '*', path, handle: (request) => notFound(kernel, request) })),
    ],
    check: checkRest,
  }
}

function contractRoutes(kernel: Kernel, site: Site, of: { readonly contract: ContractData; readonly documentation: boolean }): readonly HttpRoute[] {
  const { contract, documentation } = of
  return servedVersions(contract).flatMap((version) => {
    const base = basePath(version)
    const successor = `<${site.publicUrl}${basePath(contract)}>; rel="successor-version"`
    const links =
      version.version === contract.version
        ? undefined
        : documentation
          ? `<${site.publicUrl}/docs>; rel="deprecation"; type="text/html", ${successor}`
          : successor
    const mount: Mount = { kernel, contract: contract.name, version: version.version, base, url: site.publicUrl + base, links }
    const table = routeTable(version, mount)
    return [...table.paths.values()].flatMap((entry) => pathRoutes(entry, { version, mount, table }))
  })
}

function pathRoutes(entry: PathEntry, of: { readonly version: ContractData; readonly mount: Mount; readonly table: RouteTable }): readonly HttpRoute[] {
  const { mount, table } = of
  const path = entry.template.replaceAll('{id}', ':id')
  const routes: HttpRoute[] = []
  for (const [method, endpoint] of entry.endpoints) {
    const serve = handlerOf(endpoint, of.version)
    routes.push({ method, path, handle: serve })
    if (method === 'GET') routes.push({ method: 'HEAD', path, handle: serve })
  }
  if (entry.isBatch) routes.push({ method: 'POST', path, bodyLimit: BATCH_BODY_LIMIT, handle: (request) => batch(mount, table, request) })
  const headers: Headers = { allow: entry.allow }
  if (entry.endpoints.has('POST') || entry.isBatch) headers['accept-post'] = 'application/json'
  if (entry.endpoints.has('PATCH')) headers['accept-patch'] = 'application/merge-patch+json, application/json-patch+json, application/json'
  routes.push({ method: 'OPTIONS', path, handle: (request) => optionsAnswer(headers, request) })
  routes.push({ method: '*', path, handle: (request) => notAllowed(mount.kernel, request, entry.allow) })
  return routes
}

function handlerOf(endpoint: Endpoint, version: ContractData): (request: HttpRequest) => Promise<HttpAnswer> {
  const resource = endpoint.route.kind === 'list' ? version.resources[endpoint.route.resource ?? ''] : undefined
  if (!resource) return (request) => handle(endpoint, request)
  const suggestions = suggestionsFor(resource)
  return (request) => {
    let format
    try {
      format = negotiate(request.headers.accept, true)
    } catch (error) {
      return refuse(endpoint.mount, request, error)
    }
    if (format === 'json') return handle(endpoint, request)
    const exported: Exported = { format, resource, suggestions }
    return exportList(endpoint, request, exported)
  }
}
