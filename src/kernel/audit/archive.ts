import type { Store, StoredAudit } from '../ports/store.ts'
import { archivedTo, ARCHIVED_FACT, verifyChain, type AuditView, type ChainPoint, type Verdict } from './verify.ts'

/** The first line of an archived segment; records follow, one a line; the last line is `{ "end": … }`. */
export interface SegmentHeader {
  readonly busbar: 'audit-segment'
  readonly from: ChainPoint
}

/** The oldest records up to `upTo` as lines of a segment that verifies by itself. Nothing is dropped here. */
export async function* segment(store: AuditView, upTo: number): AsyncGenerator<string> {
  const from = await archivedTo(store)
  const header: SegmentHeader = { busbar: 'audit-segment', from }
  yield JSON.stringify(header)
  let point = from
  while (point.sequence < upTo) {
    const records = await store.audit(point.sequence, Math.min(1000, upTo - point.sequence))
    if (records.length === 0) break
    for (const record of records) {
      yield JSON.stringify(record)
      point = { sequence: record.sequence, hash: record.hash }
    }
  }
  yield JSON.stringify({ end: point })
}

/** Checks an archived segment by itself; `from` must be where the segment before it ended. */
export async function verifySegment(lines: AsyncIterable<string>, from?: ChainPoint): Promise<Verdict> {
  let header: SegmentHeader | undefined
  let end: ChainPoint | undefined
  const iterator = lines[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (!first.done) header = lineOf<SegmentHeader>(first.value, 'from')
  if (header?.busbar !== 'audit-segment') return { ok: false, records: 0, sequence: 0, finding: 'header', detail: 'this is no audit segment' }
  if (from && (from.sequence !== header.from.sequence || from.hash !== header.from.hash))
    return {
      ok: false,
      records: 0,
      sequence: header.from.sequence,
      finding: 'missing',
      detail: `the segment begins behind record ${header.from.sequence}, the one before it ends at ${from.sequence}`,
    }
  let unreadable = false
  const verdict = await verifyChain(
    (async function* () {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        const line = lineOf<StoredAudit>(next.value, 'header') ?? lineOf<{ readonly end: ChainPoint }>(next.value, 'end')
        unreadable = line === undefined
        if (!line) return
        if ('end' in line) end = line.end
        else yield [line]
      }
    })(),
    header.from,
  )
  if (!verdict.ok) return verdict
  if (unreadable)
    return {
      ok: false,
      records: verdict.records,
      sequence: verdict.end.sequence + 1,
      finding: 'header',
      detail: `line ${verdict.records + 2} of the segment is no audit record`,
    }
  if (!end || end.sequence !== verdict.end.sequence || end.hash !== verdict.end.hash)
    return { ok: false, records: verdict.records, sequence: verdict.end.sequence + 1, finding: 'missing', detail: 'the end of the segment is cut' }
  return verdict
}

/** A line as what it claims to be, by a member that such lines have. */
function lineOf<T>(text: string, member: keyof T & string): T | undefined {
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' && line !== null && Object.hasOwn(line, member) ? (line as T) : undefined
  } catch {
    return undefined
  }
}

/** Drops what a verified segment holds. Noted first: a kill in between leaves records that are in both, never a hole. */
export async function dropArchived(store: Store, end: ChainPoint): Promise<void> {
  const now = await archivedTo(store)
  if (end.sequence <= now.sequence) return
  await store.setFact(ARCHIVED_FACT, JSON.stringify(end))
  await store.dropAudit(end.sequence)
}
