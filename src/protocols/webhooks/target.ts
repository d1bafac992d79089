import { SecretError, type Signer, signerOf } from '../../codecs/standard-webhooks/index.ts'
import type { NetGuard } from '../../kernel/ports/net.ts'
import type { WebhookEndpointRecord } from '../../kernel/ports/webhook.ts'

/** An endpoint with what is made of it once, until it is changed. */
export interface Target {
  readonly endpoint: WebhookEndpointRecord
  readonly revision: number
  readonly createdAt: string
  readonly guard: NetGuard
  /** Headers of each request, lower case; ours go over them. */
  readonly headers: { readonly [name: string]: string }
  /** The newest first. */
  readonly signers: readonly { readonly signer: Signer; /** Milliseconds since 1970. */ readonly ends: number }[]
  /** `source` of its events. */
  readonly source: string
}

export function targetOf(
  found: { readonly record: WebhookEndpointRecord; readonly revision: number; readonly createdAt: string },
  of: { readonly guard: NetGuard; readonly publicUrl: string; readonly userAgent: string },
): Target {
  const { record: endpoint, revision, createdAt } = found
  const base = endpoint.contract === 'administration' ? 'admin' : 'api'
  const ca = [of.guard.ca, endpoint.ca].filter((one) => one !== undefined).join('\n')
  return {
    endpoint,
    revision,
    createdAt,
    guard: {
      ...of.guard,
      ...(ca !== '' && { ca }),
      ...(endpoint.clientCertificate !== undefined && { clientCertificate: endpoint.clientCertificate }),
      ...(endpoint.clientKey !== undefined && { clientKey: endpoint.clientKey }),
    },
    headers: {
      ...Object.fromEntries(Object.entries(endpoint.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
      'user-agent': of.userAgent,
    },
    signers: (endpoint.secrets ?? []).flatMap(({ secret, endsAt }) => {
      const signer = made(secret)
      return signer ? [{ signer, ends: endsAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(endsAt) }] : []
    }),
    source: `${of.publicUrl}/${base}/${endpoint.version}`,
  }
}

/** `webhook-signature`: one for each secret that is good now, the newest first; `undefined` where none is. */
export function signature(
  target: Target,
  of: { readonly id: string; readonly seconds: number; readonly body: string; readonly now: number },
): string | undefined {
  let out: string | undefined
  for (const { signer, ends } of target.signers) {
    if (ends <= of.now) continue
    const one = signer.sign(of.id, of.seconds, of.body)
    out = out === undefined ? one : `${out} ${one}`
  }
  return out
}

/** A secret that is none signs nothing, and the others go on; where there is no other, each attempt says so. */
function made(secret: string): Signer | undefined {
  try {
    return signerOf(secret)
  } catch (error) {
    if (error instanceof SecretError) return undefined
    throw error
  }
}
