import { SecretError, type Signer, signerOf } from '../../codecs/standard-webhooks/index.ts'
import { SealBroken, UNSEALED, type Seal } from '../../kernel/credential/seal.ts'
import { openedEndpoint } from '../../kernel/webhooks/sealed.ts'
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
  of: { readonly guard: NetGuard; readonly publicUrl: string; readonly userAgent: string; readonly seal?: Seal },
): Target {
  const { record, revision, createdAt } = found
  const endpoint = opened(record, of.seal ?? UNSEALED)
  const base = endpoint.contract === 'administration' ? 'admin' : 'api'
  return {
    endpoint,
    revision,
    createdAt,
    guard: {
      ...of.guard,
      ...(endpoint.ca !== undefined && { ca: endpoint.ca }),
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

/** What cannot be opened is not sent, in no form: without a secret nothing is, and each attempt says so. */
function opened(record: WebhookEndpointRecord, seal: Seal): WebhookEndpointRecord {
  try {
    return openedEndpoint(record, seal)
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
    const { secrets: _1, headers: _2, oauthClientSecret: _3, clientKey: _4, clientCertificate: _5, ...rest } = record
    return rest
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
