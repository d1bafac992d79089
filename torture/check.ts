import { verifyAudit, type Store } from 'busbar/kernel'
import type { Sent } from './caller.ts'

/** What the store holds after everything, held against what every caller was told. Answers the findings; none is the proof. */
export async function checkStore(
  store: Store,
  sent: readonly Sent[],
): Promise<{ readonly findings: readonly string[]; readonly counts: { readonly [what: string]: number } }> {
  const findings: string[] = []
  const byCall = new Map<string, { readonly order: string; readonly revision: number }>()
  const revisions = new Map<string, number>()
  let events = 0
  let expected = 1
  for (let after = 0; ;) {
    const page = await store.events(after, 1000)
    if (page.length === 0) break
    for (const event of page) {
      if (event.offset < expected) findings.push(`offset ${event.offset} comes twice`)
      if (event.offset > expected && expected > 1) findings.push(`the log has a hole before offset ${event.offset}`)
      expected = event.offset + 1
      if (event.table !== 'r_order') continue
      events++
      const { revision, data } = JSON.parse(event.body) as { revision: number; data: { by: string } }
      const last = revisions.get(event.key) ?? 0
      if (revision !== last + 1) findings.push(`${event.key}: revision ${revision} follows ${last}`)
      revisions.set(event.key, revision)
      if (byCall.has(data.by)) findings.push(`${data.by} had an effect twice`)
      byCall.set(data.by, { order: event.key, revision })
    }
    after = page.at(-1)?.offset ?? after
  }
  for (const call of sent) {
    const effect = byCall.get(call.name)
    const acknowledged = call.status !== undefined && call.status < 300
    if (acknowledged && !effect) findings.push(`${call.name} was acknowledged (${call.status}) and is not there`)
    if (acknowledged && effect && call.revision !== undefined && call.revision !== effect.revision)
      findings.push(`${call.name} was told revision ${call.revision}, the log says ${effect.revision}`)
    if (call.status !== undefined && call.status >= 400 && call.status < 500 && effect)
      findings.push(`${call.name} was refused (${call.status}) and had an effect`)
  }
  let records = 0
  for (const [key, revision] of revisions) {
    const record = await store.get('r_order', key)
    records++
    if (record?.revision !== revision) findings.push(`${key}: the record is at ${String(record?.revision)}, its last event at ${revision}`)
  }
  const verdict = await verifyAudit(store)
  if (!verdict.ok) findings.push(`audit: ${verdict.detail}`)
  let audited = 0
  for (let after = 0; ;) {
    const page = await store.audit(after, 1000)
    if (page.length === 0) break
    for (const record of page) {
      const header = JSON.parse(record.header) as { operation: string; outcome: string }
      if (header.operation.startsWith('Order.') && header.outcome === 'ok') audited++
    }
    after = page.at(-1)?.sequence ?? after
  }
  if (audited !== events) findings.push(`${events} effects, ${audited} audit records`)
  let kept = 0
  for (const call of sent) {
    if (call.status === undefined || call.status >= 300) continue
    const operation = call.method === 'PATCH' ? 'update' : call.path.endsWith('/start') ? 'start' : call.path.endsWith('/complete') ? 'complete' : 'create'
    const answer = await store.answer(`administrator\ntorture.Order.${operation}\n${call.name}`)
    if (answer?.state === 'done') kept++
    else findings.push(`${call.name} was acknowledged and its idempotency record is not there`)
  }
  return { findings, counts: { calls: sent.length, effects: events, records, audited, kept } }
}
