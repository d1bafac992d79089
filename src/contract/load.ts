import type { ContractData } from './data.ts'
import { formatDiagnostic, placeOf, type Diagnostic } from './diagnostic.ts'
import { FORM } from './load-form.ts'
import type { Member, Members, Shape } from './load-shape.ts'
import type { Json } from './schema.ts'

/** A contract cannot be used; `diagnostics` says where and why, `message` all of it as text. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'))
    this.diagnostics = diagnostics
  }
}

/**
 * Reads a contract from its JSON form: checks the form, fills what may be left out, answers the canonical form. What
 * the contract means is checked by `checkContract`. Throws a `ContractError`.
 */
export function parseContract(input: unknown): ContractData {
  const found: Diagnostic[] = []
  // For the author's editor; no part of the contract.
  const { $schema: _, ...value } = isObject(input) ? input : {}
  const data = read({ found, shape: { is: 'named', name: 'Contract' }, value: isObject(input) ? value : input, place: [], depth: 0 })
  if (found.length > 0) throw new ContractError(found)
  return data as unknown as ContractData
}

interface Visit {
  readonly found: Diagnostic[]
  readonly shape: Shape
  readonly value: unknown
  readonly place: readonly (string | number)[]
  readonly depth: number
}

/** Deeper than any contract a person reads. */
const MAX_DEPTH = 100

function read(visit: Visit): Json {
  const { shape, value } = visit
  if (visit.depth > MAX_DEPTH) return wrong(visit, 'a value nested less deeply')
  switch (shape.is) {
    case 'named': {
      const form = FORM[shape.name]
      if (!form) throw new TypeError(`no shape '${shape.name}'`)
      return read({ ...visit, shape: form })
    }
    case 'text':
      if (typeof value !== 'string' || !value.isWellFormed() || value.includes('\0')) return wrong(visit, 'text')
      if (shape.values && !shape.values.includes(value)) return wrong(visit, `one of ${shape.values.join(', ')}`)
      if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value)) return wrong(visit, 'a decimal as text, such as "0.001"')
      return value
    case 'integer':
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value) || (shape.is === 'integer' && !Number.isSafeInteger(value)))
        return wrong(visit, shape.is === 'integer' ? 'a whole number' : 'a number')
      return shape.minimum !== undefined && value < shape.minimum ? wrong(visit, `at least ${shape.minimum}`) : value
    case 'true':
      return value === true || wrong(visit, 'true, or left out')
    case 'constant':
      return value === shape.value ? value : wrong(visit, String(shape.value))
    case 'json':
      return readJson(visit)
    case 'list':
      if (!Array.isArray(value)) return wrong(visit, 'a list')
      if (value.length < (shape.least ?? 0)) return wrong(visit, `a list of at least ${shape.least}`)
      return value.map((item: unknown, i) => read({ ...visit, shape: shape.of, value: item, place: [...visit.place, i], depth: visit.depth + 1 }))
    case 'map':
    case 'keyed': {
      if (!isObject(value)) return wrong(visit, 'an object')
      const out: { [name: string]: Json } = {}
      for (const [name, member] of Object.entries(value)) {
        const place = [...visit.place, name]
        if (name === '__proto__' || (shape.is === 'keyed' && !shape.names.includes(name))) {
          visit.found.push(unknown(place, name, shape.is === 'keyed' ? shape.names : []))
        } else out[name] = read({ ...visit, shape: shape.of, value: member, place, depth: visit.depth + 1 })
      }
      return out
    }
    case 'object':
      return readMembers(visit, shape.members)
    case 'variants': {
      if (!isObject(value)) return wrong(visit, `an object with "${shape.tag}"`)
      const tag = value[shape.tag]
      const tagShape: Shape = { is: 'text', values: Object.keys(shape.variants) }
      if (typeof tag !== 'string' || !Object.hasOwn(shape.variants, tag)) {
        return read({ ...visit, shape: tagShape, value: tag, place: [...visit.place, shape.tag], depth: visit.depth + 1 })
      }
      return readMembers(visit, { [shape.tag]: { shape: tagShape }, ...shape.variants[tag], ...shape.common })
    }
  }
}

function readMembers(visit: Visit, members: Members): Json {
  const { value, found, place } = visit
  if (!isObject(value)) return wrong(visit, 'an object')
  const out: { [name: string]: Json } = {}
  for (const [name, given] of Object.entries(value)) {
    if (given === undefined) continue
    const member = Object.hasOwn(members, name) ? members[name] : undefined
    if (!member) found.push(unknown([...place, name], name, Object.keys(members)))
    else out[name] = read({ ...visit, shape: member.shape, value: given, place: [...place, name], depth: visit.depth + 1 })
  }
  for (const [name, member] of Object.entries(members)) {
    if (Object.hasOwn(out, name) || value[name] !== undefined) continue
    if (member.default !== undefined) out[name] = member.default
    else if (!member.optional)
      found.push({ code: 'BB003', severity: 'error', place: placeOf(...place, name), message: `"${name}" is missing.`, remedy: remedyOf(name, member) })
  }
  return out
}

function readJson(visit: Visit): Json {
  const { value } = visit
  if (visit.depth > MAX_DEPTH) return wrong(visit, 'a value nested less deeply')
  try {
    const text: string | undefined = JSON.stringify(value)
    return text === undefined ? wrong(visit, 'JSON') : (JSON.parse(text) as Json)
  } catch {
    return wrong(visit, 'JSON')
  }
}

function wrong({ found, value, place }: Visit, must: string): Json {
  found.push({
    code: 'BB001',
    severity: 'error',
    place: placeOf(...place),
    message: `Here must be ${must}, but it is ${shown(value)}.`,
    remedy: `Write ${must}; schema/contract.schema.json describes the form.`,
  })
  return null
}

function unknown(place: readonly (string | number)[], name: string, known: readonly string[]): Diagnostic {
  const meant = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase())
  return {
    code: 'BB002',
    severity: 'error',
    place: placeOf(...place),
    message: `"${name}" is not known here.`,
    remedy: meant !== undefined ? `Write "${meant}".` : known.length === 0 ? 'Use another name.' : `Remove it, or write one of ${known.join(', ')}.`,
  }
}

function remedyOf(name: string, member: Member): string {
  return member.doc === undefined ? `Add "${name}".` : `Add "${name}": ${member.doc}`
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
