import type { ContractData } from '../data.ts'
import type { Json } from '../schema.ts'
import { chainDown, chainPointer, chainUp, resolveDown, resolveUp, rewriteFilter, rewriteSort, upBy, type Chain, type Resolved } from './chain.ts'
import type { Hop } from './hop.ts'
import { compileMembers } from './members.ts'
import { pathsOf, pathsUp } from './patch.ts'
import { refusalsOf } from './refusals.ts'
import { isObject, type JsonObject } from './shape.ts'
import type { VersionTranslator } from './translator.ts'

/** Of the oldest version of `hops` (at least one); `data` is its contract. */
export function compileTranslator(hops: readonly Hop[], data: ContractData): VersionTranslator {
  const { names, records, inputs, outputs, events, faults } = compileMembers(hops)
  const change = hops.at(-1)?.change
  const chain = (resource: string): Chain => records.get(resource)?.chain ?? []
  const resolved = new Map<string, Resolved>()
  const resolve = (resource: string, path: string): Resolved | undefined => {
    const id = `${resource} ${path}`
    const known = resolved.get(id)
    if (known) return known
    const its = records.get(resource)
    const found = its && resolveUp(hops, its.path, path)
    // Only what the contract has is kept, so that callers cannot fill the memory with names.
    if (found) resolved.set(id, found)
    return found
  }
  return {
    version: data.version,
    data,
    ...(change?.deprecated !== undefined && { deprecated: change.deprecated }),
    ...(change?.sunset !== undefined && { sunset: change.sunset }),
    operationUp: (operation) => names.operations.up(operation),
    operationDown: (operation) => names.operations.down(operation),
    resourceUp: (resource) => names.resources.up(resource),
    resourceDown: (resource) => names.resources.down(resource),
    eventUp: (event) => names.events.up(event),
    eventDown: (event) => names.events.down(event),
    isSame: (resource) => records.get(resource)?.chain.length === 0,
    down: (resource, body) => down(records.get(resource)?.chain, body),
    up: (resource, input, face, current) =>
      records.has(resource) ? upBy(chain(resource), face, { input: jsonObject(input), current: current && jsonObject(current) }) : {},
    refusals: (resource, input) => refusalsOf(chain(resource), jsonObject(input)),
    touches: (resource, input) => {
      const shapes = chain(resource)
      let paths = shapes.length === 0 ? Object.keys(input).map((name): readonly string[] => [name]) : pathsOf(jsonObject(input))
      for (const shape of shapes.toReversed()) paths = pathsUp(shape, paths)
      return new Set(paths.flatMap((path) => path.slice(0, 1)))
    },
    inputUp: (operation, input) => (inputs.has(operation) ? chainUp(inputs.get(operation) ?? [], jsonObject(input), undefined) : {}),
    outputDown: (operation, output) => down(outputs.get(operation), output),
    eventDataDown: (event, body) => down(events.get(event), body),
    faultDown: (code, detail) => ({ code: names.faults.down(code) ?? code, detail: down(faults.get(code) ?? [], detail) }),
    fieldUp: (resource, path) => {
      const found = resolve(resource, path)
      return found?.kind === 'field' ? found.path : undefined
    },
    fieldDown: (resource, path) => {
      const its = records.get(resource)
      return its && resolveDown(hops, its.path, path)
    },
    constantOf: (resource, path) => {
      const found = resolve(resource, path)
      return found?.kind === 'constant' && found.always ? { schema: found.schema, value: found.value } : undefined
    },
    filterUp: (resource, filter) => rewriteFilter(resolve(resource, filter.field), filter),
    sortUp: (resource, path) => rewriteSort(resolve(resource, path)),
    pointerDown: (resource, pointer) => chainPointer(chain(resource), pointer),
    inputPointerDown: (operation, pointer) => chainPointer(inputs.get(operation) ?? [], pointer),
  }
}

/** Absent: the older version does not have it. */
function down(chain: Chain | undefined, body: object): { [field: string]: Json } {
  return chain ? chainDown(chain, jsonObject(body)) : {}
}

/** Callers hand over parsed JSON; anything else has no fields. */
function jsonObject(value: object): JsonObject {
  const json = value as Json
  return isObject(json) ? json : {}
}
