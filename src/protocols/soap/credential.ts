import { readSecurity } from '../../codecs/soap/index.ts'
import type { XmlElement } from '../../codecs/xml/index.ts'
import type { Credential } from '../../kernel/call.ts'
import type { HttpRequest } from '../../kernel/ports/http.ts'
import { credentialOf } from '../../wire/credential.ts'
import { wireRefusal } from '../../wire/problem.ts'

/**
 * Who asks: the header `Authorization` (Bearer, or Basic with the key as password and any user name), `X-API-Key`, or a
 * `wsse:UsernameToken` with the key as its text. One of them: two are refused and not chosen from.
 */
export function soapCredential(request: HttpRequest, blocks: readonly XmlElement[]): Credential {
  const outside = httpCredential(request)
  if (blocks.length === 0) return outside
  const token = readSecurity(blocks)
  if (!token) return outside
  if (outside.kind !== 'none')
    throw wireRefusal('malformed', 'There are two credentials: send one in a header of HTTP or in wsse:Security, not both.', { anonymous: true })
  if (token.kind === 'text') return { kind: 'key', key: token.password }
  throw wireRefusal(
    'unauthenticated',
    token.kind === 'digest' ? DIGEST : `wsse:Security holds '${token.name}', which is not read here: send a UsernameToken of the type PasswordText.`,
    {
      anonymous: true,
    },
  )
}

/** Of a key only a digest is kept, which would have to be the password itself for this (UsernameToken Profile 1.1, 3.1): whoever read the store could call. */
const DIGEST = 'PasswordDigest cannot be checked here, since keys are not kept: send the key as PasswordText, over TLS.'

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
