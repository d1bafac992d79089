import { textJson } from '../../contract/json-text.ts'
import type { RecordBody, ResourceModel } from './resource.ts'

const shapes = new WeakMap<ResourceModel, readonly { readonly field: string; readonly name: string }[]>()

/** A record as it is stored: fields in canonical order, what is `undefined` left out. */
export function recordText(resource: ResourceModel, record: RecordBody): string {
  let text = '{'
  for (const { field, name } of shapeOf(resource)) {
    const value = record[field]
    if (value !== undefined) text += (text.length === 1 ? '' : ',') + name + (typeof value === 'string' ? textJson(value) : JSON.stringify(value))
  }
  return `${text}}`
}

function shapeOf(resource: ResourceModel): readonly { readonly field: string; readonly name: string }[] {
  let shape = shapes.get(resource)
  if (!shape) {
    const stored = resource.order.filter((field) => resource.data.fields[field]?.kind !== 'many')
    shapes.set(resource, (shape = stored.map((field) => ({ field, name: `${JSON.stringify(field)}:` }))))
  }
  return shape
}
