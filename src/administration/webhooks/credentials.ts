import { createPrivateKey, X509Certificate } from 'node:crypto'
import { headerProblem } from '../../kernel/policies/target/header.ts'
import type { WebhookEndpointRecord } from '../../kernel/ports/webhook.ts'

/** A place in an endpoint and what is wrong there. */
export interface Wrong {
  readonly pointer: string
  readonly detail: string
}

/** Of a header or a client secret: more, the contract leaves room for its seal. */
export const MOST_TEXT = 4096
const MOST_PEM = 32_768

/** Set with each request by who sends it. */
const OURS =
  /^(webhook-(id|timestamp|signature)|ce-.*|content-type|content-encoding|user-agent|accept-encoding|traceparent|tracestate|baggage|idempotency-key)$/

/** Rule: an endpoint's own headers set nothing that we set, and cannot break the message (RFC 9110, 5.5). Values are never shown. */
export function wrongHeader({ headers, oauth }: Pick<WebhookEndpointRecord, 'headers' | 'oauth'>): Wrong | undefined {
  const names = new Set<string>()
  for (const [given, value] of Object.entries(headers ?? {})) {
    const name = given.toLowerCase()
    const pointer = `/headers/${given.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const problem = headerProblem(name, value)
    if (problem !== undefined) return { pointer, detail: `cannot be sent. ${problem}` }
    if (value.length > MOST_TEXT) return { pointer, detail: `must have at most ${MOST_TEXT} characters` }
    if (OURS.test(name)) return { pointer, detail: 'is set by Busbar itself' }
    if (name === 'authorization' && oauth) return { pointer, detail: 'is set by oauth' }
    if (names.has(name)) return { pointer, detail: 'is there twice: upper and lower case are the same' }
    names.add(name)
  }
  return undefined
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** Rule: certificates are PEM that can be read, and the client's key is that of its certificate. Nothing of a key is shown. */
export function wrongCertificate({
  ca,
  clientCertificate,
  clientKey,
}: Pick<WebhookEndpointRecord, 'ca' | 'clientCertificate' | 'clientKey'>): Wrong | undefined {
  if (ca !== undefined && certificatesIn(ca) === undefined) return { pointer: '/ca', detail: 'must be PEM with one certificate or more' }
  if (clientCertificate === undefined && clientKey === undefined) return undefined
  if (clientCertificate === undefined) return { pointer: '/clientCertificate', detail: 'must be there where clientKey is' }
  const [own] = certificatesIn(clientCertificate) ?? []
  if (!own) return { pointer: '/clientCertificate', detail: 'must be PEM with one certificate or more' }
  if (clientKey === undefined) return { pointer: '/clientKey', detail: 'must be there where clientCertificate is' }
  if (clientKey.length > MOST_PEM) return { pointer: '/clientKey', detail: `must have at most ${MOST_PEM} characters` }
  try {
    if (!own.checkPrivateKey(createPrivateKey(clientKey)))
      return { pointer: '/clientKey', detail: 'must be the key of the first certificate in clientCertificate' }
  } catch {
    return { pointer: '/clientKey', detail: 'must be PEM with a private key that has no passphrase' }
  }
  return undefined
}

function certificatesIn(pem: string): readonly X509Certificate[] | undefined {
  try {
    const found = (pem.match(CERTIFICATE) ?? []).map((one) => new X509Certificate(one))
    return found.length === 0 ? undefined : found
  } catch {
    return undefined
  }
}
