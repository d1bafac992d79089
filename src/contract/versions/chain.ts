import { applyMergePatch } from '../merge-patch.ts'
import { formatPointer, parsePointer } from '../pointer.ts'
import type { Json, Schema } from '../schema.ts'
import { olderSchema } from './compile-lens.ts'
import { lensDown, shapeDown } from './down.ts'
import type { Filter, FilterUp, SortUp } from './filter.ts'
import { olderPath } from './older-contract.ts'
import type { Facing, Hop } from './hop.ts'
import { patchUp } from './patch.ts'
import { locateUp, tokensDown } from './path.ts'
import { isObject, type JsonObject, type Lens, type Shape } from './shape.ts'
import type { WriteFace } from './translator.ts'
import { shapeUp } from './up.ts'

type Out = { [field: string]: Json }

/** Shapes from the current one to the oldest; those that change nothing are left out. */
export type Chain = readonly Shape[]

export function chainOf(facings: readonly Facing[]): Chain {
  return facings.filter((facing) => !facing.same).map((facing) => facing.shape)
}

export function chainDown(chain: Chain, body: JsonObject): Out {
  let view: Out = body as Out
  for (const shape of chain) view = shapeDown(shape, view)
  return chain.length === 0 ? { ...body } : view
}

export function chainUp(chain: Chain, input: JsonObject, current: JsonObject | undefined): Out {
  const views = viewsOf(chain, current)
  let value: Out = input as Out
  for (let i = chain.length - 1; i >= 0; i--) value = shapeUp(chain[i] as Shape, value, views[i])
  return chain.length === 0 ? { ...input } : value
}

export function chainPatch(chain: Chain, patch: JsonObject, current: JsonObject): Out {
  const views = viewsOf(chain, current)
  let said: Out = patch as Out
  let target = objectOf(applyMergePatch(views[chain.length] ?? {}, patch))
  for (let i = chain.length - 1; i >= 0; i--) {
    const shape = chain[i] as Shape
    const view = views[i] ?? {}
    target = shapeUp(shape, target, view)
    said = patchUp(shape, { patch: said, target, current: view })
  }
  return chain.length === 0 ? { ...patch } : said
}

export function upBy(chain: Chain, face: WriteFace, the: { readonly input: JsonObject; readonly current: JsonObject | undefined }): Out {
  if (face === 'create') return chainUp(chain, the.input, undefined)
  return face === 'replace' ? chainUp(chain, the.input, the.current ?? {}) : chainPatch(chain, the.input, the.current ?? {})
}

/** The current object as each version shows it, the current one first. */
function viewsOf(chain: Chain, current: JsonObject | undefined): readonly (JsonObject | undefined)[] {
  const views: (JsonObject | undefined)[] = [current]
  for (const [i, shape] of chain.entries()) {
    const view = views[i]
    views.push(view && shapeDown(shape, view))
  }
  return views
}

export function chainPointer(chain: Chain, pointer: string): string {
  let tokens: readonly string[] | undefined = parsePointer(pointer)
  if (!tokens) return pointer
  for (const shape of chain) tokens = tokensDown(shape, tokens)
  return formatPointer(tokens)
}

/** Where a path leads, through every version on the way. */
export type Resolved =
  /** `lenses`: from the oldest on. */
  | { readonly kind: 'field'; readonly path: string; readonly lenses: readonly Lens[] }
  | { readonly kind: 'constant'; readonly schema: Schema; readonly value: Json; readonly always: boolean }

/** `resource`: as the newer version of the last hop calls it. */
export function resolveUp(hops: readonly Hop[], resources: readonly string[], path: string): Resolved | undefined {
  const lenses: Lens[] = []
  let here = path
  for (let i = hops.length - 1; i >= 0; i--) {
    const hop = hops[i] as Hop
    const step = hopUp(hop, resources[i] ?? '', here)
    if (!step) return undefined
    if (step.kind === 'constant')
      return {
        ...step,
        value: lenses.reduceRight((value, lens) => lensDown(lens, value), step.value),
        schema: lenses.reduceRight((schema, lens) => olderSchema(schema, lens), step.schema),
      }
    here = step.path
    lenses.push(...step.lenses)
  }
  return { kind: 'field', path: here, lenses }
}

/** Through one hop, over references and has-many. `resource` is the newer name. */
function hopUp(hop: Hop, resource: string, path: string): Resolved | undefined {
  const shape = hop.resources.get(resource)?.record.shape
  const located = shape && locateUp(shape, path.split('.'))
  if (!located) return undefined
  if (located.kind === 'constant') return located
  if (located.kind === 'field') return { kind: 'field', path: located.path.join('.'), lenses: [located.lens] }
  const rest = hopUp(hop, located.resource, located.rest.join('.'))
  return rest?.kind === 'field' ? { ...rest, path: `${located.path.join('.')}.${rest.path}` } : rest
}

export function resolveDown(hops: readonly Hop[], resources: readonly string[], path: string): string | undefined {
  let here: string | undefined = path
  for (const [i, hop] of hops.entries()) here = here === undefined ? undefined : olderPath(hop, resources[i] ?? '', here)
  return here
}

export function rewriteFilter(resolved: Resolved | undefined, filter: Filter): FilterUp {
  if (!resolved) return { kind: 'unknown' }
  if (resolved.kind === 'constant')
    return resolved.always ? { kind: 'constant', schema: resolved.schema, value: resolved.value } : { kind: 'refused', detail: SOMETIMES }
  let filters: readonly Filter[] = [{ ...filter, field: resolved.path }]
  for (const lens of resolved.lenses) {
    if (lens.kind !== 'convert') continue
    const next: Filter[] = []
    for (const { operator, values } of filters) {
      const rewritten = lens.conversion.filter(operator, values)
      if ('nothing' in rewritten) return { kind: 'nothing' }
      if ('refused' in rewritten) return { kind: 'refused', detail: rewritten.refused }
      for (const one of rewritten.all) next.push({ ...one, field: resolved.path })
    }
    filters = next
  }
  return { kind: 'filters', filters }
}

export function rewriteSort(resolved: Resolved | undefined): SortUp {
  if (!resolved) return { kind: 'unknown' }
  if (resolved.kind === 'constant') return resolved.always ? { kind: 'constant' } : { kind: 'refused', detail: SOMETIMES }
  if (resolved.lenses.some((lens) => lens.kind === 'convert' && !lens.conversion.ordered))
    return { kind: 'refused', detail: 'cannot be sorted by in this version: its values are named otherwise now, in another order' }
  return { kind: 'field', field: resolved.path }
}

const SOMETIMES = 'cannot be answered in this version: the field is always the same where it is there at all'

function objectOf(value: Json): Out {
  return isObject(value) ? { ...value } : {}
}
