import { AUDIENCES, type ResourceData } from '../../contract/data.ts'
import { SYSTEM_FIELDS } from '../../contract/schema.ts'
import type { Failure } from '../../kernel/outcome.ts'
import { nearest } from '../../kernel/validation-nearest.ts'
import type { Parameter } from '../../wire/query.ts'
import { LIST_PARAMETERS } from './filter.ts'

/** Names a list may suggest for a mistyped one: its own parameters, and the fields that nobody who can list it is kept from. */
export type Suggestions = readonly string[]

export function suggestionsFor(resource: ResourceData): Suggestions {
  const fields = [resource.key.field, ...Object.keys(resource.fields), ...Object.keys(SYSTEM_FIELDS)]
  return [...LIST_PARAMETERS, ...fields.filter((field) => isOpen(resource, field))]
}

function isOpen(resource: ResourceData, field: string): boolean {
  const schema = resource.fields[field]
  if (schema && (schema.writeOnly || schema.kind === 'many')) return false
  return AUDIENCES.every((audience) => {
    const access = resource.access[audience]
    if (!access || !(access.can.includes('*') || access.can.includes('list'))) return true
    return access.show ? access.show.includes(field) || field === resource.key.field : !access.hide?.includes(field)
  })
}

/** Says beside the kernel's own words what the caller may have meant. */
export function withSuggestions(failure: Failure, parameters: readonly Parameter[], suggestions: Suggestions): Failure {
  const { problem } = failure
  const parameter = problem.errors?.[0]?.parameter
  if (problem.code !== 'invalid-filter' || parameter === undefined) return failure
  const sort = parameter === 'sort' ? parameters.find(({ name }) => name === 'sort')?.value.replace(/^-/, '') : undefined
  const name = sort ?? parameter.split('[', 1)[0] ?? ''
  if (suggestions.includes(name)) return failure
  const near = nearest(name, suggestions)
  if (near === undefined) return failure
  const detail = `${problem.detail ?? problem.title} Did you mean '${near}'?`
  return { ...failure, problem: { ...problem, detail } }
}
