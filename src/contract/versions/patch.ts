import type { Json } from '../schema.ts'
import { isObject, startsWith, type Branch, type Field, type JsonObject, type Leaf, type Lens, type Shape } from './shape.ts'

type Out = { [name: string]: Json }

interface States {
  /** The older merge patch that paths start from. */
  readonly patch: JsonObject
  /** The newer object as it is to become, and as it is. */
  readonly target: JsonObject
  readonly current: JsonObject
}

/**
 * An older merge patch (RFC 7396) in newer terms. It names what the older one names and nothing else; applied to
 * `current` it gives `target`, which is what the older writer meant.
 */
export function patchUp(shape: Shape, states: States): Out {
  const out: Out = {}
  for (const field of shape.fields) patchField(field, states, out)
  for (const name of Object.keys(states.patch)) {
    const value = states.patch[name]
    if (value !== undefined && !shape.newerNames.has(name) && !shape.olderNames.has(name)) out[name] = value
  }
  return out
}

function patchField(field: Field, states: States, out: Out): void {
  if (field.kind === 'branch') patchBranch(field, states, out)
  else patchLeaf(field, states, out)
}

/** What a patch says about a path: nothing, a value for it, or a value for something above it. */
function touched(patch: JsonObject, path: readonly string[]): { readonly value: Json | undefined } | undefined {
  let value: Json | undefined = patch
  for (const segment of path) {
    if (!isObject(value)) return { value: undefined }
    if (!Object.hasOwn(value, segment)) return undefined
    value = value[segment]
  }
  return { value }
}

function patchLeaf(leaf: Leaf, { patch, target, current }: States, out: Out): void {
  const said = leaf.older && touched(patch, leaf.older)
  if (!said) return
  const { name } = leaf
  const value = Object.hasOwn(target, name) ? target[name] : undefined
  const removed = value === undefined || (said.value === null && leaf.otherwise === undefined)
  if (removed) {
    if (Object.hasOwn(current, name)) out[name] = null
  } else out[name] = isObject(said.value) ? inside(leaf.lens, { said: said.value, target: value, current: current[name] }) : value
}

function inside(lens: Lens, the: { readonly said: JsonObject; readonly target: Json; readonly current: Json | undefined }): Json {
  const { said, target, current } = the
  if (lens.kind === 'copy') return said
  if (!isObject(target)) return target
  if (lens.kind === 'fields') return isObject(current) ? patchUp(lens.shape, { patch: said, target, current }) : target
  if (lens.kind !== 'map') return target
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => {
      const to = Object.hasOwn(target, name) ? target[name] : undefined
      if (value === null || to === undefined) return [[name, null]]
      return [[name, isObject(value) ? inside(lens.of, { said: value, target: to, current: isObject(current) ? current[name] : undefined }) : to]]
    }),
  )
}

function patchBranch(branch: Branch, { patch, target, current }: States, out: Out): void {
  const { name } = branch
  const to = Object.hasOwn(target, name) ? target[name] : undefined
  const before = Object.hasOwn(current, name) ? current[name] : undefined
  if (isObject(to) && isObject(before)) {
    const inner: Out = {}
    for (const field of branch.fields) patchField(field, { patch, target: to, current: before }, inner)
    if (Object.keys(inner).length > 0) out[name] = inner
  } else if (to !== before) {
    if (to !== undefined) out[name] = to
    else if (before !== undefined) out[name] = null
  }
}

/** Newer paths of all that is at or around the older paths: what a writer that speaks of these speaks of. */
export function pathsUp(shape: Shape, older: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const out: (readonly string[])[] = []
  const collect = (fields: readonly Field[], above: readonly string[]): void => {
    for (const field of fields) {
      const path = [...above, field.name]
      const at = field.older
      if (at && older.some((said) => startsWith(said, at) || startsWith(at, said))) out.push(path)
      if (field.kind === 'branch') collect(field.fields, path)
    }
  }
  collect(shape.fields, [])
  for (const said of older) if (said[0] !== undefined && !shape.newerNames.has(said[0]) && !shape.olderNames.has(said[0])) out.push(said)
  return out
}

/** The paths of all that an object holds; a list is one value. */
export function pathsOf(object: JsonObject, above: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const path = [...above, name]
    return isObject(value) && Object.keys(value).length > 0 ? pathsOf(value, path) : [path]
  })
}
