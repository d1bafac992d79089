import type { Random } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'

/** A secret of this installation, the same in all its processes; made once. */
export async function installationSecret(store: Pick<Store, 'fact' | 'setFact'>, random: Random, name: string): Promise<string> {
  const known = await store.fact(name)
  if (known !== undefined) return known
  const made = Buffer.from(random.bytes(32)).toString('base64url')
  if (await store.setFact(name, made, null)) return made
  // Another process made one at the same moment. Without it nothing may be signed.
  const theirs = await store.fact(name)
  if (theirs === undefined) throw new Error(`The secret '${name}' was removed while it was read.`)
  return theirs
}
