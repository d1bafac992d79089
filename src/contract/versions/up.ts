import type { Json } from '../schema.ts'
import { lensDown, valueAt } from './down.ts'
import { pairElements } from './elements.ts'
import { isList, isObject, type Branch, type Field, type JsonObject, type Leaf, type Lens, type Shape } from './shape.ts'

type Out = { [name: string]: Json }

/**
 * An older object in newer terms. With `current`, what the older version cannot express stays as it is there, and so does
 * each value that is sent back as it was shown; without it, what the older version cannot express gets its default.
 */
export function shapeUp(shape: Shape, older: JsonObject, current: JsonObject | undefined): Out {
  const out: Out = {}
  for (const field of shape.fields) fieldUp(field, { older, current, out })
  for (const name of Object.keys(older)) {
    const value = older[name]
    if (value !== undefined && !shape.newerNames.has(name) && !shape.olderNames.has(name)) out[name] = value
  }
  return out
}

export function lensUp(lens: Lens, value: Json, current: Json | undefined): Json {
  if (value === null) return null
  switch (lens.kind) {
    case 'copy':
      return value
    case 'convert': {
      const { conversion } = lens
      return current !== undefined && current !== null && conversion.same(conversion.down(current), value) ? current : conversion.up(value)
    }
    case 'list': {
      if (!isList(value)) return value
      const before = isList(current) ? current : []
      const pairs = pairElements(
        before.map((element) => lensDown(lens.of, element)),
        value,
        lens.by,
      )
      return value.map((element, i) => lensUp(lens.of, element, before[pairs[i] ?? -1]))
    }
    case 'map':
      if (!isObject(value)) return value
      return Object.fromEntries(
        Object.entries(value).map(([name, element]) => [
          name,
          lensUp(lens.of, element, isObject(current) && Object.hasOwn(current, name) ? current[name] : undefined),
        ]),
      )
    case 'fields':
      return isObject(value) ? shapeUp(lens.shape, value, isObject(current) ? current : undefined) : value
  }
}

interface Write {
  /** The older object that paths start from. */
  readonly older: JsonObject
  /** The newer object around the field, as it is; `undefined`: it is being created. */
  readonly current: JsonObject | undefined
  readonly out: Out
}

/** Answers whether the writer gave a value for the field or for one below it. */
function fieldUp(field: Field, write: Write): boolean {
  const before = write.current && Object.hasOwn(write.current, field.name) ? write.current[field.name] : undefined
  return field.kind === 'leaf' ? leafUp(field, write, before) : branchUp(field, write, before)
}

function leafUp(leaf: Leaf, { older, current, out }: Write, before: Json | undefined): boolean {
  const given = leaf.older && valueAt(older, leaf.older)
  if (given !== undefined) {
    out[leaf.name] = lensUp(leaf.lens, given, before)
    return true
  }
  const expressible = leaf.older !== undefined
  if (before !== undefined && (!expressible || leaf.kept || leaf.otherwise !== undefined)) out[leaf.name] = before
  else if (before === undefined && leaf.otherwise !== undefined) out[leaf.name] = leaf.otherwise
  else if (current === undefined && leaf.fill !== undefined) out[leaf.name] = leaf.fill
  return false
}

function branchUp(branch: Branch, { older, current, out }: Write, before: Json | undefined): boolean {
  const inner: Out = {}
  let below = false
  for (const field of branch.fields) if (fieldUp(field, { older, current: isObject(before) ? before : undefined, out: inner })) below = true
  const given = branch.older && valueAt(older, branch.older)
  if (below || isObject(given)) out[branch.name] = inner
  else if (given !== undefined) out[branch.name] = given
  else if (branch.older) {
    if (branch.kept && before !== undefined) out[branch.name] = before
    return false
  } else if (isObject(before)) out[branch.name] = inner
  else if (before !== undefined) out[branch.name] = before
  // A wrapper that the older version does not know: needed, or there for its defaults alone.
  else if (current === undefined && (branch.required || (!branch.shown && Object.keys(inner).length > 0))) out[branch.name] = inner
  return below || given !== undefined
}
