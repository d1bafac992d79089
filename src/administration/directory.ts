import type { Clock } from '../kernel/ports/clock.ts'
import type { Consumer, Directory, KeyEntry, Plan } from '../kernel/ports/directory.ts'
import type { Store, StoredRecord } from '../kernel/ports/store.ts'

/** The tables of the administration contract begin with this. */
export const ADMINISTRATION_PREFIX = 'bb'

/** How long an entry is used before it is read again: what bounds a revocation, in every process. */
const FRESH_MS = 500
const MOST_ENTRIES = 100_000
/** What callers without a credential may use, together with everyone else at their address. */
const ANONYMOUS: Plan = { id: 'anonymous', rate: 10, burst: 50, page: 200 }

interface Cached {
  readonly entry: KeyEntry | undefined
  readonly at: number
}

/** The directory over the administration's own records: read through the store, used for half a second. */
export function storedDirectory(store: Store, clock: Clock): Directory {
  const cache = new Map<string, Cached>()
  const reading = new Map<string, Promise<KeyEntry | undefined>>()

  async function read(id: string): Promise<KeyEntry | undefined> {
    const key = await record(`${ADMINISTRATION_PREFIX}_key`, id)
    const consumer = key && (await record(`${ADMINISTRATION_PREFIX}_consumer`, String(key['consumer'])))
    const plan = consumer && typeof consumer['plan'] === 'string' ? await record(`${ADMINISTRATION_PREFIX}_plan`, consumer['plan']) : undefined
    const fresh = key && consumer ? entryOf(key, consumer, plan) : undefined
    const known = cache.get(id)?.entry
    // The same entry object while nothing changed: what others derive from it stays good.
    const entry = fresh && known && JSON.stringify(fresh) === JSON.stringify(known) ? known : fresh
    if (cache.size >= MOST_ENTRIES) cache.clear()
    cache.set(id, { entry, at: clock.monotonic() })
    return entry
  }

  async function record(table: string, key: string): Promise<Body | undefined> {
    const found: StoredRecord | undefined = await store.get(table, key)
    return found && (JSON.parse(found.body) as Body)
  }

  return {
    key(id) {
      const known = cache.get(id)
      if (known && clock.monotonic() - known.at < FRESH_MS) return known.entry
      let promise = reading.get(id)
      if (!promise) {
        promise = read(id).finally(() => reading.delete(id))
        reading.set(id, promise)
      }
      return promise
    },
    async anonymous() {
      const plan = await record(`${ADMINISTRATION_PREFIX}_plan`, 'anonymous')
      return plan ? planOf(plan) : ANONYMOUS
    },
  }
}

type Body = { readonly [field: string]: unknown }

function entryOf(key: Body, consumer: Body, plan: Body | undefined): KeyEntry {
  const ends = typeof key['endsAt'] === 'string' ? Date.parse(key['endsAt']) : undefined
  return {
    id: String(key['id']),
    digest: String(key['digest']),
    environment: key['environment'] === 'test' ? 'test' : 'live',
    ...(ends !== undefined && { ends }),
    revoked: key['revokedAt'] !== undefined,
    consumer: consumerOf(consumer, plan),
  }
}

function consumerOf(body: Body, plan: Body | undefined): Consumer {
  return {
    id: String(body['id']),
    name: String(body['title'] ?? body['id']),
    audience: body['audience'] === 'internal' ? 'internal' : body['audience'] === 'partner' ? 'partner' : 'public',
    ...(typeof body['owner'] === 'string' && { owner: body['owner'] }),
    ...(typeof body['system'] === 'string' && { system: body['system'] }),
    scopes: texts(body['scopes']),
    addresses: texts(body['addresses']),
    // A plan that is named and not there is not "unlimited".
    disabled: body['disabled'] === true || (typeof body['plan'] === 'string' && plan === undefined),
    plan: plan ? planOf(plan) : { id: 'unlimited' },
  }
}

function planOf(body: Body): Plan {
  const limit = (name: 'rate' | 'burst' | 'day' | 'month' | 'concurrency' | 'page') => (typeof body[name] === 'number' ? { [name]: body[name] } : {})
  return { id: String(body['id']), ...limit('rate'), ...limit('burst'), ...limit('day'), ...limit('month'), ...limit('concurrency'), ...limit('page') }
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []
}
