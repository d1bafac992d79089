import { timingSafeEqual } from 'node:crypto'
import { BlockList, isIP, isIPv6 } from 'node:net'
import type { Call, Credential } from '../call.ts'
import { digestOf, isKeyId, parseKey, type ParsedKey } from '../credential/key.ts'
import type { Principal } from '../kernel.ts'
import type { Clock } from '../ports/clock.ts'
import type { Consumer, Directory, KeyEntry, Plan } from '../ports/directory.ts'
import type { Log } from '../ports/log.ts'
import { refuse } from '../refusal.ts'
import { networkOf } from './address.ts'
import type { OnceProofs } from './once.ts'
import type { ProvenKey, ProvenKeys } from './proven.ts'

/** Who is calling, with what it may use. */
export interface Caller {
  readonly principal: Principal
  readonly plan: Plan
  /** The unit that limits are counted for: the consumer, or without one the address. */
  readonly account: string
  /** RFC 3339: the key ends then (a rotation is under way). */
  readonly credentialEnds?: string
}

export interface Authentication {
  readonly directory: Directory
  readonly clock: Clock
  /** Keys of the other environment are refused. */
  readonly environment: 'live' | 'test'
  /** The contract has something for the public audience. */
  readonly anonymous: boolean
  readonly log: Log
  readonly proven: ProvenKeys
  readonly once: OnceProofs
}

/**
 * Rule: a call is made by the consumer whose valid key it carries, from an address the consumer may use. Everything that
 * is wrong about a key gets the same answer; a key with a wrong checksum is refused without a read; a key that cannot be
 * checked is refused (P6). OWASP API2:2023. Answers at once where the directory does: callers `await` only what is a promise.
 */
export function authenticate(call: Pick<Call, 'credential' | 'address'>, the: Authentication): Caller | Promise<Caller> {
  const { credential } = call
  if (credential.kind === 'system') return systemCaller(credential.name)
  if (credential.kind === 'consumer') return onBehalfOf(credential.id, the)
  if (credential.kind === 'none') return anyone(call, the)
  if (credential.kind === 'proof') return provenHolder(credential, call.address, the)
  const known = the.proven.find(credential.key)
  const parsed = known ?? parseKey(credential.key)
  if (!parsed || parsed.environment !== the.environment) throw invalid()
  const shown: Shown = { address: call.address, key: credential.key, parsed, known }
  let found
  try {
    found = the.directory.key(parsed.id)
  } catch (error) {
    throw uncheckable(the, error)
  }
  if (!(found instanceof Promise)) return holderOf(shown, found, the)
  return found.then(
    (entry) => holderOf(shown, entry, the),
    (error: unknown) => {
      throw uncheckable(the, error)
    },
  )
}

/** A key as it came. */
interface Shown {
  readonly address: string
  readonly key: string
  readonly parsed: ParsedKey
  readonly known: ProvenKey | undefined
}

function holderOf({ address, key, parsed, known }: Shown, entry: KeyEntry | undefined, the: Authentication): Caller {
  const digest = known?.digest ?? digestOf(key)
  // Compared also where there is no such key, so that both take the same time.
  const matches = known?.entry === entry || sameDigest(digest, entry?.digest ?? NO_DIGEST)
  if (!entry || !matches || isClosed(entry)) throw invalid()
  if (known?.entry !== entry) the.proven.note(key, { environment: parsed.environment, id: parsed.id, digest, entry })
  if (hasEnded(entry, the.clock)) throw invalid()
  return callerFrom(address, entry)
}

/** Rule: a proof is as good as the key that it is derived for, and once. Where it does not hold, the answer comes from the same look-up as for a key that is not there. */
async function provenHolder(proof: Extract<Credential, { kind: 'proof' }>, address: string, the: Authentication): Promise<Caller> {
  if (!isKeyId(proof.keyId)) throw invalid(UNPROVEN)
  let entry: KeyEntry | undefined
  try {
    entry = await the.directory.key(proof.keyId)
  } catch (error) {
    throw uncheckable(the, error)
  }
  if (!entry || !proof.holds || entry.environment !== the.environment || isClosed(entry) || hasEnded(entry, the.clock)) throw invalid(UNPROVEN)
  const caller = callerFrom(address, entry)
  await the.once.use(proof)
  return caller
}

function isClosed(entry: KeyEntry): boolean {
  return entry.revoked || entry.consumer.disabled
}

function hasEnded(entry: KeyEntry, clock: Clock): boolean {
  return entry.ends !== undefined && entry.ends <= clock.now()
}

function callerFrom(address: string, entry: KeyEntry): Caller {
  if (entry.consumer.addresses.length > 0 && !mayCallFrom(entry.consumer, address))
    throw refuse('address-not-allowed', `This consumer may not call from ${address}.`)
  return callerOf(entry)
}

async function anyone(call: Pick<Call, 'address'>, the: Authentication): Promise<Caller> {
  if (!the.anonymous) throw refuse('unauthenticated', NEEDS_CREDENTIAL)
  return { principal: PUBLIC, plan: await anonymousPlan(the), account: `@${networkOf(call.address)}` }
}

async function onBehalfOf(id: string, the: Authentication): Promise<Caller> {
  let consumer: Consumer | undefined
  try {
    consumer = await the.directory.consumer(id)
  } catch (error) {
    throw uncheckable(the, error)
  }
  if (!consumer || consumer.disabled) throw refuse('unauthenticated', `There is no consumer '${id}', or it is disabled.`)
  let caller = onBehalf.get(consumer)
  if (!caller) onBehalf.set(consumer, (caller = { principal: principalOf(consumer, 'on-behalf'), plan: UNLIMITED, account: consumer.id }))
  return caller
}

/** What Busbar does for a consumer by itself takes none of its calls. */
const UNLIMITED: Plan = { id: 'on-behalf' }
const onBehalf = new WeakMap<Consumer, Caller>()

async function anonymousPlan(the: Authentication): Promise<Plan> {
  try {
    return await the.directory.anonymous()
  } catch (error) {
    throw uncheckable(the, error)
  }
}

function uncheckable(the: Authentication, error: unknown): Error {
  the.log.warn('callers cannot be checked, and are refused', { error: String(error) })
  return refuse('unavailable', 'The caller cannot be checked now.', { retryAfter: 1 })
}

const callers = new WeakMap<KeyEntry, Caller>()
function callerOf(entry: KeyEntry): Caller {
  const known = callers.get(entry)
  if (known) return known
  const { consumer } = entry
  const caller: Caller = {
    principal: principalOf(consumer, entry.id),
    plan: consumer.plan,
    account: consumer.id,
    ...(entry.ends !== undefined && { credentialEnds: new Date(entry.ends).toISOString() }),
  }
  callers.set(entry, caller)
  return caller
}

function principalOf(consumer: Consumer, credential: string): Principal {
  return {
    consumer: consumer.id,
    credential,
    audience: consumer.audience,
    ...(consumer.owner !== undefined && { owner: consumer.owner }),
    ...(consumer.system !== undefined && { system: consumer.system }),
    scopes: consumer.scopes,
  }
}

function systemCaller(name: string): Caller {
  const principal: Principal = { consumer: 'busbar', credential: name, audience: 'internal', scopes: ['*'] }
  own.add(principal)
  return { principal, plan: { id: 'system' }, account: 'busbar' }
}

const own = new WeakSet<Principal>()
/** The process itself, and not a consumer that has its name. */
export function isSystem(principal: Principal): boolean {
  return own.has(principal)
}

export const NEEDS_CREDENTIAL = 'Send an API key.'
export const NO_CREDENTIAL = 'none'
const PUBLIC: Principal = { consumer: 'anonymous', credential: NO_CREDENTIAL, audience: 'public', scopes: ['*'] }
const NO_DIGEST = '0'.repeat(64)

const WRONG_KEY = 'The API key is not valid: it is mistyped, unknown, revoked, expired, or for another environment.'
const UNPROVEN =
  'What was shown for a key does not hold: it was made with another password, or the key is unknown, revoked, expired, or for another environment.'

function invalid(detail = WRONG_KEY): Error {
  return refuse('unauthenticated', detail, { more: { invalidCredential: true } })
}

function sameDigest(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'))
}

const ranges = new WeakMap<Consumer, BlockList>()
/** An IPv4 address inside IPv6 (`::ffff:10.0.0.1`) matches its IPv4 range. */
function mayCallFrom(consumer: Consumer, address: string): boolean {
  let list = ranges.get(consumer)
  if (!list) {
    list = new BlockList()
    for (const range of consumer.addresses) {
      const [net = '', bits] = range.split('/')
      const family = isIPv6(net) ? 'ipv6' : 'ipv4'
      try {
        if (bits === undefined) list.addAddress(net, family)
        else list.addSubnet(net, Number(bits), family)
      } catch {
        // A range that is none holds no address.
      }
    }
    ranges.set(consumer, list)
  }
  const plain = address.split('%')[0] ?? ''
  return isIP(plain) !== 0 && list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}
