import type { Principal } from '../../kernel/kernel.ts'
import { isSystem } from '../../kernel/policies/authenticate.ts'
import { holdsScope } from '../../kernel/policies/authorize.ts'
import { refuse } from '../../kernel/refusal.ts'

/** What it takes to keep the endpoints of others. */
export const WEBHOOK_ADMINISTRATION = 'administration.webhooks'

/**
 * Rule: who keeps another consumer's endpoint could read that consumer's events with it, so that one of our own applications
 * needs an administrator's scope for it. (For partners and the public, others' endpoints are not there.)
 */
export function mustManage(principal: Principal, consumer: string): void {
  if (principal.consumer === consumer || isSystem(principal) || holdsScope(principal.scopes, WEBHOOK_ADMINISTRATION)) return
  throw refuse('insufficient-scope', `For an endpoint of another consumer the credential needs the scope '${WEBHOOK_ADMINISTRATION}'.`, {
    more: { scope: WEBHOOK_ADMINISTRATION },
  })
}
