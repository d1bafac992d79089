import {
  executeSubscriptionEvent,
  getArgumentValues,
  GraphQLError,
  validateSubscriptionArgs,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLFieldResolver,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { FollowCall } from '../../../kernel/events/feed.ts'
import type { EventCondition, EventFilter } from '../../../kernel/events/filter.ts'
import type { Asker, GraphqlAnswer, GraphqlResult, Variables } from '../engine.ts'
import { errorOf, problemOf, refusal, refuse } from '../error.ts'
import { fragmentsOf } from '../limits/rule.ts'
import type { SchemaModel } from '../schema/model.ts'
import type { Target } from '../run.ts'
import type { Served } from '../schema/schema.ts'
import { sourceOf } from './item.ts'
import { resultsOf, type Results } from './results.ts'
import type { Subscriptions } from './schema.ts'

export interface Subscribing {
  readonly served: Served
  readonly target: Target
  /** Held against the limits and the schema. */
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** Held against their types. */
  readonly variables: Variables
  readonly asker: Asker
}

/**
 * Follows the log as one field of `Subscription` says (GraphQL, 6.2.3): one call of the kernel, which takes one token and one
 * of the plan's streams. Each item is selected from by itself; nothing is read for it. Throws `Refused` where there is no call.
 */
export async function subscribeTo(the: Subscribing): Promise<GraphqlAnswer | Results> {
  const { served, target, asker, document, operation, variables } = the
  const { requestId } = asker
  const { subscriptions } = served.model
  const args = validateSubscriptionArgs({
    schema: served.schema,
    document,
    variableValues: variables,
    fieldResolver: fieldOf(served.model),
    ...(operation.name && { operationName: operation.name.value }),
  })
  const field = rootField(operation.selectionSet, fragmentsOf(document))
  const asked = field && subscriptions?.fields.get(field.name.value)
  if (!('operation' in args)) throw refuse('invalid', args[0]?.message ?? 'The variables do not fit.')
  if (!field || !asked || !subscriptions) throw refuse('malformed', 'The subscription has no field that can be followed.')
  const definition = served.schema.getSubscriptionType()?.getFields()[field.name.value]
  if (!definition) throw refuse('malformed', 'The schema has no subscriptions.')
  let call: FollowCall
  try {
    call = callOf(target, asker, followOf(getArgumentValues(definition, field, args.variableValues), asked))
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    throw refuse('invalid', error.message)
  }
  const followed = await target.kernel.follow(call)
  if (!followed.ok) return { ...refusal(followed.problem, requestId), ...(followed.notices && { notices: followed.notices }) }
  return resultsOf(followed.feed, {
    notices: followed.notices,
    ended: (problem) => ({ errors: [errorOf(problem, requestId)] }),
    async select(item) {
      const rootValue = { [field.name.value]: sourceOf(item, subscriptions) }
      const { data, errors } = await executeSubscriptionEvent({ ...args, rootValue })
      return selected(data, errors, requestId)
    },
  })
}

function selected(data: GraphqlResult['data'], errors: readonly GraphQLError[] | undefined, requestId: string): GraphqlResult {
  if (!errors) return { data: data ?? null }
  return { errors: errors.map(({ message, path }) => errorOf(problemOf('internal', message), requestId, path ? { path } : {})), data: data ?? null }
}

function callOf(target: Target, asker: Asker, of: Pick<FollowCall, 'after' | 'filter'>): FollowCall {
  const { protocol, contract, version } = target
  const { credential, address, requestId, signal } = asker
  return { protocol, contract, version, credential, address, requestId, kind: 'stream', ...(signal && { signal }), ...of }
}

/** What the arguments mean for the kernel, which checks them: patterns, keys, conditions. */
function followOf(
  { after, types, key, where }: { readonly [argument: string]: unknown },
  asked: Subscriptions['fields'] extends ReadonlyMap<string, infer F> ? F : never,
): Pick<FollowCall, 'after' | 'filter'> {
  const named = Array.isArray(types) ? types.map((type) => asked.types?.get(String(type)) ?? String(type)) : undefined
  const filter: EventFilter = {
    ...(asked.resource !== undefined && { resource: asked.resource }),
    ...(named && { types: named }),
    ...(typeof key === 'string' && { key }),
    ...(where !== undefined && where !== null && { where: conditionOf(where) }),
  }
  return { filter, ...(typeof after === 'string' && { after }) }
}

/** Unchecked: the kernel says what is wrong with it. */
function conditionOf(where: unknown): EventCondition {
  return where as EventCondition
}

/** The one field that a subscription has (GraphQL, 5.2.4.1), with fragments around it or not. */
function rootField(selection: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): FieldNode | undefined {
  for (const one of selection.selections) {
    const inner = one.kind === 'FragmentSpread' ? fragments.get(one.name.value)?.selectionSet : one.selectionSet
    const found = one.kind === 'Field' ? one : inner && rootField(inner, fragments)
    if (found) return found
  }
  return undefined
}

/** Where a field's value is in what the kernel tells. */
function fieldOf(model: SchemaModel): GraphQLFieldResolver<{ readonly [name: string]: unknown }, unknown> {
  return (source, _args, _context, info) => {
    const type = model.types.get(info.parentType.name)
    const field = type?.kind === 'object' && Object.hasOwn(type.fields, info.fieldName) ? type.fields[info.fieldName] : undefined
    return source[field?.source?.from ?? info.fieldName]
  }
}
