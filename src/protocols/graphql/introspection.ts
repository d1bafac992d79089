import type { DocumentNode, OperationDefinitionNode } from 'graphql'
import { visit } from 'graphql'
import { ERRORS } from '../../kernel/errors.ts'
import type { Principal } from '../../kernel/kernel.ts'
import { refuse, Refused } from './error.ts'

/** Who may ask for the schema, which is never more than its own audience's: all, nobody, or who has this scope. */
export type Introspection = boolean | { readonly scope: string }

/** Throws `Refused` where the document asks for the schema and may not. */
export function mayIntrospect(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  of: { readonly principal: Principal; readonly introspection: Introspection },
): void {
  const { introspection, principal } = of
  if (introspection === true || !asksForSchema(document)) return
  if (introspection === false)
    throw refuse('forbidden', `The schema is not open to introspection${operation.name ? ` (operation '${operation.name.value}')` : ''}.`)
  const { scope } = introspection
  if (principal.scopes.some((held) => held === '*' || held === scope || (held.endsWith('*') && scope.startsWith(held.slice(0, -1))))) return
  throw new Refused({
    code: 'insufficient-scope',
    title: ERRORS['insufficient-scope'].title,
    detail: `To see the schema the credential needs the scope '${scope}'.`,
    more: { scope },
  })
}

function asksForSchema(document: DocumentNode): boolean {
  let found = false
  visit(document, {
    Field(field) {
      if (field.name.value === '__schema' || field.name.value === '__type') found = true
    },
  })
  return found
}
