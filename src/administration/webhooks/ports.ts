import type { Seal } from '../../kernel/credential/seal.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Net, NetGuard } from '../../kernel/ports/net.ts'

/** What the rules of webhooks need of the process around them. */
export interface WebhookPorts {
  readonly net: Pick<Net, 'check'>
  /** What targets may be, as the app says; an endpoint's own certificates are added. */
  readonly guard: NetGuard
  /** How what is secret of an endpoint is kept. */
  readonly seal: Seal
  /** The kernel that these rules are a part of: which events a consumer may follow, it alone knows. */
  readonly kernel: () => Pick<Kernel, 'follow' | 'handle'>
}
