import type { ContractData } from './data.ts'
import { collect, type Change } from './diff/change.ts'
import { by } from './diff/client.ts'
import { compareEvents } from './diff/events.ts'
import { inNewerWords } from './diff/lineage.ts'
import { compareComposites, compareFaults, compareOperations, compareTelemetry } from './diff/operations.ts'
import { compareResources } from './diff/resource.ts'
import { compareVersions } from './diff/versions.ts'
import { contractAt, versionsOf } from './versions/index.ts'

export { changesFor, type Change } from './diff/change.ts'
export { CLIENTS, type Breaks, type Client } from './diff/client.ts'
export { formatChanges } from './diff/format.ts'

/**
 * What changes for clients that move from one contract to another, and whom it breaks. Each change is judged by its
 * direction: what is narrower breaks who gives it, what is wider breaks who gets it; and by what each kind of client relies
 * upon (`diff/client.ts`). Texts and examples change nothing, the order of fields only what SOAP answers, within one version.
 * `order: 'unknown'`: one side has its names sorted, so that order is not compared. Where `newer` declares `older` as an older version of itself, what was renamed there is told as
 * renamed. For what one audience will notice, compare two `forAudience`.
 */
export function diffContracts(older: ContractData, newer: ContractData, { order }: Known = {}): readonly Change[] {
  const { changes, report } = collect({ ordered: order !== 'unknown' && older.version === newer.version })
  if (older.name !== newer.name) {
    report(
      ['name'],
      ['caller'],
      `The contract is called '${newer.name}' instead of '${older.name}', and so are the types of its faults.`,
      'Compare the new types.',
    )
    report(['name'], by('namespace', ['reader', 'writer', 'caller']), `The namespace in XML is that of '${newer.name}'.`, 'Take the new WSDL.')
  }
  compareVersions(older, newer, report)
  const was = inNewerWords(older, newer, report)
  compareResources(was.resources, newer.resources, report)
  compareOperations(was.operations, newer.operations, report)
  compareFaults(was.faults, newer.faults, report)
  compareEvents(was.events, newer.events, report)
  compareComposites(was.composites, newer.composites, report)
  compareTelemetry(was.telemetry, newer.telemetry, report)
  return changes
}

/** What is known of both sides beside themselves. */
export interface Known {
  readonly order?: 'unknown'
}

/**
 * What changes for clients that stay on the version they speak, when `newer` replaces `older`: for each version that
 * was served, how it looks afterwards. A version that is gone is one change.
 */
export function diffServed(
  older: ContractData,
  newer: ContractData,
  known: Known = {},
): readonly { readonly version: string; readonly changes: readonly Change[] }[] {
  const served = versionsOf(newer)
  return versionsOf(older).map((version) => {
    const before = { ...contractAt(older, version), older: [] }
    if (served.includes(version)) return { version, changes: diffContracts(before, { ...contractAt(newer, version), older: [] }, known) }
    const { changes, report } = collect()
    compareVersions(before, newer, report)
    return { version, changes: changes.slice(0, 1) }
  })
}
