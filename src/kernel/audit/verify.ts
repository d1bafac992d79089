import { hash } from 'node:crypto'
import type { Store, StoredAudit } from '../ports/store.ts'
import type { SignedHead } from './head.ts'
import { isSignedBy } from './head.ts'

/** What the trail is read through: a store, or a look at one that another process holds. */
export type AuditView = Pick<Store, 'audit' | 'auditHead' | 'fact'>

/** A point of the chain: the hash that the next record builds on. */
export interface ChainPoint {
  readonly sequence: number
  /** Hex. */
  readonly hash: string
}

export const CHAIN_START: ChainPoint = { sequence: 0, hash: '0'.repeat(64) }

export type Verdict =
  | { readonly ok: true; readonly records: number; readonly erased: number; readonly end: ChainPoint }
  | {
      readonly ok: false
      readonly records: number
      /** The first record that is wrong, or the first that is missing. */ readonly sequence: number
      readonly finding: Finding
      readonly detail: string
    }

/** `missing`: a number is left out or the end is cut. `header`: it does not give its hash. `payload`: it is not what the header has the digest of. `head`: an exported head says otherwise. */
export type Finding = 'missing' | 'header' | 'payload' | 'head'

/**
 * Checks a stretch of the chain record by record: `hash = SHA-256(previous hash ‖ header)`, numbers without a gap, payloads as
 * their digests say. An edit, a deletion, an insertion and a reorder all end here, at the first record they touch.
 */
export async function verifyChain(records: AsyncIterable<readonly StoredAudit[]>, from: ChainPoint): Promise<Verdict> {
  let point = from
  let count = 0
  let erased = 0
  for await (const chunk of records) {
    for (const record of chunk) {
      const fail = (finding: Finding, detail: string): Verdict => ({ ok: false, records: count, sequence: point.sequence + 1, finding, detail })
      if (record.sequence !== point.sequence + 1) return fail('missing', `record ${point.sequence + 1} is missing; the next one there is ${record.sequence}`)
      const expected = chainHash(point.hash, record.header)
      if (record.hash !== expected) return fail('header', `record ${record.sequence} was edited, inserted or moved: its header does not give its hash`)
      if (record.payload !== null && record.salt !== null) {
        const digest = digestOf(record.header)
        if (digest !== hash('sha256', record.salt + record.payload, 'hex'))
          return fail('payload', `the payload of record ${record.sequence} was edited: the header has another digest`)
      } else erased++
      point = { sequence: record.sequence, hash: record.hash }
      count++
    }
  }
  return { ok: true, records: count, erased, end: point }
}

/** The chain of a store, from where it was archived to, to its end; and that it is the chain which `heads` were signed of. */
export async function verifyAudit(store: AuditView, heads: readonly SignedHead[] = []): Promise<Verdict> {
  const from = await archivedTo(store)
  const points = new Map<number, string>([[from.sequence, from.hash]])
  const wanted = new Set(heads.map((h) => h.sequence))
  const verdict = await verifyChain(
    (async function* () {
      let after = from.sequence
      for (;;) {
        const records = await store.audit(after, 1000)
        if (records.length === 0) return
        for (const record of records) if (wanted.has(record.sequence)) points.set(record.sequence, record.hash)
        yield records
        const last = records.at(-1)?.sequence ?? after
        // A number that does not grow would never end; the chain check has already seen it.
        if (last <= after) return
        after = last
      }
    })(),
    from,
  )
  if (!verdict.ok) return verdict
  const head = await store.auditHead()
  if (head.sequence !== verdict.end.sequence || head.hash !== verdict.end.hash)
    return {
      ok: false,
      records: verdict.records,
      sequence: verdict.end.sequence + 1,
      finding: 'missing',
      detail: `the store counts ${head.sequence} records, the chain ends at ${verdict.end.sequence}`,
    }
  for (const signed of heads) {
    const fail = (detail: string): Verdict => ({
      ok: false,
      records: verdict.records,
      sequence: Math.min(signed.sequence, verdict.end.sequence + 1),
      finding: 'head',
      detail,
    })
    if (!isSignedBy(signed)) return fail(`the head of record ${signed.sequence} has a wrong signature`)
    if (signed.sequence > verdict.end.sequence)
      return fail(`the end is cut: record ${signed.sequence} was there when the head was signed, the chain ends at ${verdict.end.sequence}`)
    const known = points.get(signed.sequence)
    if (known === undefined) {
      if (signed.sequence < from.sequence) continue
      return fail(`record ${signed.sequence} is not in the chain`)
    }
    if (known !== signed.hash) return fail(`record ${signed.sequence} is another one than when the head was signed`)
  }
  return verdict
}

export function chainHash(previous: string, header: string): string {
  return hash('sha256', Buffer.concat([Buffer.from(previous, 'hex'), Buffer.from(header)]), 'hex')
}

/** Up to where the trail was archived and dropped. */
export async function archivedTo(store: Pick<Store, 'fact'>): Promise<ChainPoint> {
  const fact = await store.fact(ARCHIVED_FACT)
  return fact === undefined ? CHAIN_START : (JSON.parse(fact) as ChainPoint)
}
export const ARCHIVED_FACT = 'audit-archived'

function digestOf(header: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(header)
    return typeof parsed === 'object' && parsed !== null && 'digest' in parsed && typeof parsed.digest === 'string' ? parsed.digest : undefined
  } catch {
    return undefined
  }
}
