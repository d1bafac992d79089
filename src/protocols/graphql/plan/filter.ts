import type { Filter } from '../../../kernel/call.ts'
import { refuse } from '../error.ts'
import type { SchemaModel } from '../schema/model.ts'

const OPERATORS: { readonly [name: string]: Filter['operator'] } = { eq: 'eq', ne: 'ne', gt: 'gt', gte: 'gte', lt: 'lt', lte: 'lte', in: 'in' }

/** `{ state: { eq: "Ready" }, due: { gte: …, null: false } }` as the kernel's filters; which fields there are, it says. */
export function filtersOf(model: SchemaModel, type: string, value: unknown): readonly Filter[] {
  const filters: Filter[] = []
  collect({ model, filters }, value, { type, before: '' })
  return filters
}

function collect(
  into: { readonly model: SchemaModel; readonly filters: Filter[] },
  value: unknown,
  at: { readonly type: string; readonly before: string },
): void {
  if (value === null || value === undefined) return
  if (!isObject(value)) throw unreadable(at.before === '' ? 'filter' : at.before.slice(0, -1))
  const known = into.model.types.get(at.type)
  for (const [name, below] of Object.entries(value)) {
    const member = known?.kind === 'input' && Object.hasOwn(known.fields, name) ? known.fields[name] : undefined
    const type = member ? into.model.types.get(member.type) : undefined
    if (member && type?.kind === 'input' && !type.compares) collect(into, below, { type: member.type, before: `${at.before}${name}.` })
    else compare(into.filters, `${at.before}${name}`, below)
  }
}

function compare(filters: Filter[], field: string, operators: unknown): void {
  if (operators === null || operators === undefined) return
  if (!isObject(operators)) throw unreadable(field)
  for (const [name, value] of Object.entries(operators)) {
    if (name === 'null') {
      if (value === true || value === false) filters.push({ field, operator: value ? 'eq' : 'ne', values: [null] })
      else if (value !== null) throw unreadable(field)
      continue
    }
    const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
    if (!operator) throw refuse('invalid-filter', `'${field}' has no operator '${name.slice(0, 60)}'.`, [{ parameter: field, detail: 'has no such operator' }])
    filters.push({ field, operator, values: operator === 'in' ? (Array.isArray(value) ? value : [value]).map(textOf) : [textOf(value)] })
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function unreadable(field: string): Error {
  return refuse('invalid-filter', `'${field.slice(0, 60)}' is filtered by an object of operators, such as { eq: … }.`, [
    { parameter: field, detail: 'takes operators' },
  ])
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
