import { formatPointer, parsePointer } from './pointer.ts'
import type { Json } from './schema.ts'

/** The most operations of one patch. */
export const MAX_PATCH_OPERATIONS = 1_000
/** The deepest nesting that a patch may make or name; the same bound as for a request. */
export const MAX_PATCH_DEPTH = 64
/** What all `copy` operations of one patch may add, in characters and values: copying a document into itself doubles it each time. */
export const MAX_PATCH_COPIED = 1_000_000

export type PatchResult =
  | { readonly ok: true; readonly value: Json }
  /**
   * Nothing was applied. `index`: the failing operation, from 0; −1 where the patch as a whole cannot be used.
   * `testFailed`: a `test` operation found another value, or nothing: the patch is well formed, the document is not as its writer thought.
   */
  | { readonly ok: false; readonly index: number; readonly message: string; readonly testFailed?: true }

/**
 * JSON Patch (RFC 6902). Atomic: the answer is the whole patched document or the first failure (5). `document` and
 * `patch` are never changed; the result may share parts with both. Never throws, whatever `patch` is.
 * Beyond the standard, refused: removing the whole document, the names `__proto__`, `constructor` and `prototype` in a
 * path, and what exceeds the bounds above.
 */
export function applyJsonPatch(document: Json, patch: unknown): PatchResult {
  if (!Array.isArray(patch)) return { ok: false, index: -1, message: 'a JSON Patch is an array of operations (RFC 6902, 3)' }
  if (patch.length > MAX_PATCH_OPERATIONS) return { ok: false, index: -1, message: `${patch.length} operations; at most ${MAX_PATCH_OPERATIONS} in one patch` }
  const left = { copies: MAX_PATCH_COPIED }
  let value = document
  for (const [index, operation] of patch.entries()) {
    const result = step(value, operation, left)
    if ('message' in result) return { ok: false, index, ...result }
    value = result.value
  }
  return { ok: true, value }
}

interface Failure {
  readonly message: string
  readonly testFailed?: true
}
type Result = Failure | { readonly value: Json }
type Container = readonly Json[] | { readonly [name: string]: Json }

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test']
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** One operation (RFC 6902, 4); members that it does not define are ignored. */
function step(document: Json, operation: unknown, left: { copies: number }): Result {
  if (typeof operation !== 'object' || operation === null || Array.isArray(operation)) return { message: 'an operation is an object' }
  const { op, path, from } = operation as { readonly [name: string]: unknown }
  if (typeof op !== 'string' || !OPERATIONS.includes(op)) return { message: `'op' is one of ${OPERATIONS.join(', ')}` }
  const to = tokensOf(path, 'path')
  if (!Array.isArray(to)) return to
  if (op === 'remove') return remove(document, to)
  if (op === 'move' || op === 'copy') {
    const source = tokensOf(from, 'from')
    if (!Array.isArray(source)) return source
    const found = read(document, source)
    if ('message' in found) return found
    if (op === 'copy') {
      const size = measure(found.value, { depth: MAX_PATCH_DEPTH - to.length, size: left.copies })
      if (size === undefined) return { message: `the copy makes the document too large, or deeper than ${MAX_PATCH_DEPTH}` }
      left.copies -= size
      return add(document, to, found.value)
    }
    const inside = source.length <= to.length && source.every((token, i) => token === to[i])
    if (inside && source.length === to.length) return { value: document }
    // RFC 6902, 4.4: the "from" location MUST NOT be a proper prefix of the "path" location.
    if (inside) return { message: 'a value cannot be moved into itself' }
    if (measure(found.value, { depth: MAX_PATCH_DEPTH - to.length }) === undefined)
      return { message: `the move makes the document deeper than ${MAX_PATCH_DEPTH}` }
    const without = remove(document, source)
    return 'message' in without ? without : add(without.value, to, found.value)
  }
  const value = Object.hasOwn(operation, 'value') ? (operation as { readonly value?: Json }).value : undefined
  if (value === undefined) return { message: `'${op}' needs a 'value'` }
  if (op === 'test') {
    const found = read(document, to)
    if ('message' in found) return { ...found, testFailed: true }
    return equalJson(found.value, value) ? { value: document } : { message: `the value at '${formatPointer(to)}' is another one`, testFailed: true }
  }
  if (measure(value, { depth: MAX_PATCH_DEPTH - to.length }) === undefined) return { message: `the value makes the document deeper than ${MAX_PATCH_DEPTH}` }
  return op === 'add' ? add(document, to, value) : replace(document, to, value)
}

function tokensOf(pointer: unknown, member: 'path' | 'from'): string[] | Failure {
  if (typeof pointer !== 'string') return { message: `'${member}' is a JSON Pointer (a string)` }
  const tokens = parsePointer(pointer)
  if (tokens === undefined) return { message: `'${member}' is no JSON Pointer: it is empty or starts with '/', and '~' is written ~0, '/' ~1 (RFC 6901, 3)` }
  if (tokens.length > MAX_PATCH_DEPTH) return { message: `'${member}' is deeper than ${MAX_PATCH_DEPTH}` }
  const forbidden = tokens.find((token) => FORBIDDEN.has(token))
  return forbidden === undefined ? tokens : { message: `the name '${forbidden}' is not allowed in '${member}'` }
}

function add(document: Json, path: readonly string[], value: Json): Result {
  return (
    change(document, path, 0, (container, token) => {
      if (!Array.isArray(container)) return { value: withMember(container, token, value) }
      const index = token === '-' || token === String(container.length) ? container.length : position(container, token)
      if (index === undefined) return { message: `'${token}' is no position in a list of ${container.length} (RFC 6902, 4.1)` }
      return { value: container.toSpliced(index, 0, value) }
    }) ?? { value }
  )
}

function replace(document: Json, path: readonly string[], value: Json): Result {
  return (
    change(document, path, 0, (container, token) => (member(container, token) ? { value: withMember(container, token, value) } : nothingAt(path))) ?? { value }
  )
}

function remove(document: Json, path: readonly string[]): Result {
  return (
    change(document, path, 0, (container, token) => {
      if (!member(container, token)) return nothingAt(path)
      if (Array.isArray(container)) return { value: container.toSpliced(Number(token), 1) }
      const { [token]: _, ...rest } = container as { readonly [name: string]: Json }
      return { value: rest }
    }) ?? { message: 'the whole document cannot be removed' }
  )
}

function read(document: Json, path: readonly string[]): Result {
  let value = document
  for (const [depth, token] of path.entries()) {
    const found = member(value, token)
    if (!found) return nothingAt(path.slice(0, depth + 1))
    value = found.value
  }
  return { value }
}

/** Copies the containers on the way down to the last token and applies `last` to the innermost; `undefined` for the whole document. */
function change(document: Json, path: readonly string[], depth: number, last: (container: Container, token: string) => Result): Result | undefined {
  const token = path[depth]
  if (token === undefined) return undefined
  if (typeof document !== 'object' || document === null) return nothingAt(path.slice(0, depth + 1))
  if (depth === path.length - 1) return last(document, token)
  const found = member(document, token)
  if (!found) return nothingAt(path.slice(0, depth + 1))
  const inner = change(found.value, path, depth + 1, last)
  return inner === undefined || 'message' in inner ? inner : { value: withMember(document, token, inner.value) }
}

function nothingAt(path: readonly string[]): Failure {
  return { message: `there is nothing at '${formatPointer(path)}'` }
}

function member(container: Json, token: string): { readonly value: Json } | undefined {
  if (typeof container !== 'object' || container === null) return undefined
  if (isList(container)) {
    const index = position(container, token)
    const value = index === undefined ? undefined : container[index]
    return value === undefined ? undefined : { value }
  }
  const value = Object.hasOwn(container, token) ? container[token] : undefined
  return value === undefined ? undefined : { value }
}

/** The index of an existing element, without leading zeros (RFC 6901, 4). */
function position(list: readonly Json[], token: string): number | undefined {
  if (!/^(0|[1-9][0-9]{0,9})$/.test(token)) return undefined
  return Number(token) < list.length ? Number(token) : undefined
}

function withMember(container: Container, token: string, value: Json): Json {
  return isList(container) ? container.with(Number(token), value) : { ...container, [token]: value }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

/** Characters and values in `value`; `undefined` where it is deeper or larger than the bounds. */
function measure(value: Json, bounds: { readonly depth: number; readonly size?: number }): number | undefined {
  const limit = bounds.size ?? Infinity
  let size = typeof value === 'string' ? value.length + 1 : 1
  if (typeof value === 'object' && value !== null) {
    if (bounds.depth <= 0) return undefined
    for (const [name, inner] of Object.entries(value)) {
      size += name.length
      const more = measure(inner, { depth: bounds.depth - 1, size: limit - size })
      if (more === undefined) return undefined
      size += more
    }
  }
  return size <= limit ? size : undefined
}

/** Equal as JSON values (RFC 6902, 4.6): numbers by value, members in any order. */
export function equalJson(a: Json, b: Json): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isList(a)) return isList(b) && a.length === b.length && a.every((value, i) => equalJson(value, b[i] ?? null))
  if (isList(b)) return false
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equalJson(a[name] ?? null, b[name] ?? null))
}
