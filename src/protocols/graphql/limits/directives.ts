import type { ASTNode } from 'graphql'
import type { Rule } from './rule.ts'

/**
 * Rule: one location has at most so many directives, anywhere in the document (GraphQL Cheat Sheet; CVE-2022-37734 is of this
 * kind: a list of directives that takes longer to refuse than to send).
 */
export const directives: Rule = {
  measure({ document }) {
    let most = 0
    const look = (node: ASTNode): void => {
      if ('directives' in node && node.directives && node.directives.length > most) most = node.directives.length
      if (node.kind === 'OperationDefinition') for (const variable of node.variableDefinitions ?? []) look(variable)
      if ('selectionSet' in node && node.selectionSet) for (const one of node.selectionSet.selections) look(one)
    }
    for (const definition of document.definitions) look(definition)
    return most
  },
  exceeded: (actual, limit) => `${actual} directives stand in one place; ${limit} are allowed.`,
}
