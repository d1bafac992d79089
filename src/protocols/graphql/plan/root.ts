import { isObjectType, type FieldNode, type GraphQLField } from 'graphql'
import type { Call } from '../../../kernel/call.ts'
import type { Failure, Success } from '../../../kernel/outcome.ts'
import { refuse } from '../error.ts'
import type { Variables } from '../engine.ts'
import type { Root } from '../schema/model.ts'
import { collectFields, selectionsOf } from './collect.ts'
import { completer, TYPE, type Complete, type Shaping } from './complete.ts'
import { filtersOf } from './filter.ts'
import { needsOf, NOTHING, together, type Needs } from './needs.ts'
import { readNodeId } from './node-id.ts'
import { literalValue } from './variables.ts'

/** What a root field adds to a call that is otherwise its request's. */
export type Asked = Pick<
  Call,
  'operation' | 'key' | 'input' | 'query' | 'fields' | 'include' | 'referenceKeys' | 'asValue' | 'ifMatch' | 'ifNoneMatch' | 'idempotencyKey'
>

/** One root field of a plan: both halves of its translation. */
export interface RootStep {
  readonly key: string
  readonly fields: readonly FieldNode[]
  /** Throws `Refused` where no call can be made of it. */
  readonly asked: (variables: Variables) => Asked
  /** The answer as the value of the field's type; `undefined`: the failure is an error of the field. */
  readonly value: (outcome: Success | Failure, variables: Variables) => unknown
  readonly complete: Complete
}

export interface RootField {
  readonly key: string
  readonly fields: readonly FieldNode[]
  readonly field: GraphQLField<unknown, unknown>
  readonly name: string
  readonly root: Root
}

type Arguments = { readonly [name: string]: unknown }

export function rootStep(the: Shaping, of: RootField): RootStep {
  const { key, fields, field } = of
  const complete = completer(the, field.type, { fields, name: of.name, depth: 1 })
  const read = argumentsOf(of)
  return { key, fields, complete, ...translation(the, of, read) }
}

function argumentsOf({ fields, field }: RootField): (variables: Variables) => Arguments {
  const nodes = fields[0]?.arguments ?? []
  return (variables) => {
    const args: { [name: string]: unknown } = {}
    for (const { name, value } of nodes) {
      const defined = field.args.find((one) => one.name === name.value)
      const read = defined ? literalValue(value, defined.type, variables) : undefined
      if (read !== undefined) args[name.value] = read
    }
    return args
  }
}

function translation(the: Shaping, of: RootField, read: (variables: Variables) => Arguments): Pick<RootStep, 'asked' | 'value'> {
  const { root, fields } = of
  switch (root.kind) {
    case 'get': {
      const needs = shown(needsOf(the, root.type, fields))
      return { asked: (variables) => ({ operation: root.operation, key: keyOf(read(variables)), asValue: true, ...needs }), value: recordValue }
    }
    case 'composite': {
      const { referenceKeys } = needsOf(the, root.type, fields)
      return {
        asked: (variables) => ({ operation: root.operation, key: keyOf(read(variables)), asValue: true, ...(referenceKeys && { referenceKeys }) }),
        value: recordValue,
      }
    }
    case 'node':
      return nodeTranslation(the, of, read)
    case 'list':
      return listTranslation(the, { ...of, root }, read)
    case 'call':
      return callTranslation(the, { ...of, root }, read)
  }
}

function shown({ fields, include, referenceKeys }: Needs): Pick<Asked, 'fields' | 'include' | 'referenceKeys'> {
  return { fields, ...(include.length > 0 && { include }), ...(referenceKeys && { referenceKeys }) }
}

function recordValue(outcome: Success | Failure): unknown {
  return outcome.ok ? outcome.value : undefined
}

function nodeTranslation(the: Shaping, { fields }: RootField, read: (variables: Variables) => Arguments): Pick<RootStep, 'asked' | 'value'> {
  const target = (variables: Variables): { readonly resource: string; readonly key: string } => {
    const found = readNodeId(keyOf(read(variables)))
    const type = found && the.model.types.get(found.resource)
    if (found && type?.kind === 'object' && type.interfaces?.includes('Node')) return found
    throw refuse('not-found', 'This is the id of no record: `nodeId` of a record is.')
  }
  return {
    asked(variables) {
      const { resource, key } = target(variables)
      return { operation: `${resource}.get`, key, asValue: true, ...shown(needsOf(the, resource, fields)) }
    },
    value: (outcome, variables) => (outcome.ok ? { ...(outcome.value as object), [TYPE]: target(variables).resource } : undefined),
  }
}

function listTranslation(
  the: Shaping,
  of: RootField & { readonly root: Extract<Root, { readonly kind: 'list' }> },
  read: (variables: Variables) => Arguments,
): Pick<RootStep, 'asked' | 'value'> {
  const { root } = of
  const resource = root.operation.slice(0, root.operation.lastIndexOf('.'))
  const inside = (type: string, fields: readonly FieldNode[], name: string): readonly FieldNode[] => fieldsNamed(the, type, fields, name)
  const connection = `${resource}Connection`
  const edges = inside(connection, of.fields, 'edges')
  const pages = inside(connection, of.fields, 'pageInfo')
  const nodes = [...inside(`${resource}Edge`, edges, 'node'), ...inside(connection, of.fields, 'nodes')]
  const needs = shown(together(nodes.map((node) => needsOf(the, resource, [node]))))
  const counts = inside(connection, of.fields, 'totalCount').length > 0
  const [starts, ends] = ['startCursor', 'endCursor'].map((name) => inside('PageInfo', pages, name).length > 0)
  const cursors = inside(`${resource}Edge`, edges, 'cursor').length > 0 ? 'each' : starts ? 'ends' : ends ? 'last' : undefined
  const filterType = of.field.args.find((argument) => argument.name === 'filter')?.type.toString() ?? ''
  return {
    asked(variables) {
      const { first, after, filter, sort } = read(variables)
      const filters = filtersOf(the.model, filterType, filter)
      if (after !== undefined && after !== null && typeof after !== 'string') throw refuse('invalid-cursor', '`after` is a cursor of the same list.')
      const order = typeof sort === 'string' ? (root.sorts.get(sort) ?? { field: sort, descending: false }) : undefined
      return {
        operation: root.operation,
        query: {
          // What is no number of records, the kernel refuses.
          ...(first !== undefined && first !== null && { limit: typeof first === 'number' ? first : Number.NaN }),
          ...(typeof after === 'string' && { cursor: after }),
          ...(filters.length > 0 && { filter: filters }),
          ...(order && { sort: order }),
          ...(counts && { count: true }),
          ...(cursors && { cursors }),
        },
        asValue: true,
        ...needs,
      }
    },
    value(outcome, variables) {
      if (!outcome.ok) return undefined
      const records = outcome.value as readonly unknown[]
      const at = outcome.cursors ?? []
      return {
        nodes: records,
        edges: edges.length > 0 ? records.map((node, i) => ({ node, cursor: at[i] })) : [],
        totalCount: outcome.count,
        pageInfo: {
          hasNextPage: outcome.next !== undefined,
          hasPreviousPage: typeof read(variables)['after'] === 'string',
          startCursor: at[0],
          endCursor: at.at(-1),
        },
      }
    },
  }
}

function callTranslation(
  the: Shaping,
  of: RootField & { readonly root: Extract<Root, { readonly kind: 'call' }> },
  read: (variables: Variables) => Arguments,
): Pick<RootStep, 'asked' | 'value'> {
  const { root } = of
  const record = root.record
  const recordType = root.operation.slice(0, root.operation.lastIndexOf('.'))
  const nodes = record === undefined ? [] : fieldsNamed(the, root.payload, of.fields, record)
  const needs = record === undefined ? undefined : shown(nodes.length === 0 ? NOTHING : together(nodes.map((node) => needsOf(the, recordType, [node]))))
  return {
    asked(variables) {
      const args = read(variables)
      const { id, idempotencyKey, ifMatch, ifNoneMatch } = args
      const input = root.input && args[root.input]
      return {
        operation: root.operation,
        ...(id !== undefined && { key: keyOf(args) }),
        ...(root.input && input !== undefined && { input }),
        ...(input === undefined && root.emptyInput && { input: {} }),
        ...(typeof idempotencyKey === 'string' && { idempotencyKey }),
        ...revisions('ifMatch', ifMatch),
        ...revisions('ifNoneMatch', ifNoneMatch),
        ...needs,
      }
    },
    value(outcome) {
      const replayed = outcome.replayed === true
      if (!outcome.ok) {
        const { problem } = outcome
        const type = problem.fault && root.faults.get(problem.code)
        if (!problem.fault || type === undefined) return undefined
        const { code, title, detail, errors = [] } = problem
        return { replayed, created: false, fault: { [TYPE]: type, code, title, detail, errors, ...problem.fault.detail } }
      }
      const body: unknown = outcome.body === '' ? null : JSON.parse(outcome.body)
      return {
        ...(outcome.kind === 'record' && record !== undefined && { [record]: body }),
        ...(outcome.kind === 'output' && { output: body }),
        deleted: outcome.key,
        revision: outcome.revision,
        created: outcome.created === true,
        replayed,
      }
    },
  }
}

function revisions(name: 'ifMatch' | 'ifNoneMatch', value: unknown): { readonly [name: string]: readonly number[] | '*' } {
  if (value === undefined || value === null) return {}
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (items.includes('*')) return { [name]: '*' }
  if (!items.every((item): item is number => typeof item === 'number' && Number.isSafeInteger(item)))
    throw refuse('malformed', `\`${name}\` is a revision or several, or "*".`)
  return { [name]: items }
}

/** The fields of this name below others of this type, whatever their response keys are. */
function fieldsNamed(the: Shaping, type: string, fields: readonly FieldNode[], name: string): readonly FieldNode[] {
  const object = the.schema.getType(type)
  if (fields.length === 0 || !isObjectType(object)) return []
  return [...collectFields(the, object, selectionsOf(fields)).values()].flatMap((nodes) => (nodes[0]?.name.value === name ? nodes : []))
}

function keyOf(args: Arguments): string {
  const { id } = args
  if (typeof id === 'string') return id
  throw refuse('malformed', '`id` is the key of a record, as text.')
}
