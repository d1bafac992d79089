import type { Principal } from '../kernel.ts'
import type { OperationModel } from '../model/operation.ts'
import { conceal, refuse } from '../refusal.ts'
import { NEEDS_CREDENTIAL, NO_CREDENTIAL } from './authenticate.ts'

/**
 * Rule: an operation is done only for an audience that the contract names, and a credential whose scopes hold the
 * operation's. What the audience cannot reach at all does not exist for it; who shows no credential is asked for one,
 * since it might change that (OWASP API5:2023).
 */
export function authorize(principal: Principal, operation: OperationModel): void {
  const access = operation.access[principal.audience]
  if (principal.credential === NO_CREDENTIAL && (access !== 'allowed' || operation.needsCredential)) throw refuse('unauthenticated', NEEDS_CREDENTIAL)
  if (access === 'hidden') throw conceal()
  if (access === 'forbidden') throw refuse('forbidden', `'${operation.name}' is not open to the ${principal.audience} audience.`)
  if (!holdsScope(principal.scopes, operation.scope))
    throw refuse('insufficient-scope', `The credential needs the scope '${operation.scope}'.`, { more: { scope: operation.scope } })
}

/** `*` stands for any text: `production-orders.*` holds `production-orders.read`. No scopes hold nothing. */
export function holdsScope(scopes: readonly string[], scope: string): boolean {
  for (const pattern of scopes) {
    if (pattern === '*' || pattern === scope) return true
    if (pattern.endsWith('*') && scope.startsWith(pattern.slice(0, -1))) return true
  }
  return false
}
