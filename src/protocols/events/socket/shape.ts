import { ERRORS, type ErrorCode } from '../../../kernel/errors.ts'
import type { Problem } from '../../../kernel/outcome.ts'
import { nearest } from '../../../kernel/validation-nearest.ts'

/** What a member of a message must be. `code` is that of the problem where it is not; `malformed` where absent. */
export type Shape =
  | { readonly kind: 'any' }
  | { readonly kind: 'plain'; readonly is: (value: unknown) => boolean; readonly must: string; readonly code?: ErrorCode }
  | { readonly kind: 'list'; readonly of: Shape; readonly most: number; readonly code?: ErrorCode }
  | { readonly kind: 'object'; readonly members: Members; readonly code?: ErrorCode }
/** A name that ends in `?` may be left out. */
export type Members = { readonly [name: string]: Shape }

/** What is wrong with the value and where; `undefined` where it fits. */
export function misfit(value: unknown, shape: Shape, pointer: string): Problem | undefined {
  switch (shape.kind) {
    case 'any':
      return undefined
    case 'plain':
      return shape.is(value) ? undefined : wrong(pointer, `must be ${shape.must}`, shape.code)
    case 'list': {
      if (!Array.isArray(value)) return wrong(pointer, 'must be a list', shape.code)
      if (value.length > shape.most) return wrong(pointer, `has ${value.length} entries; ${shape.most} are allowed`, shape.code)
      for (const [at, one] of value.entries()) {
        const problem = misfit(one, shape.of, `${pointer}/${at}`)
        if (problem) return problem
      }
      return undefined
    }
    case 'object':
      return isObject(value) ? misfitMember(value, shape.members, { pointer, code: shape.code }) : wrong(pointer, 'must be an object', shape.code)
  }
}

function misfitMember(
  value: { readonly [name: string]: unknown },
  members: Members,
  of: { readonly pointer: string; readonly code: ErrorCode | undefined },
): Problem | undefined {
  const { pointer, code } = of
  const known = Object.keys(members).map((name) => name.replace('?', ''))
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue
    const near = nearest(name, known)
    const there = near === undefined ? `There are: ${known.join(', ')}.` : `Did you mean '${near}'?`
    return wrong(`${pointer}/${name.slice(0, 60).replaceAll('~', '~0').replaceAll('/', '~1')}`, `is not known here. ${there}`, code)
  }
  for (const [named, shape] of Object.entries(members)) {
    const name = named.replace('?', '')
    if (Object.hasOwn(value, name)) {
      const problem = misfit(value[name], shape, `${pointer}/${name}`)
      if (problem) return problem
    } else if (named === name) return wrong(`${pointer}/${name}`, 'is missing', code)
  }
  return undefined
}

export function wrong(pointer: string, what: string, code: ErrorCode = 'malformed'): Problem {
  const detail = `${pointer === '' ? 'The message' : `'${pointer.slice(1)}'`} ${what}${what.endsWith('.') || what.endsWith('?') ? '' : '.'}`
  return { code, title: ERRORS[code].title, detail, errors: [{ pointer, detail }] }
}

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
