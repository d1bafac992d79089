import type { Filter } from '../call.ts'
import { schemaAt, valueAt } from '../model/path.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import type { EncodedFilter } from '../ports/source.ts'
import { compareText, isFilterable, isSortable, NULL_TEXT, orderText } from '../order.ts'
import { refuse } from '../refusal.ts'
import type { Schema } from '../../contract/schema.ts'
import { valueSchema } from '../../contract/json-schema.ts'
import { compileValidator, type Validator } from '../validation.ts'

/** Reads wire text as values of the fields that the caller sees. */
export function encodeFilters(resource: ResourceModel, filters: readonly Filter[], visible: ReadonlySet<string>): readonly EncodedFilter[] {
  return filters.map((filter) => {
    const schema = schemaAt(resource.data, filter.field)
    const path = filter.field.split('.')
    if (!schema || !visible.has(path[0] ?? ''))
      throw refuse('invalid-filter', `There is no field '${filter.field}' to filter by.`, {
        errors: [{ parameter: filter.field, detail: 'is not a field of this resource' }],
      })
    if (!isFilterable(schema))
      throw refuse('invalid-filter', `'${filter.field}' (${schema.kind}) cannot be filtered by.`, {
        errors: [{ parameter: filter.field, detail: `a ${schema.kind} cannot be compared` }],
      })
    if (filter.operator !== 'eq' && filter.operator !== 'ne' && filter.operator !== 'in' && schema.kind === 'duration')
      throw refuse('invalid-filter', `'${filter.field}' is a duration: only equality can be asked for.`, {
        errors: [{ parameter: filter.field, detail: 'has no order' }],
      })
    if (filter.operator !== 'eq' && filter.operator !== 'ne' && filter.operator !== 'in' && filter.values.includes(null))
      throw refuse('invalid-filter', `'${filter.field}' cannot be compared with null: a missing value is neither greater nor less.`, {
        errors: [{ parameter: filter.field, detail: 'is compared with a value' }],
      })
    if (filter.operator !== 'in' && filter.values.length !== 1)
      throw refuse('invalid-filter', `'${filter.field}' takes one value.`, { errors: [{ parameter: filter.field, detail: 'takes one value' }] })
    if (filter.values.length === 0 || filter.values.length > MOST_VALUES)
      throw refuse('invalid-filter', `'${filter.field}' takes 1 to ${MOST_VALUES} values.`, {
        errors: [{ parameter: filter.field, detail: `takes 1 to ${MOST_VALUES} values` }],
      })
    return { field: filter.field, path, schema, operator: filter.operator, values: filter.values.map((text) => encodeWire(filter.field, schema, text)) }
  })
}
/** The sort field, if the caller sees it and it has an order. */
export function checkSort(resource: ResourceModel, field: string, visible: ReadonlySet<string>): void {
  const schema = schemaAt(resource.data, field)
  if (!schema || !visible.has(field.split('.')[0] ?? ''))
    throw refuse('invalid-filter', `There is no field '${field}' to sort by.`, {
      errors: [{ parameter: 'sort', detail: `'${field}' is not a field of this resource` }],
    })
  if (!isSortable(schema))
    throw refuse('invalid-filter', `'${field}' (${schema.kind}) has no order to sort by.`, {
      errors: [{ parameter: 'sort', detail: `a ${schema.kind} has no order` }],
    })
}

const MOST_VALUES = 100

/** A value as it is compared, of its wire text. `field` is what a refusal names. */
export function encodeWire(field: string, schema: Schema, text: string | null): string {
  if (text === null) return NULL_TEXT
  let value: unknown = text
  if (schema.kind === 'integer' || schema.kind === 'float') value = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(text) ? Number(text) : text
  else if (schema.kind === 'boolean') value = text === 'true' ? true : text === 'false' ? false : text
  const fault = validatorOf(schema)(value)?.[0]
  if (fault)
    throw refuse('invalid-filter', `'${field}' cannot be compared with '${text.slice(0, 100)}': ${fault.detail}.`, {
      errors: [{ parameter: field, detail: fault.detail }],
    })
  return orderText(schema, value)
}

const validators = new WeakMap<Schema, Validator>()
/** A value to compare with needs the type, not the field's own bounds or pattern. */
function validatorOf(schema: Schema): Validator {
  let validator = validators.get(schema)
  if (!validator) {
    const loose: Schema =
      schema.kind === 'string' || schema.kind === 'ref'
        ? { kind: 'string' }
        : schema.kind === 'integer'
          ? { kind: 'integer' }
          : schema.kind === 'float'
            ? { kind: 'float' }
            : schema.kind === 'decimal'
              ? { kind: 'decimal', precision: 60, scale: 30 }
              : schema
    validator = compileValidator(valueSchema(loose))
    validators.set(schema, validator)
  }
  return validator
}

/** Whether a record passes; a missing value equals nothing but null and is in no range. */
export function passes(record: RecordBody, filters: readonly EncodedFilter[]): boolean {
  for (const { path, schema, operator, values } of filters) {
    const text = orderText(schema, valueAt(record, path))
    const [value = ''] = values
    switch (operator) {
      case 'eq':
        if (text !== value) return false
        break
      case 'ne':
        if (text === value) return false
        break
      case 'in':
        if (!values.includes(text)) return false
        break
      case 'gt':
        if (text === NULL_TEXT || compareText(text, value) <= 0) return false
        break
      case 'gte':
        if (text === NULL_TEXT || compareText(text, value) < 0) return false
        break
      case 'lt':
        if (text === NULL_TEXT || compareText(text, value) >= 0) return false
        break
      case 'lte':
        if (text === NULL_TEXT || compareText(text, value) > 0) return false
        break
    }
  }
  return true
}
