import type { Clock } from '../kernel/ports/clock.ts'
import type { Consumer, Directory, KeyEntry, Plan } from '../kernel/ports/directory.ts'
import type { Store, StoredRecord } from '../kernel/ports/store.ts'

/** The tables of the administration contract begin with this. */
export const ADMINISTRATION_PREFIX = 'bb'

/** How long an entry is used before it is read again: what bounds a revocation, in every process. */
const FRESH_MS = 500
const MOST_ENTRIES = 100_000
/** What callers without a credential may use, together with everyone else at their address. */
const ANONYMOUS: Plan = { id: 'anonymous', rate: 10, burst: 50, page: 200, streams: 10 }

interface Cached {
  readonly entry: KeyEntry | undefined
  readonly at: number
}

/** The directory over the administration's own records: read through the store, used for half a second. */
export function storedDirectory(store: Store, clock: Clock): Directory {
  const cache = new Map<string, Cached>()
  const consumers = new Map<string, { readonly consumer: Consumer | undefined; readonly at: number }>()
  const reading = new Map<string, { readonly since: number; readonly entry: Promise<KeyEntry | undefined> }>()
  let open: { readonly plan: Plan; readonly at: number } | undefined

  async function read(id: string, since: number): Promise<KeyEntry | undefined> {
    const key = await record(`${ADMINISTRATION_PREFIX}_key`, id)
    const consumer = key && (await record(`${ADMINISTRATION_PREFIX}_consumer`, String(key['consumer'])))
    const plan = consumer && typeof consumer['plan'] === 'string' ? await record(`${ADMINISTRATION_PREFIX}_plan`, consumer['plan']) : undefined
    const fresh = key && consumer ? entryOf(key, consumer, plan) : undefined
    const known = cache.get(id)?.entry
    const entry = unchanged(fresh, known)
    if (cache.size >= MOST_ENTRIES) cache.clear()
    // As old as the first read behind it, however long that took.
    cache.set(id, { entry, at: since })
    return entry
  }

  async function record(table: string, key: string): Promise<Body | undefined> {
    const found: StoredRecord | undefined = await store.get(table, key)
    return found && (JSON.parse(found.body) as Body)
  }

  return {
    key(id) {
      const known = cache.get(id)
      const now = clock.monotonic()
      if (known && now - known.at < FRESH_MS) return known.entry
      const under = reading.get(id)
      if (under && now - under.since < FRESH_MS) return under.entry
      const entry = read(id, now).finally(() => {
        if (reading.get(id)?.since === now) reading.delete(id)
      })
      reading.set(id, { since: now, entry })
      return entry
    },
    async consumer(id) {
      const now = clock.monotonic()
      const known = consumers.get(id)
      if (known && now - known.at < FRESH_MS) return known.consumer
      const body = await record(`${ADMINISTRATION_PREFIX}_consumer`, id)
      const plan = body && typeof body['plan'] === 'string' ? await record(`${ADMINISTRATION_PREFIX}_plan`, body['plan']) : undefined
      const fresh = body && consumerOf(body, plan)
      const consumer = unchanged(fresh, known?.consumer)
      if (consumers.size >= MOST_ENTRIES) consumers.clear()
      consumers.set(id, { consumer, at: now })
      return consumer
    },
    async anonymous() {
      const now = clock.monotonic()
      if (open && now - open.at < FRESH_MS) return open.plan
      const body = await record(`${ADMINISTRATION_PREFIX}_plan`, 'anonymous')
      open = { plan: body ? planOf(body) : ANONYMOUS, at: now }
      return open.plan
    },
  }
}

/** Names that stand for no consumer: the process itself, and who shows no key. */
const RESERVED: ReadonlySet<string> = new Set(['busbar', 'anonymous'])

/** The same object while nothing changed: what others derive from it stays good. */
function unchanged<T>(fresh: T, known: T): T {
  return fresh && known && JSON.stringify(fresh) === JSON.stringify(known) ? known : fresh
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
    disabled: body['disabled'] === true || RESERVED.has(String(body['id'])) || (typeof body['plan'] === 'string' && plan === undefined),
    plan: plan ? planOf(plan) : { id: 'unlimited' },
  }
}

function planOf(body: Body): Plan {
  const limit = (name: 'rate' | 'burst' | 'day' | 'month' | 'concurrency' | 'page' | 'streams') =>
    typeof body[name] === 'number' ? { [name]: body[name] } : {}
  return {
    id: String(body['id']),
    ...limit('rate'),
    ...limit('burst'),
    ...limit('day'),
    ...limit('month'),
    ...limit('concurrency'),
    ...limit('page'),
    ...limit('streams'),
  }
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []
}
