import { parseIp, type Network } from '../../kernel/policies/target/ip.ts'
import { barred, type Range } from '../../kernel/policies/target/range.ts'
import { isOwn, type Target } from '../../kernel/policies/target/url.ts'
import { NetError } from '../../kernel/ports/net.ts'
import type { Resolve } from './resolve.ts'

export interface Allowed {
  readonly allow: readonly Network[]
  readonly own: readonly Target[]
}

/**
 * The addresses of a target that may be dialed, in the order of the name server's answer; those that may not are left out.
 * Throws a `NetError` where none is left, or none was there: what cannot be checked is not dialed.
 */
export async function addressesOf(target: Target, allowed: Allowed, resolve: Resolve): Promise<readonly string[]> {
  if (target.ip !== undefined) {
    const problem = problemOf(target.host, target.port, allowed)
    if (problem) throw new NetError('blocked', `The address ${target.host} may not be dialed: it is ${problem}.`)
    return [target.host]
  }
  const found = await resolve(target.host).catch((error: unknown) => {
    throw new NetError('unresolved', `The name '${target.host}' cannot be resolved.`, { cause: error })
  })
  if (found.length === 0) throw new NetError('unresolved', `The name '${target.host}' has no address.`)
  const left = found.filter((address) => problemOf(address, target.port, allowed) === undefined)
  if (left.length === 0) {
    // Whoever wrote the name is told no more than that; which addresses a plant gives to its names is the plant's affair.
    const cause = new Error(found.map((address) => `${address}: ${problemOf(address, target.port, allowed)}`).join('; '))
    throw new NetError('blocked', `The name '${target.host}' has no address that may be dialed.`, { cause })
  }
  return left
}

/** Why an address may not be dialed. */
export function problemOf(address: string, port: number, { allow, own }: Allowed): string | undefined {
  const ip = parseIp(address)
  if (ip === undefined) return 'no address'
  const range = barred(ip, allow)
  if (range) return sentenceOf(range)
  return isOwn(ip, port, own) ? 'one of ours' : undefined
}

function sentenceOf({ name, dialing }: Range): string {
  return dialing === 'never' ? `never allowed (${name})` : `not public (${name}), and no allowed network has it`
}
