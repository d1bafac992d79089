import { refuse } from '../refusal.ts'
import type { Entry } from './entry.ts'
import { pointingAt } from './referrer.ts'
import type { Work } from './work.ts'

/** How many records may change owner with one. */
const MOST_MOVED = 1000

/** Rule: a record whose change moves others to another owner takes them along, in the same commit. */
export async function moveDependents(work: Work): Promise<void> {
  const taken = new Set<Entry>()
  let moved = 0

  async function cascade(entry: Entry, ownerMoved: boolean): Promise<void> {
    const step = work.steps.findLast((each) => each.changed.has(entry))
    for (const dependent of entry.resource.dependents) {
      if (!ownerMoved && entry.before?.[dependent.watched] === entry.now?.[dependent.watched]) continue
      const scan = pointingAt(entry, { from: dependent.child, via: dependent.via })
      if (!scan || !step) continue
      const found = await work.ports.store.scan({ ...scan, limit: MOST_MOVED + 1 - moved })
      moved += found.length
      if (moved > MOST_MOVED)
        throw refuse('conflict', `More than ${MOST_MOVED} ${dependent.child.data.plural} belong to this record; its owner cannot be changed in one step.`)
      for (const record of found) {
        const child = await work.read(dependent.child, record.key)
        if (child.now === undefined || taken.has(child)) continue
        taken.add(child)
        if (!child.written) {
          work.write(step, child, child.now)
          step.moved.add(child)
        }
        await cascade(child, true)
      }
    }
  }

  for (const entry of work.entries.values()) if (entry.written && entry.resource.dependents.length > 0) await cascade(entry, false)
}
