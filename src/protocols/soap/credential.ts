import { readSecurity } from '../../codecs/soap/index.ts'
import type { XmlElement } from '../../codecs/xml/index.ts'
import type { Credential } from '../../kernel/call.ts'
import type { HttpRequest } from '../../kernel/ports/http.ts'
import { credentialOf } from '../../wire/credential.ts'
import { wireRefusal } from '../../wire/problem.ts'
import { shortened } from '../../wire/query.ts'
import { proofOf } from './digest.ts'
import type { Service } from './service.ts'

/**
 * Who asks: the header `Authorization` (Bearer, or Basic with the key as password and any user name), `X-API-Key`, or a
 * `wsse:UsernameToken` with the key as its text, or a digest of what is derived for the key. One of them: two are refused and
 * not chosen from.
 */
export function soapCredential(request: HttpRequest, blocks: readonly XmlElement[], { passwordOf }: Pick<Service, 'passwordOf'>): Credential {
  const outside = httpCredential(request)
  if (blocks.length === 0) return outside
  const token = readSecurity(blocks)
  if (!token) return outside
  if (outside.kind !== 'none')
    throw wireRefusal('malformed', 'There are two credentials: send one in a header of HTTP or in wsse:Security, not both.', { anonymous: true })
  if (token.kind === 'text') return { kind: 'key', key: token.password }
  if (token.kind === 'digest' && passwordOf) return proofOf(token, passwordOf)
  throw wireRefusal('unauthenticated', token.kind === 'digest' ? NO_DIGESTS : notRead(token.name), { anonymous: true })
}

const NO_DIGESTS =
  'PasswordDigest is not read here, since the option digestSecret of soap() is not set: send the key as PasswordText, over TLS, or have the option set.'

function notRead(name: string): string {
  return `wsse:Security holds '${shortened(name)}', which is not read here: send a UsernameToken of the type PasswordText.`
}

/** As `credentialOf`, and Basic (RFC 7617) for clients that know nothing else. */
export function httpCredential(request: HttpRequest): Credential {
  const { authorization } = request.headers
  if (authorization === undefined || !BASIC.test(authorization)) return credentialOf(request)
  if (request.headers['x-api-key'] !== undefined)
    throw wireRefusal('malformed', 'There are two credentials: send "Authorization" or "X-API-Key", not both.', { anonymous: true })
  const text = Buffer.from(authorization.slice(6).trim(), 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon === -1)
    throw wireRefusal('unauthenticated', 'Of "Authorization: Basic" the key is the password: user and password stand with a colon between them, in Base64.', {
      anonymous: true,
    })
  return { kind: 'key', key: text.slice(colon + 1) }
}

const BASIC = /^basic /i
