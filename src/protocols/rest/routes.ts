import type { ContractData, OperationData, ResourceData } from '../../contract/data.ts'
import { kebab } from '../../contract/define.ts'
import type { Schema } from '../../contract/schema.ts'
import { basePath } from '../../wire/mount.ts'

export type RouteKind = 'list' | 'create' | 'get' | 'replace' | 'update' | 'delete' | 'command' | 'operation' | 'composite' | 'batch'
export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One thing a client can do, as a document shows it. HEAD (wherever GET is) and OPTIONS (everywhere) go without saying. */
export interface RouteDescription {
  readonly kind: RouteKind
  readonly method: RouteMethod
  /** Below the public URL: `/api/v1/production-orders/{id}/start`. The only parameter there ever is, is `{id}`. */
  readonly path: string
  /** The kernel's name for it: `ProductionOrder.start`; empty for `batch`. */
  readonly operation: string
  /** The resource it is about; for a composite its root. */
  readonly resource?: string
  /** The last part of `operation` where `kind` is `command`. */
  readonly command?: string
}

/** Segments directly below a version that no plural and no path may take: what is served there beside the contract. */
export const RESERVED_SEGMENTS: readonly string[] = ['batch', 'openapi.json', 'openapi-3.0.json', 'schema.xsd', 'docs']

/** Everything that is mounted for one version of a contract (as `contractAt` shows it), in the contract's order: documents and routes are made from this and nothing else. */
export function describeRoutes(contract: ContractData): readonly RouteDescription[] {
  const base = basePath(contract)
  const routes: RouteDescription[] = []
  for (const [name, resource] of Object.entries(contract.resources)) routes.push(...ofResource(base, name, resource))
  for (const [name, operation] of Object.entries(contract.operations)) {
    const path = `${base}/${operation.path}`
    if (isReadable(operation)) routes.push({ kind: 'operation', method: 'GET', path, operation: name })
    routes.push({ kind: 'operation', method: 'POST', path, operation: name })
  }
  for (const [name, composite] of Object.entries(contract.composites)) {
    routes.push({ kind: 'composite', method: 'GET', path: `${base}/${composite.path}/{id}`, operation: name, resource: composite.root })
  }
  routes.push({ kind: 'batch', method: 'POST', path: `${base}/batch`, operation: '' })
  return routes
}

/** The path segment of a command: `releaseForPacking` → `release-for-packing`. */
export function commandSegment(command: string): string {
  return kebab(command)
}

/** An operation that changes nothing is served by GET too, where a query string can say its whole input. */
export function isReadable(operation: OperationData): boolean {
  return operation.reads === true && Object.values(operation.input).every((field) => isQueryField(field))
}

/** Whether a query parameter can say a value of this schema: a scalar, or a list of scalars separated by commas. */
export function isQueryField(schema: Schema): boolean {
  return SCALARS.has(schema.kind) || (schema.kind === 'list' && SCALARS.has(schema.of.kind))
}

const SCALARS: ReadonlySet<string> = new Set([
  'string',
  'uuid',
  'boolean',
  'integer',
  'float',
  'decimal',
  'instant',
  'date',
  'time',
  'duration',
  'enum',
  'state',
  'ref',
])

function ofResource(base: string, name: string, resource: ResourceData): RouteDescription[] {
  const many = `${base}/${resource.plural}`
  const one = `${many}/{id}`
  const standard = new Set(resource.standard)
  const routes: RouteDescription[] = []
  if (standard.has('list')) routes.push({ kind: 'list', method: 'GET', path: many, operation: `${name}.list`, resource: name })
  if (standard.has('create')) routes.push({ kind: 'create', method: 'POST', path: many, operation: `${name}.create`, resource: name })
  if (standard.has('get')) routes.push({ kind: 'get', method: 'GET', path: one, operation: `${name}.get`, resource: name })
  if (standard.has('update')) {
    routes.push({ kind: 'replace', method: 'PUT', path: one, operation: `${name}.replace`, resource: name })
    routes.push({ kind: 'update', method: 'PATCH', path: one, operation: `${name}.update`, resource: name })
  }
  if (standard.has('delete')) routes.push({ kind: 'delete', method: 'DELETE', path: one, operation: `${name}.delete`, resource: name })
  for (const command of Object.keys(resource.commands)) {
    routes.push({ kind: 'command', method: 'POST', path: `${one}/${commandSegment(command)}`, operation: `${name}.${command}`, resource: name, command })
  }
  return routes
}
