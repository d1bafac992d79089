import type { ContractData, ResourceData } from '../../../contract/data.ts'
import { kebab } from '../../../contract/define.ts'
import type { Json } from '../../../contract/schema.ts'
import type { RouteDescription } from '../routes.ts'
import { requestBodyOf } from './body.ts'
import { creates } from './creates.ts'
import type { Names } from './names.ts'
import { inputParameters, keyParameter, listParameters, parameterRef, viewParameters } from './parameters.ts'
import { atomicRefusals, refusalsOf } from './responses.ts'
import { successOf } from './success.ts'

export type Document = { readonly [name: string]: Json }

export interface Emission {
  readonly contract: ContractData
  readonly names: Names
  /** This version is no longer the one to use. */
  readonly deprecated: boolean
  /** It ends at some time, after which the answer is 410. */
  readonly ends: boolean
}

/** One mounted route as an OpenAPI operation. */
export function operationOf(route: RouteDescription, the: Emission): Document {
  const resource = route.resource === undefined ? undefined : the.contract.resources[route.resource]
  const instead = deprecationOf(route, resource, the.contract)
  const description = describe(route, resource, the.contract)
  const body = requestBodyOf(route, the)
  const refusals = refusalsOf(statusesOf(route, resource, the), faultsOf(route, resource, the.contract), the)
  return {
    operationId: the.names.operationId(route),
    tags: [tagOf(route)],
    summary: summaryOf(route, resource),
    ...(description !== '' && { description }),
    ...((the.deprecated || instead !== undefined) && { deprecated: true }),
    parameters: parametersOf(route, resource, the.contract),
    ...(body && { requestBody: body }),
    responses: { ...successOf(route, the), ...(route.kind === 'batch' ? atomicRefusals(refusals) : refusals) },
  }
}

/** Resources are tags, by their name; what belongs to none has a tag of its kind. */
export function tagOf(route: RouteDescription): string {
  switch (route.kind) {
    case 'operation':
      return 'Operations'
    case 'composite':
      return 'Composites'
    case 'batch':
      return 'Batch'
    default:
      return route.resource ?? ''
  }
}

function parametersOf(route: RouteDescription, resource: ResourceData | undefined, contract: ContractData): readonly Document[] {
  const key = resource && route.path.includes('{id}') ? [keyParameter(resource, contract)] : []
  const trace = parameterRef('traceparent')
  // A change is an event, which may go round.
  const cause = [trace, parameterRef('baggage')]
  const match = parameterRef(resource?.requireMatch && route.kind !== 'command' ? 'ifMatchRequired' : 'ifMatch')
  const once = parameterRef(needsKey(route, resource, contract) ? 'idempotencyKeyRequired' : 'idempotencyKey')
  switch (route.kind) {
    case 'list':
      return [...(resource ? listParameters(resource, contract) : []), parameterRef('limit'), parameterRef('cursor'), parameterRef('preferCount'), trace]
    case 'get':
      return [...key, ...(resource ? viewParameters(resource, contract) : []), parameterRef('ifNoneMatch'), trace]
    case 'composite':
      return [...key, trace]
    case 'create':
      return [once, parameterRef('preferMinimal'), ...cause]
    case 'replace':
      return [...key, match, ...(creates(resource) ? [parameterRef('createOnly')] : []), once, parameterRef('preferMinimal'), ...cause]
    case 'update':
      return [...key, match, once, parameterRef('preferMinimal'), ...cause]
    case 'delete':
    case 'command':
      return [...key, match, once, ...cause]
    case 'operation': {
      const operation = contract.operations[route.operation]
      if (route.method === 'GET' && operation) return [...inputParameters(operation, contract), trace]
      return operation?.reads ? [trace] : [once, ...cause]
    }
    case 'batch':
      return [parameterRef('idempotencyKey'), ...cause]
  }
}

function needsKey(route: RouteDescription, resource: ResourceData | undefined, contract: ContractData): boolean {
  if (route.kind === 'create') return resource?.requireIdempotencyKey === true
  if (route.kind === 'command') return resource?.requireIdempotencyKey === true || resource?.commands[route.command ?? '']?.requireIdempotencyKey === true
  return route.kind === 'operation' && contract.operations[route.operation]?.requireIdempotencyKey === true
}

/** Which refusals can come: those of any call, and what this kind adds. */
function statusesOf(route: RouteDescription, resource: ResourceData | undefined, the: Emission): readonly number[] {
  const any = [400, 401, 403, 404, 406, 429, 500, 503, ...(the.ends ? [410] : [])]
  const writes = [408, 409, 413, 415, 422, 507]
  const guarded = [412, ...(resource?.requireMatch && route.kind !== 'command' ? [428] : [])]
  switch (route.kind) {
    case 'list':
    case 'get':
    case 'composite':
      return any
    case 'create':
      return [...any, ...writes]
    case 'replace':
    case 'update':
      return [...any, ...writes, ...guarded]
    case 'delete':
      return [...any, 409, 422, 507, ...guarded]
    case 'command':
      return [...any, ...writes, ...guarded, 502]
    case 'operation':
      if (route.method === 'GET') return [...any, 422, 502]
      return the.contract.operations[route.operation]?.reads ? [...any, 408, 413, 415, 422, 502] : [...any, ...writes, 502]
    case 'batch':
      return [400, 401, 406, 408, 413, 415, 422, 429, 500, 503, ...(the.ends ? [410] : [])]
  }
}

/** What the contract says may fail: a command's own faults, and those of the rules that a write can break. */
function faultsOf(route: RouteDescription, resource: ResourceData | undefined, contract: ContractData): readonly string[] {
  const rules = (resource?.unique ?? []).flatMap((rule) => rule.fault ?? [])
  switch (route.kind) {
    case 'create':
    case 'replace':
    case 'update':
      return [...new Set([...(resource?.faults ?? []), ...rules])]
    case 'command':
      return [...new Set([...(resource?.commands[route.command ?? '']?.faults ?? []), ...rules])]
    case 'operation':
      return contract.operations[route.operation]?.faults ?? []
    default:
      return []
  }
}

function deprecationOf(route: RouteDescription, resource: ResourceData | undefined, contract: ContractData): string | undefined {
  return route.kind === 'command'
    ? resource?.commands[route.command ?? '']?.deprecated
    : route.kind === 'operation'
      ? contract.operations[route.operation]?.deprecated
      : undefined
}

function summaryOf(route: RouteDescription, resource: ResourceData | undefined): string {
  const noun = words(route.resource ?? '')
  const nouns = (resource?.plural ?? '').replaceAll('-', ' ')
  switch (route.kind) {
    case 'list':
      return `List ${nouns}`
    case 'create':
      return `Create ${article(noun)}`
    case 'get':
      return `Get ${article(noun)}`
    case 'replace':
      return creates(resource) ? `Replace ${article(noun)}, or create it` : `Replace ${article(noun)}`
    case 'update':
      return `Change ${article(noun)}`
    case 'delete':
      return `Delete ${article(noun)}`
    case 'command':
      return `${capital(noun)}: ${words(route.command ?? '')}`
    case 'operation':
    case 'composite':
      return capital(words(route.operation))
    case 'batch':
      return 'Up to 1,000 calls in one request'
  }
}

function describe(route: RouteDescription, resource: ResourceData | undefined, contract: ContractData): string {
  const out: string[] = []
  if (route.kind === 'command') {
    const command = resource?.commands[route.command ?? '']
    if (command?.doc !== undefined) out.push(command.doc)
    if (command?.from && command.to !== undefined) out.push(`From ${list(command.from)} to \`${command.to}\`; in another state 409 \`transition-not-allowed\`.`)
    else if (command?.from) out.push(`Only from ${list(command.from)}; in another state 409 \`transition-not-allowed\`.`)
    else if (command?.to !== undefined) out.push(`To \`${command.to}\`.`)
  }
  if (route.kind === 'operation') out.push(contract.operations[route.operation]?.doc ?? '')
  if (route.kind === 'composite') out.push(contract.composites[route.operation]?.doc ?? '')
  if (route.kind === 'list' && resource) out.push(...listing(resource))
  if (route.kind === 'replace')
    out.push(
      creates(resource) ? 'Fields that are left out are removed. Where no record has this key, one is created.' : 'Fields that are left out are removed.',
    )
  if (route.kind === 'update')
    out.push('A merge patch (RFC 7396), where `null` removes an optional field, or a JSON Patch (RFC 6902), which is applied as a whole or not at all.')
  if (route.kind === 'batch')
    out.push('Each call has its own outcome, in order. With `atomic` all of them take effect, or none; such a batch holds changes only.')
  const instead = deprecationOf(route, resource, contract)
  if (instead !== undefined) out.push(`Deprecated: ${instead}`)
  const scope = scopeOf(route, resource, contract)
  if (scope !== undefined) out.push(`Needs the scope \`${scope}\`.`)
  return out.filter((line) => line !== '').join('\n\n')
}

/** Which combinations are fast at any depth. */
function listing(resource: ResourceData): readonly string[] {
  const shapes = resource.lists.filter((shape) => shape.equal.length > 0 || shape.sort !== undefined)
  if (shapes.length === 0) return []
  const said = shapes.map(({ equal, sort }) =>
    [equal.length > 0 ? `filtered by ${list(equal)}` : '', sort === undefined ? '' : `sorted by \`${sort}\``].filter(Boolean).join(', '),
  )
  return [`Fast at any depth: ${said.join('; ')}. Other combinations look at no more than 10,000 records and else answer 400 \`undeclared-list\`.`]
}

/** What a key's scopes must hold; callers without a key need none. */
function scopeOf(route: RouteDescription, resource: ResourceData | undefined, contract: ContractData): string | undefined {
  if (route.kind === 'operation') {
    const operation = contract.operations[route.operation]
    return operation?.scope ?? operation?.path
  }
  if (!resource) return undefined
  if (route.kind === 'command') return resource.commands[route.command ?? '']?.scope ?? `${resource.plural}.${kebab(route.command ?? '')}`
  const reads = route.kind === 'get' || route.kind === 'list' || route.kind === 'composite'
  return reads ? (resource.scopes?.read ?? `${resource.plural}.read`) : (resource.scopes?.write ?? `${resource.plural}.write`)
}

function list(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``)
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`
}

function words(name: string): string {
  return kebab(name).replaceAll('-', ' ')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}
