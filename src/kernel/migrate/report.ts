import type { MigrationReport, ResourceReport } from './examine.ts'

/** Reports for a terminal: what is there, what happens to it, what stands in the way, and what to do. */
export function formatReports(reports: readonly MigrationReport[]): string {
  return reports.map(formatReport).join('\n\n')
}

function formatReport(report: MigrationReport): string {
  const { contract, from, to, refusals, resources, blocked } = report
  const lines = [`${contract}: stored ${from.version} (${from.hash.slice(0, 12)}), wanted ${to.version} (${to.hash.slice(0, 12)})`]
  for (const { message, remedy } of refusals) lines.push(`  ${message}`, `    ${remedy}`)
  if (from.hash === to.hash) lines.push('  The contract is the same. Owners over references are computed, which a backup does not hold.')
  else if (report.resumes) lines.push('  A migration was begun and is not done; it is taken up where it was.')
  for (const resource of resources) if (resource.status !== 'unchanged') lines.push(...resourceLines(resource))
  const same = resources.filter(({ status }) => status === 'unchanged').length
  if (same > 0) lines.push(`  ${same} resource${same === 1 ? ' is' : 's are'} unchanged.`)
  if (blocked)
    lines.push(`  It cannot be done as it is; nothing was changed. A migration in the app file that begins here says from: '${from.hash.slice(0, 12)}'.`)
  return lines.join('\n')
}

function resourceLines(report: ResourceReport): readonly string[] {
  const { resource, status, records, rewritten, failing, failures, reasons } = report
  const count =
    records === undefined
      ? ''
      : `, ${records} record${records === 1 ? '' : 's'}${rewritten > 0 ? `, ${rewritten} to rewrite` : ''}${failing > 0 ? `, ${failing} that do not fit` : ''}`
  const lines = [`  ${resource}: ${status}${count}`]
  for (const { place, message, remedy } of reasons) {
    lines.push(`    ${place} ${message}`)
    // What is done by itself, or fits already, needs no remedy.
    if (status === 'blocked' && remedy !== '' && remedy !== 'Nothing to do.') lines.push(`      ${remedy}`)
  }
  for (const { key, pointer, detail } of failures) lines.push(`    ${key}${pointer === '' ? '' : ` ${pointer}`}: ${detail}`)
  const told = new Set(failures.map(({ key }) => key)).size
  if (failing > told) lines.push(`    … and ${failing - told} more`)
  return lines
}
