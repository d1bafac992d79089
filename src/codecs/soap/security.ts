import { createHash } from 'node:crypto'
import type { XmlElement } from '../xml/element.ts'
import { SoapError } from './error.ts'
import { textOf } from './text.ts'

/** Web Services Security: SOAP Message Security 1.1 and its UsernameToken Profile 1.1 (OASIS Standard, 1 February 2006). */
export const SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const UTILITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'
const BASE64 = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary'
const PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#'

/** What a `wsse:Security` header holds. `text`: the password as it is. `digest`: as `passwordDigest` says, in Base64. `other`: something that is not read here, by name. */
export type SecurityToken =
  | { readonly kind: 'text'; readonly username: string; readonly password: string }
  | { readonly kind: 'digest'; readonly username: string; readonly digest: string; readonly nonce: string | undefined; readonly created: string | undefined }
  | { readonly kind: 'other'; readonly name: string }

/**
 * The token of the `wsse:Security` block among these, `undefined` without one. A `wsu:Timestamp` beside it is passed over:
 * what happens once is up to the idempotency key. Throws a `SoapError` where there are two, or one that is no UsernameToken (3.1).
 */
export function readSecurity(blocks: readonly XmlElement[]): SecurityToken | undefined {
  let token: SecurityToken | undefined
  for (const block of blocks) {
    if (block.name !== 'Security' || block.namespace !== SECURITY) continue
    for (const child of block.children) {
      if (typeof child === 'string' || (child.name === 'Timestamp' && child.namespace === UTILITY)) continue
      if (token) throw new SoapError('malformed', 'The header wsse:Security holds more than one token.')
      token = child.name === 'UsernameToken' && child.namespace === SECURITY ? readUsernameToken(child) : { kind: 'other', name: child.name }
    }
  }
  return token
}

/** `Password_Digest = Base64 ( SHA-1 ( nonce + created + password ) )` before it is Base64 (Profile 1.1, 3.1): the nonce as it is decoded, the texts in UTF-8. */
export function passwordDigest({ nonce, created, password }: { readonly nonce: Uint8Array; readonly created: string; readonly password: string }): Uint8Array {
  return createHash('sha1').update(nonce).update(created).update(password).digest()
}

function readUsernameToken(token: XmlElement): SecurityToken {
  const username = only(token, 'Username')
  const password = only(token, 'Password')
  if (!username || !password) throw new SoapError('malformed', 'A wsse:UsernameToken has one Username and one Password.')
  // Without a type it is the text (Profile, 3.1).
  const type = attributeOf(password, 'Type') ?? `${PROFILE}PasswordText`
  if (type === `${PROFILE}PasswordDigest`) return readDigest(token, username, password)
  if (type !== `${PROFILE}PasswordText`) return { kind: 'other', name: 'Password' }
  return { kind: 'text', username: plain(username), password: plain(password) }
}

function readDigest(token: XmlElement, username: XmlElement, password: XmlElement): SecurityToken {
  const nonce = only(token, 'Nonce')
  const created = only(token, 'Created', UTILITY)
  if (nonce && (attributeOf(nonce, 'EncodingType') ?? BASE64) !== BASE64) return { kind: 'other', name: 'Nonce' }
  return { kind: 'digest', username: plain(username), digest: plain(password), nonce: nonce && plain(nonce), created: created && plain(created) }
}

function attributeOf(element: XmlElement, wanted: string): string | undefined {
  return element.attributes.find(({ name, namespace }) => name === wanted && namespace === '')?.value
}

function plain(element: XmlElement): string {
  return (textOf(element) ?? '').trim()
}

function only(token: XmlElement, name: string, namespace = SECURITY): XmlElement | undefined {
  const found = token.children.filter((child): child is XmlElement => typeof child !== 'string' && child.name === name && child.namespace === namespace)
  return found.length === 1 ? found[0] : undefined
}
