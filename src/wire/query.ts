import type { FieldError } from '../kernel/outcome.ts'
import { nearest } from '../kernel/validation-nearest.ts'
import { wireRefusal } from './problem.ts'

export interface Parameter {
  readonly name: string
  readonly value: string
}

const MOST = 100
const NONE: readonly Parameter[] = []

/**
 * The parameters of a query string, decoded: percent escapes strictly, `+` as a space (as forms and `URLSearchParams`
 * write it). One that comes twice is refused, since programs differ in which one they take; so is a credential, since
 * addresses are written to logs (RFC 6750, 5.3; RFC 9700, 4.3.2).
 */
export function parametersOf(search: string): readonly Parameter[] {
  if (search === '') return NONE
  const parameters: Parameter[] = []
  const seen = new Set<string>()
  for (const pair of search.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decoded(equals === -1 ? pair : pair.slice(0, equals))
    const value = equals === -1 ? '' : decoded(pair.slice(equals + 1))
    if (CREDENTIALS.has(name.toLowerCase()) || value.startsWith('bb_live_') || value.startsWith('bb_test_')) {
      throw wireRefusal(
        'malformed',
        'A credential does not belong into the address, which is written to logs: send it as "Authorization: Bearer …", and replace the one that was sent.',
        { anonymous: true },
      )
    }
    if (seen.has(name)) throw refusedParameter(name, `'${shortened(name)}' came twice. For one of several values write field[in]=a,b.`)
    if (seen.size >= MOST) throw wireRefusal('invalid-filter', `There are more than ${MOST} parameters.`)
    seen.add(name)
    parameters.push({ name, value })
  }
  return parameters
}

/** The same query string without one parameter, and safe in a `Link` header. */
export function withoutParameter(search: string, name: string): string {
  return search
    .split('&')
    .filter((pair) => pair !== '' && decoded(pair.split('=', 1)[0] ?? '') !== name)
    .join('&')
    .replace(/[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]/g, encodeURIComponent)
}

export function refusedParameter(parameter: string, detail: string): Error {
  const errors: readonly FieldError[] = [{ parameter: shortened(parameter), detail }]
  return wireRefusal('invalid-filter', detail, { errors })
}

export function unknownParameter(parameter: string, known: readonly string[]): Error {
  const near = nearest(parameter, known)
  const there = known.length === 0 ? 'There are none here.' : `There ${known.length === 1 ? 'is' : 'are'}: ${known.join(', ')}.`
  return refusedParameter(parameter, `There is no parameter '${shortened(parameter)}' here. ${near === undefined ? there : `Did you mean '${near}'?`}`)
}

/** Names separated by commas; `undefined` where the parameter says nothing. */
export function namesOf(parameter: Parameter): readonly string[] {
  const names = parameter.value.split(',').map((name) => name.trim())
  if (names.some((name) => name === ''))
    throw refusedParameter(
      parameter.name,
      `'${parameter.name}' is a list of names separated by commas, such as ${parameter.name}=${parameter.name === 'include' ? 'lines,shipments.milestones' : 'id,state'}.`,
    )
  return names
}

export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text
}

function decoded(text: string): string {
  if (!ESCAPED.test(text)) return text
  try {
    if (!ASCII.test(text)) throw new URIError()
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw wireRefusal(
      'malformed',
      `The query string has an escape that cannot be read, in '${shortened(text.replace(/[^\x21-\x7e]/g, '?'))}': bytes are written %XX, as UTF-8.`,
    )
  }
}

const ESCAPED = /[^\x21-\x24\x26-\x2a\x2c-\x7e]/
const ASCII = /^[\x21-\x7e]*$/
const CREDENTIALS: ReadonlySet<string> = new Set(['access_token', 'api_key', 'api-key', 'apikey', 'x-api-key', 'authorization', 'bearer_token', 'id_token'])
