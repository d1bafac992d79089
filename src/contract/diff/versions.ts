import type { ContractData } from '../data.ts'
import { versionsOf } from '../versions/index.ts'
import type { Report } from './change.ts'

/** A version that was served and is not any more breaks whoever speaks it; one that is announced to end does not yet. */
export function compareVersions(older: ContractData, newer: ContractData, report: Report): void {
  const served = versionsOf(newer)
  for (const [i, version] of versionsOf(older).entries()) {
    if (!served.includes(version))
      report(
        i === 0 ? ['version'] : ['older', i - 1],
        ['reader', 'writer', 'caller', 'events'],
        `Version ${version} is no longer served; calls to it are answered with 404.`,
        `Move to ${newer.version}.`,
      )
  }
  for (const [i, is] of newer.older.entries()) {
    const was = older.older.find((other) => other.version === is.version)
    if (is.deprecated !== undefined && is.deprecated !== was?.deprecated)
      report(['older', i, 'deprecated'], [], `Version ${is.version} is deprecated from ${is.deprecated}.`, `Plan the move to ${newer.version}.`)
    if (is.sunset !== undefined && is.sunset !== was?.sunset)
      report(['older', i, 'sunset'], [], `Version ${is.version} ends at ${is.sunset}.`, `Move to ${newer.version} before.`)
  }
}
