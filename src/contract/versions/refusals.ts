import { equalJson } from '../json-patch.ts'
import { formatPointer } from '../pointer.ts'
import type { Json } from '../schema.ts'
import type { Chain } from './chain.ts'
import { valueAt } from './down.ts'
import { tokensDown } from './path.ts'
import { isList, isObject, type Field, type JsonObject, type Lens, type Shape } from './shape.ts'
import { shapeUp } from './up.ts'

interface Refusal {
  readonly pointer: string
  readonly detail: string
}

/** Constants that are sent with another value, through every version on the way; pointers are those of the oldest. */
export function refusalsOf(chain: Chain, input: JsonObject): readonly Refusal[] {
  const out: Refusal[] = []
  let value: JsonObject = input
  for (let i = chain.length - 1; i >= 0; i--) {
    const shape = chain[i] as Shape
    inShape(shape, { older: value, above: [] }, (tokens, constant) => {
      const shown = chain.slice(i + 1).reduce<readonly string[]>((path, below) => tokensDown(below, path), tokens)
      out.push({ pointer: formatPointer(shown), detail: `is always ${JSON.stringify(constant)} in this version; leave it out or send it so` })
    })
    value = shapeUp(shape, value, undefined)
  }
  return out
}

type Refuse = (tokens: readonly string[], constant: Json) => void

function inShape(shape: Shape, at: { readonly older: JsonObject; readonly above: readonly string[] }, refuse: Refuse): void {
  for (const constant of shape.constants) {
    const sent = valueAt(at.older, constant.older)
    if (sent !== undefined && !equalJson(sent, constant.value)) refuse([...at.above, ...constant.older], constant.value)
  }
  for (const field of shape.fields) inField(field, at, refuse)
}

function inField(field: Field, at: { readonly older: JsonObject; readonly above: readonly string[] }, refuse: Refuse): void {
  if (field.kind === 'branch') for (const inner of field.fields) inField(inner, at, refuse)
  else if (field.older && field.lens.kind !== 'copy') {
    const value = valueAt(at.older, field.older)
    if (value !== undefined) inLens(field.lens, { value, above: [...at.above, ...field.older] }, refuse)
  }
}

function inLens(lens: Lens, at: { readonly value: Json; readonly above: readonly string[] }, refuse: Refuse): void {
  const { value, above } = at
  if (lens.kind === 'fields' && isObject(value)) inShape(lens.shape, { older: value, above }, refuse)
  else if (lens.kind === 'list' && isList(value))
    for (const [i, element] of value.entries()) inLens(lens.of, { value: element, above: [...above, String(i)] }, refuse)
  else if (lens.kind === 'map' && isObject(value))
    for (const [name, element] of Object.entries(value)) inLens(lens.of, { value: element, above: [...above, name] }, refuse)
}
