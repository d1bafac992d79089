import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { Refused } from '../error.ts'
import { aliases } from './aliases.ts'
import { cost } from './cost.ts'
import { depth } from './depth.ts'
import { directives } from './directives.ts'
import { introspection } from './introspection.ts'
import type { LimitSet } from './limits.ts'
import { repeats } from './repeats.ts'
import { rootFields } from './root-fields.ts'
import { fragmentsOf, type Rule } from './rule.ts'
import { tooComplex } from './too-complex.ts'

export { parseWithin } from './tokens.ts'

/** All but `tokens`, which the parser keeps; in the order in which they are looked at. */
const RULES: readonly (readonly [Exclude<keyof LimitSet, 'tokens'>, Rule])[] = [
  ['depth', depth],
  ['rootFields', rootFields],
  ['aliases', aliases],
  ['directives', directives],
  ['repeats', repeats],
  ['introspection', introspection],
  ['cost', cost],
]

/**
 * What is too much of an operation, before it is validated and anything is read; `undefined` where nothing is. `variables` as
 * they came: of them page sizes are read.
 */
export function checkLimits(
  of: {
    readonly document: DocumentNode
    readonly operation: OperationDefinitionNode
    readonly variables: { readonly [name: string]: unknown }
    readonly schema: GraphQLSchema
  },
  limits: LimitSet,
): Refused | undefined {
  const measured = { ...of, fragments: fragmentsOf(of.document) }
  for (const [name, rule] of RULES) {
    const limit = limits[name]
    const actual = rule.measure(measured)
    if (actual > limit) return tooComplex(name, { limit, actual, detail: rule.exceeded(actual, limit) })
  }
  return undefined
}
