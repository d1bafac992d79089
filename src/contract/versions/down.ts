import type { Json } from '../schema.ts'
import { isList, isObject, type Field, type JsonObject, type Lens, type Shape } from './shape.ts'

type Out = { [name: string]: Json }

/** An object as the older version shows it; parts that are missing stay missing. */
export function shapeDown(shape: Shape, newer: JsonObject): Out {
  const out: Out = {}
  for (const field of shape.fields) fieldDown(field, newer, out)
  for (const name of Object.keys(newer)) {
    const value = newer[name]
    if (value !== undefined && !shape.newerNames.has(name) && !shape.olderNames.has(name)) out[name] = value
  }
  for (const constant of shape.constants)
    if (constant.inside === 0 || isObject(valueAt(out, constant.older.slice(0, constant.inside)))) put(out, constant.older, constant.value)
  return out
}

export function lensDown(lens: Lens, value: Json): Json {
  switch (lens.kind) {
    case 'copy':
      return value
    case 'convert':
      return value === null ? null : lens.conversion.down(value)
    case 'list':
      return isList(value) ? value.map((element) => lensDown(lens.of, element)) : value
    case 'map':
      return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, element]) => [name, lensDown(lens.of, element)])) : value
    case 'fields':
      return isObject(value) ? shapeDown(lens.shape, value) : value
  }
}

function fieldDown(field: Field, newer: JsonObject, out: Out): void {
  const value = Object.hasOwn(newer, field.name) ? newer[field.name] : undefined
  if (value === undefined) return
  if (field.kind === 'leaf') {
    if (field.older) put(out, field.older, lensDown(field.lens, value))
  } else if (isObject(value)) {
    if (field.older && !isObject(valueAt(out, field.older))) put(out, field.older, {})
    for (const inner of field.fields) fieldDown(inner, value, out)
  } else if (field.older) put(out, field.older, value)
}

export function valueAt(object: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = object
  for (const segment of path) {
    if (!isObject(value) || !Object.hasOwn(value, segment)) return undefined
    value = value[segment]
  }
  return value
}

/** Sets what `path` names, making the objects on the way. */
export function put(out: Out, path: readonly string[], value: Json): void {
  let here = out
  for (const segment of path.slice(0, -1)) {
    const next = Object.hasOwn(here, segment) ? here[segment] : undefined
    // Whatever is below `out` was made here, so it may be changed.
    here = isObject(next) ? (next as Out) : (here[segment] = {})
  }
  here[path.at(-1) ?? ''] = value
}
