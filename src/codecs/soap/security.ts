import type { XmlElement } from '../xml/element.ts'
import { SoapError } from './error.ts'
import { textOf } from './text.ts'

/** Web Services Security: SOAP Message Security 1.1 and its UsernameToken Profile 1.1 (OASIS Standard, 1 February 2006). */
export const SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const UTILITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'
const PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#'

/** What a `wsse:Security` header holds. `text`: the password as it is. `other`: something that is not read here, by name. */
export type SecurityToken =
  | { readonly kind: 'text'; readonly username: string; readonly password: string }
  | { readonly kind: 'digest' }
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

function readUsernameToken(token: XmlElement): SecurityToken {
  const username = only(token, 'Username')
  const password = only(token, 'Password')
  if (!username || !password) throw new SoapError('malformed', 'A wsse:UsernameToken has one Username and one Password.')
  // Without a type it is the text (Profile, 3.1).
  const type = password.attributes.find(({ name, namespace }) => name === 'Type' && namespace === '')?.value ?? `${PROFILE}PasswordText`
  if (type === `${PROFILE}PasswordDigest`) return { kind: 'digest' }
  if (type !== `${PROFILE}PasswordText`) return { kind: 'other', name: 'Password' }
  return { kind: 'text', username: (textOf(username) ?? '').trim(), password: (textOf(password) ?? '').trim() }
}

function only(token: XmlElement, name: string): XmlElement | undefined {
  const found = token.children.filter((child): child is XmlElement => typeof child !== 'string' && child.name === name && child.namespace === SECURITY)
  return found.length === 1 ? found[0] : undefined
}
