import type { ContractData } from '../../contract/data.ts'
import type { Mount } from '../../wire/mount.ts'
import type { Endpoint } from './endpoint.ts'
import { invokeEndpoint, queryEndpoint } from './invoke.ts'
import { pageEndpoint } from './page.ts'
import { recordEndpoint } from './read.ts'
import { type RouteDescription, type RouteMethod, describeRoutes } from './routes.ts'
import { suggestionsFor } from './suggestion.ts'
import { writeEndpoint } from './write.ts'
import { type XmlForm, xmlForms } from './xml-form.ts'

/** What one version serves, by path: routes are mounted from it, and a batch looks its calls up in it. */
export interface RouteTable {
  /** By path template, in the contract's order. */
  readonly paths: ReadonlyMap<string, PathEntry>
  /** `path` is below the version: `/production-orders/PO-1/start`. Throws a `URIError` where the key cannot be decoded. */
  find(path: string): { readonly entry: PathEntry; readonly id?: string } | undefined
}

export interface PathEntry {
  readonly template: string
  readonly endpoints: ReadonlyMap<RouteMethod, Endpoint>
  /** The batch itself, which is no endpoint. */
  readonly isBatch: boolean
  /** For `Allow`. */
  readonly allow: string
}

export function routeTable(contract: ContractData, mount: Mount): RouteTable {
  const groups = new Map<string, RouteDescription[]>()
  for (const route of describeRoutes(contract)) {
    const group = groups.get(route.path)
    if (group) group.push(route)
    else groups.set(route.path, [route])
  }
  const paths = new Map<string, PathEntry>()
  const form = xmlForms(contract)
  for (const [template, routes] of groups) paths.set(template, pathEntry(template, routes, { contract, mount, form }))
  const start = mount.base.length + 1
  const byShape = new Map([...paths].map(([template, entry]) => [template.slice(start), entry]))
  return {
    paths,
    find(path) {
      const [, first = '', id, last, ...more] = path.split('/')
      if (more.length > 0 || !path.startsWith('/')) return undefined
      const shape = id === undefined ? first : last === undefined ? `${first}/{id}` : `${first}/{id}/${last}`
      const entry = byShape.get(shape)
      if (!entry || id === '') return undefined
      return id === undefined ? { entry } : { entry, id: decodeURIComponent(id) }
    },
  }
}

interface Of {
  readonly contract: ContractData
  readonly mount: Mount
  readonly form: (route: RouteDescription) => XmlForm
}

function pathEntry(template: string, routes: readonly RouteDescription[], of: Of): PathEntry {
  const endpoints = new Map<RouteMethod, Endpoint>()
  const methods: string[] = []
  for (const route of routes) {
    if (route.method === 'GET') methods.push('GET', 'HEAD')
    else methods.push(route.method)
    if (route.kind !== 'batch') endpoints.set(route.method, endpointOf(route, of))
  }
  return { template, endpoints, isBatch: routes.some((route) => route.kind === 'batch'), allow: [...methods, 'OPTIONS'].join(', ') }
}

function endpointOf(route: RouteDescription, { contract, mount, form }: Of): Endpoint {
  const xml = form(route)
  switch (route.kind) {
    case 'list': {
      const resource = contract.resources[route.resource ?? '']
      return pageEndpoint(route, resource ? suggestionsFor(resource) : [], { mount, xml })
    }
    case 'get':
    case 'composite':
      return recordEndpoint(route, mount, xml)
    case 'operation': {
      const operation = contract.operations[route.operation]
      return route.method === 'GET' && operation ? queryEndpoint(route, operation, { mount, xml }) : invokeEndpoint(route, mount, xml)
    }
    case 'command':
      return invokeEndpoint(route, mount, xml)
    default:
      return writeEndpoint(route, mount, xml)
  }
}
