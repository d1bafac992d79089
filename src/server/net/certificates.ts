import { createHash, X509Certificate } from 'node:crypto'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { NetError, type NetGuard } from '../../kernel/ports/net.ts'

/** Contexts with all authorities of Node.js in them that are kept: each takes a megabyte, and ten milliseconds to make. */
const LARGE = 32

type Certificates = Pick<NetGuard, 'ca' | 'extraCa' | 'clientCertificate' | 'clientKey'>

/**
 * What TLS needs of a guard. Most guards bring no certificates and share one context. Throws a `NetError` where
 * certificates or key cannot be read or do not fit each other.
 */
export function contextOf({ ca, extraCa, clientCertificate, clientKey }: Certificates): () => SecureContext {
  if ((clientCertificate === undefined) !== (clientKey === undefined)) throw new NetError('invalid', "Of 'clientCertificate' and 'clientKey' one is missing.")
  const given = [ca, extraCa].filter((one) => one !== undefined)
  if (given.length === 0 && clientCertificate === undefined) return () => (common ??= make({}))
  try {
    // A context takes an authority that it cannot read for none.
    for (const one of given) new X509Certificate(one)
    const own = { ...(clientCertificate !== undefined && { clientCertificate }), ...(clientKey !== undefined && { clientKey }) }
    const context = make({ ...own, ...(given.length > 0 && { authorities: given }) })
    return ca !== undefined || extraCa === undefined ? () => context : () => largeContext({ ...own, extraCa })
  } catch (error) {
    const message = "The certificates cannot be used as they are: each has to be PEM, and 'clientKey' has to be the key of 'clientCertificate'."
    throw new NetError('invalid', message, { cause: error })
  }
}

let common: SecureContext | undefined
const large = new Map<string, SecureContext>()

function largeContext({ extraCa, ...own }: Certificates & { readonly extraCa: string }): SecureContext {
  const key = createHash('sha256')
    .update(JSON.stringify([extraCa, own]))
    .digest('base64')
  let context = large.get(key)
  if (context === undefined) {
    context = make({ ...own, authorities: [...getCACertificates('default'), extraCa] })
    const [oldest] = large.keys()
    if (large.size >= LARGE && oldest !== undefined) large.delete(oldest)
  } else large.delete(key)
  large.set(key, context)
  return context
}

function make({
  authorities,
  clientCertificate,
  clientKey,
}: Omit<Certificates, 'ca' | 'extraCa'> & { readonly authorities?: readonly string[] }): SecureContext {
  return createSecureContext({
    minVersion: 'TLSv1.2',
    ...(authorities && { ca: [...authorities] }),
    ...(clientCertificate !== undefined && { cert: clientCertificate }),
    ...(clientKey !== undefined && { key: clientKey }),
  })
}
