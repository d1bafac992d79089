import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import type { AuditView } from './verify.ts'

/**
 * The end of the chain, signed, to be kept off the machine: a chain alone does not show that its end was cut, or that all of
 * it was written anew.
 */
export interface SignedHead {
  readonly sequence: number
  /** Hex. */
  readonly hash: string
  /** RFC 3339. */
  readonly at: string
  /** Ed25519 (RFC 8032), SPKI, base64. Compare it with the one you noted when the installation was new. */
  readonly publicKey: string
  /** Over `sequence:hash:at`, base64. */
  readonly signature: string
}

/** The installation is from before its signing key; a look at it cannot make one. */
export class SigningKeyMissing extends Error {
  override readonly name = 'SigningKeyMissing'
}

const KEY_FACT = 'audit-signing-key'

/** Signs the head as it is now; the installation's key is made with the first one. */
export async function signHead(store: AuditView & Partial<Pick<Store, 'setFact'>>, clock: Clock): Promise<SignedHead> {
  const { sequence, hash } = await store.auditHead()
  const at = new Date(clock.now()).toISOString()
  const key = createPrivateKey({ key: Buffer.from(await signingKey(store), 'base64'), format: 'der', type: 'pkcs8' })
  return {
    sequence,
    hash,
    at,
    publicKey: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'),
    signature: sign(null, Buffer.from(`${sequence}:${hash}:${at}`), key).toString('base64'),
  }
}

/** Makes the installation's key where it is not there yet, so that heads can be signed beside the running process. */
export async function prepareSigning(store: Store): Promise<void> {
  await signingKey(store)
}

export function isSignedBy(head: SignedHead, publicKey = head.publicKey): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return verify(null, Buffer.from(`${head.sequence}:${head.hash}:${head.at}`), key, Buffer.from(head.signature, 'base64'))
  } catch {
    return false
  }
}

async function signingKey(store: Pick<Store, 'fact'> & Partial<Pick<Store, 'setFact'>>): Promise<string> {
  const known = await store.fact(KEY_FACT)
  if (known !== undefined) return known
  if (!store.setFact) throw new SigningKeyMissing('There is no key yet that heads are signed with: the next start makes it.')
  const { privateKey } = generateKeyPairSync('ed25519')
  const made = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
  if (await store.setFact(KEY_FACT, made, null)) return made
  // Another process made one at the same moment.
  const theirs = await store.fact(KEY_FACT)
  if (theirs === undefined) throw new SigningKeyMissing('The key that heads are signed with was removed while it was read.')
  return theirs
}
