import { Kind, type DocumentNode, type FieldNode, type OperationDefinitionNode } from 'graphql'
import type { Variables } from '../engine.ts'
import type { Served } from '../schema/schema.ts'
import { collectFields, decidingVariables, fragmentsOf } from './collect.ts'
import type { Shaping } from './complete.ts'
import { rootStep, type RootStep } from './root.ts'

/** An operation, ready to be executed. */
export interface Plan {
  readonly steps: readonly Step[]
}

export type Step =
  | { readonly kind: 'call'; readonly step: RootStep }
  | { readonly kind: 'typename'; readonly key: string; readonly type: string }
  /** `__schema` and `__type`: answered by the library. */
  | { readonly kind: 'introspection'; readonly key: string; readonly fields: readonly FieldNode[] }
  /** What nothing stands behind, where nothing can be read at all. */
  | { readonly kind: 'nothing'; readonly key: string }

interface Made {
  readonly deciding: readonly string[]
  readonly plans: Map<string, Plan>
}

/** Plans by operation, and by what its variables skip and include: those go with the document. */
export class Plans {
  readonly #served: Served
  readonly #made = new WeakMap<OperationDefinitionNode, Made>()

  constructor(served: Served) {
    this.#served = served
  }

  of(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Plan {
    let made = this.#made.get(operation)
    if (!made) this.#made.set(operation, (made = { deciding: decidingVariables(document, operation), plans: new Map() }))
    const choice = made.deciding.map((name) => (variables[name] === true ? '1' : '0')).join('')
    let plan = made.plans.get(choice)
    if (!plan) {
      plan = planOf(this.#served, { document, operation, variables })
      if (made.plans.size < MOST_CHOICES) made.plans.set(choice, plan)
    }
    return plan
  }
}

const MOST_CHOICES = 16

function planOf(
  { schema, model }: Served,
  of: { readonly document: DocumentNode; readonly operation: OperationDefinitionNode; readonly variables: Variables },
): Plan {
  const the: Shaping = { schema, model, fragments: fragmentsOf(of.document), variables: of.variables }
  const type = of.operation.operation === 'mutation' ? schema.getMutationType() : schema.getQueryType()
  if (!type) return { steps: [] }
  const defined = type.getFields()
  const steps = [...collectFields(the, type, [of.operation.selectionSet])].map(([key, fields]): Step => {
    const name = fields[0]?.name.value ?? ''
    if (name === '__typename') return { kind: 'typename', key, type: type.name }
    if (name === '__schema' || name === '__type') return { kind: 'introspection', key, fields }
    const field = defined[name]
    const root = model.roots.get(`${type.name}.${name}`)
    return field && root ? { kind: 'call', step: rootStep(the, { key, fields, field, name: `${type.name}.${name}`, root }) } : { kind: 'nothing', key }
  })
  return { steps }
}

/** A document of these root fields alone, with the fragments that they may spread. */
export function documentOf(document: DocumentNode, operation: OperationDefinitionNode, fields: readonly FieldNode[]): DocumentNode {
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: fields } },
      ...document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION),
    ],
  }
}
