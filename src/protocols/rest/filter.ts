import type { Filter, ListQuery } from '../../kernel/call.ts'
import { type Parameter, namesOf, refusedParameter, shortened } from '../../wire/query.ts'

/** Parameters of a list that are no filters; a field of such a name is filtered by `name[eq]`. */
export const LIST_PARAMETERS: readonly string[] = ['sort', 'limit', 'cursor', 'fields', 'include']
const OPERATORS: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in'])

export interface ListParameters {
  readonly query: ListQuery
  readonly fields?: readonly string[]
  readonly include?: readonly string[]
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Every parameter that is not one of the five is a filter; whether there is such a field, the kernel says. */
export function listParameters(parameters: readonly Parameter[], count: boolean): ListParameters {
  const query: Writable<ListQuery> = {}
  const list: Writable<ListParameters> = { query }
  const filter: Filter[] = []
  for (const parameter of parameters) {
    switch (parameter.name) {
      case 'sort':
        query.sort = sortOf(parameter)
        break
      case 'limit':
        query.limit = limitOf(parameter)
        break
      case 'cursor':
        query.cursor = cursorOf(parameter)
        break
      case 'fields':
        list.fields = namesOf(parameter)
        break
      case 'include':
        list.include = namesOf(parameter)
        break
      default:
        filter.push(filterOf(parameter))
    }
  }
  if (filter.length > 0) query.filter = filter
  if (count) query.count = true
  return list
}

/** `state=Ready` and `state[eq]=Ready`, `due[gte]=…`, `quantity[in]=a,b`, `line[null]=true`. */
function filterOf({ name, value }: Parameter): Filter {
  const open = name.indexOf('[')
  if (open === -1) return { field: name, operator: 'eq', values: [textOf(value)] }
  const field = name.slice(0, open)
  const operator = name.slice(open + 1, -1)
  if (field === '' || !name.endsWith(']') || !(OPERATORS.has(operator) || operator === 'null')) {
    throw refusedParameter(name, `'${shortened(name)}' is no filter: write field=value, or field[operator]=value with eq, ne, gt, gte, lt, lte, in or null.`)
  }
  if (operator === 'null') {
    if (value !== 'true' && value !== 'false') throw refusedParameter(name, `'${shortened(name)}' is either true or false.`)
    return { field, operator: value === 'true' ? 'eq' : 'ne', values: [null] }
  }
  return { field, operator: operator as Filter['operator'], values: operator === 'in' ? valuesOf(value) : [textOf(value)] }
}

/** At commas; `\,` is a comma in a value, `\\` a backslash before one. */
function valuesOf(text: string): readonly string[] {
  if (!text.includes('\\')) return text.split(',').map(textOf)
  const values: string[] = []
  let value = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    const next = text[i + 1]
    if (c === '\\' && (next === ',' || next === '\\')) {
      value += next
      i++
    } else if (c === ',') {
      values.push(textOf(value))
      value = ''
    } else value += c
  }
  values.push(textOf(value))
  return values
}

/** An instant whose `+02:00` was not escaped arrives with a space there, and can be nothing else. */
function textOf(value: string): string {
  return value.length > 20 && LOST_PLUS.test(value) ? value.replace(' ', '+') : value
}
const LOST_PLUS = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})? \d\d:\d\d$/

function sortOf({ name, value }: Parameter): { readonly field: string; readonly descending: boolean } {
  const descending = value.startsWith('-')
  const field = descending ? value.slice(1) : value
  if (field === '' || field.includes(','))
    throw refusedParameter(name, "'sort' is one field, with a '-' before it for the greatest first: sort=-due. The key breaks ties.")
  return { field, descending }
}

function limitOf({ name, value }: Parameter): number {
  if (!/^[1-9][0-9]{0,8}$/.test(value)) throw refusedParameter(name, "'limit' is how many records a page has: a whole number from 1.")
  return Number(value)
}

function cursorOf({ name, value }: Parameter): string {
  if (value === '') throw refusedParameter(name, "'cursor' is what the page before gave as 'next'; the first page has none.")
  return value
}
