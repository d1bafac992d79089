import type { XmlElement } from '../../codecs/xml/index.ts'
import type { Filter, ListQuery } from '../../kernel/call.ts'
import { wireRefusal } from '../../wire/problem.ts'
import { refusedParameter, shortened } from '../../wire/query.ts'
import { textOf } from '../../codecs/soap/index.ts'
import { isNil } from './instance.ts'
import { Parts, plainText } from './parts.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** What a list asks for; whether there are such fields, the kernel says. */
export function listQuery(parts: Parts): ListQuery {
  const query: Writable<ListQuery> = {}
  const filters = parts.many('filter')
  if (filters.length > 0) query.filter = filters.map(filterOf)
  const sort = parts.one('sort')
  if (sort) query.sort = sortOf(sort)
  const limit = parts.text('limit')
  if (limit !== undefined) {
    if (!/^[1-9][0-9]{0,8}$/.test(limit)) throw refusedParameter('limit', "'limit' is how many records a page has: a whole number from 1.")
    query.limit = Number(limit)
  }
  const cursor = parts.text('cursor')
  if (cursor !== undefined) {
    if (cursor === '') throw refusedParameter('cursor', "'cursor' is what the page before gave as 'next'; the first page has none.")
    query.cursor = cursor
  }
  if (booleanOf(parts, 'count')) query.count = true
  return query
}

/** Names, one an element; `undefined` where there are none. */
export function namesOf(parts: Parts, name: 'fields' | 'include'): readonly string[] | undefined {
  const elements = parts.many(name)
  if (elements.length === 0) return undefined
  return elements.map((element) => {
    const text = plainText(element)
    if (text === '') throw refusedParameter(name, `'${name}' is empty: each one has one name in it.`)
    return text
  })
}

/** The revisions of `ifMatch` or `ifNoneMatch`, one an element, or `*` alone; `undefined` where there are none. */
export function revisionsOf(parts: Parts, name: 'ifMatch' | 'ifNoneMatch'): readonly number[] | '*' | undefined {
  const elements = parts.many(name)
  if (elements.length === 0) return undefined
  const texts = elements.map(plainText)
  if (texts.length === 1 && texts[0] === '*') return '*'
  return texts.map((text) => {
    if (!/^[1-9][0-9]{0,14}$/.test(text))
      throw wireRefusal('malformed', `'${name}' is the revision of a record, as an answer gave it, or '*' alone; it is '${shortened(text)}'.`)
    return Number(text)
  })
}

export const OPERATORS: readonly Filter['operator'][] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in']
const FILTER: readonly string[] = ['field', 'operator', 'value']
const SORT: readonly string[] = ['field', 'descending']

function filterOf(element: XmlElement): Filter {
  const parts = new Parts(element, FILTER)
  const field = parts.text('field')
  if (field === undefined || field === '') throw refusedParameter('filter', "A 'filter' has a 'field', an 'operator' if it is not eq, and a 'value'.")
  const wanted = parts.text('operator') ?? 'eq'
  const operator = OPERATORS.find((known) => known === wanted)
  if (!operator) throw refusedParameter(field, `There is no operator '${shortened(wanted)}': there are ${OPERATORS.join(', ')}.`)
  const values = parts.many('value').map(valueOf)
  if (operator === 'in' ? values.length === 0 : values.length !== 1)
    throw refusedParameter(
      field,
      operator === 'in' ? "A 'filter' with the operator in has one 'value' or more." : `A 'filter' with the operator ${operator} has one 'value'.`,
    )
  return { field, operator, values }
}

/** As it stands; `xsi:nil` is the value that is not there. */
function valueOf(element: XmlElement): string | null {
  const text = textOf(element)
  if (text === undefined) throw refusedParameter('filter', "A 'value' is a text and has no elements.")
  return isNil(element) ? null : text
}

function sortOf(element: XmlElement): { readonly field: string; readonly descending: boolean } {
  const parts = new Parts(element, SORT)
  const field = parts.text('field')
  if (field === undefined || field === '')
    throw refusedParameter('sort', "'sort' has a 'field', and 'descending' with true for the greatest first. The key breaks ties.")
  return { field, descending: booleanOf(parts, 'descending') }
}

/** xs:boolean (XML Schema Part 2, 3.2.2); false where it is absent. */
function booleanOf(parts: Parts, name: string): boolean {
  const text = parts.text(name)
  if (text === undefined || text === 'false' || text === '0') return false
  if (text === 'true' || text === '1') return true
  throw refusedParameter(name, `'${name}' is either true or false.`)
}
