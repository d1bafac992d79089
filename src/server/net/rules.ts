import { createHash } from 'node:crypto'
import type { SecureContext } from 'node:tls'
import { readGuard, type GuardRules } from '../../kernel/policies/target/guard.ts'
import type { Target } from '../../kernel/policies/target/url.ts'
import type { NetGuard } from '../../kernel/ports/net.ts'
import { contextOf } from './certificates.ts'

/** A guard, read once, with what holds for all of them. */
export interface Rules extends GuardRules {
  readonly fingerprint: string
  /** Where we ourselves answer. */
  readonly own: readonly Target[]
  /** Certificates and keys, checked when the guard was read. */
  secureContext(): SecureContext
}

/** Throws a `NetError` that names what of the guard cannot be read. */
export function rulesOf(guard: NetGuard, { fingerprint, own }: Pick<Rules, 'fingerprint' | 'own'>): Rules {
  return { ...readGuard(guard), fingerprint, own, secureContext: contextOf(guard) }
}

/** The same for guards of the same content. A digest, so that the key of a client certificate is not kept a second time. */
export function fingerprintOf(guard: NetGuard): string {
  const { allow, plain, ports, ca, extraCa, clientCertificate, clientKey, proxy, proxyAllow, proxyNames, noProxy } = guard
  const content = JSON.stringify([allow, plain ?? false, ports, ca, extraCa, clientCertificate, clientKey, proxy, proxyAllow, proxyNames ?? false, noProxy])
  return createHash('sha256').update(content).digest('base64')
}
