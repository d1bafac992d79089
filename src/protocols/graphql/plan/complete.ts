import {
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql'
import type { GraphqlError } from '../engine.ts'
import type { SchemaModel, Source } from '../schema/model.ts'
import { collectFields, selectionsOf, type Reading } from './collect.ts'
import { nodeIdOf } from './node-id.ts'

/** Of one execution. The path is that of the field which is looked at: each writes its own step before it goes on. */
export interface Run {
  readonly path: (string | number)[]
  readonly errors: Pick<GraphqlError, 'message' | 'path' | 'locations'>[]
}

/** A value of the kernel as its selection shows it (GraphQL, 6.4.3). */
export type Complete = (value: unknown, run: Run) => unknown

export interface Shaping extends Reading {
  readonly model: SchemaModel
}

/** Says in a value of an abstract type which it is of; no name of a contract begins so. */
export const TYPE = '#type'

/** A field that has to have a value and has none: the nearest that need not have one becomes null (GraphQL, 6.4.4). */
class Missing extends Error {
  readonly path: readonly (string | number)[]
  readonly fields: readonly FieldNode[]
  constructor(message: string, at: { readonly path: readonly (string | number)[]; readonly fields: readonly FieldNode[] }) {
    super(message)
    this.path = at.path
    this.fields = at.fields
  }
}

interface Position {
  readonly fields: readonly FieldNode[]
  /** `Order.quantity`. */
  readonly name: string
  /** Steps of the path up to here. */
  readonly depth: number
}

/** How the values of one position are shown: made once for a document. */
export function completer(the: Shaping, type: GraphQLOutputType, at: Position): Complete {
  if (isNonNullType(type)) {
    const complete = bare(the, type.ofType, at)
    return (value, run) => {
      const done = complete(value, run)
      if (done === null) throw missing(`Cannot return null for non-nullable field ${at.name}.`, run, at)
      return done
    }
  }
  const complete = bare(the, type, at)
  if (isLeafType(type) && !isEnumType(type)) return complete
  return (value, run) => {
    try {
      return complete(value, run)
    } catch (error) {
      if (!(error instanceof Missing)) throw error
      run.errors.push({ message: error.message, path: error.path, locations: error.fields.flatMap((field) => locationOf(field)) })
      return null
    }
  }
}

function bare(the: Shaping, type: GraphQLOutputType, at: Position): Complete {
  if (isListType(type)) {
    const item = completer(the, type.ofType, { ...at, depth: at.depth + 1 })
    const { depth } = at
    return (value, run) => {
      if (!Array.isArray(value)) return null
      const done: unknown[] = new Array(value.length)
      for (let i = 0; i < value.length; i++) {
        run.path[depth] = i
        done[i] = item(value[i], run)
      }
      return done
    }
  }
  if (isEnumType(type)) {
    const values = new Set<unknown>(type.getValues().map(({ name }) => name))
    return (value, run) => {
      if (value === null || value === undefined) return null
      if (!values.has(value)) throw missing(`Enum "${type.name}" cannot represent value: ${JSON.stringify(value)}`, run, at)
      return value
    }
  }
  if (isObjectType(type)) return objectCompleter(the, type, at)
  if (isAbstractType(type)) {
    const byType = new Map<unknown, Complete>()
    for (const possible of the.schema.getPossibleTypes(type)) byType.set(possible.name, objectCompleter(the, possible, at))
    return (value, run) => (isRecord(value) ? (byType.get(value[TYPE])?.(value, run) ?? null) : null)
  }
  return (value) => (value === undefined ? null : value)
}

function objectCompleter(the: Shaping, type: GraphQLObjectType, at: Position): Complete {
  const { depth } = at
  const defined = type.getFields()
  const members = [...collectFields(the, type, selectionsOf(at.fields))].map(([key, fields]) => {
    const name = fields[0]?.name.value ?? ''
    const field = defined[name]
    return {
      key,
      read: name === '__typename' ? () => type.name : reader(the.model, type.name, name),
      complete: field ? completer(the, field.type, { fields, name: `${type.name}.${name}`, depth: depth + 1 }) : identity,
    }
  })
  return (value, run) => {
    if (!isRecord(value)) return null
    const shown: { [key: string]: unknown } = {}
    for (const { key, read, complete } of members) {
      run.path[depth] = key
      const done = complete(read(value), run)
      if (key === '__proto__') Object.defineProperty(shown, key, { value: done, enumerable: true, configurable: true, writable: true })
      else shown[key] = done
    }
    return shown
  }
}

const identity: Complete = (value) => value

type Value = { readonly [name: string]: unknown }

/** Where a field's value is in what the kernel answered. */
export function reader(model: SchemaModel, type: string, field: string): (value: Value) => unknown {
  const source = sourceOf(model, type, field)
  if (!source) return (value) => value[field]
  const { from } = source
  switch (source.kind) {
    case 'records':
      return (value) => value[from] ?? []
    case 'record':
      return (value) => value[from]
    case 'key': {
      const kept = `#${from}`
      return (value) => value[kept] ?? value[from]
    }
    case 'node-id': {
      const { resource } = source
      return (value) => nodeIdOf(resource, String(value[from]))
    }
  }
}

export function sourceOf(model: SchemaModel, type: string, field: string): Source | undefined {
  const known = model.types.get(type)
  return known && 'fields' in known && Object.hasOwn(known.fields, field) ? known.fields[field]?.source : undefined
}

function missing(message: string, run: Run, at: Position): Missing {
  return new Missing(message, { path: run.path.slice(0, at.depth), fields: at.fields })
}

export function locationOf(field: FieldNode): readonly { readonly line: number; readonly column: number }[] {
  const token = field.loc?.startToken
  return token ? [{ line: token.line, column: token.column }] : []
}

function isRecord(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
