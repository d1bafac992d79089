import type { ContractData, OlderVersionData } from '../data.ts'
import { placeOf, type Diagnostic } from '../diagnostic.ts'
import { checkFields } from './check-fields.ts'
import { compileHop, type Hop } from './hop.ts'
import { olderContract } from './older-contract.ts'
import { BAD, type Finding, type Report } from './report.ts'

/** What does not hold up in the older versions of a contract. An error means that the version cannot be served. Never throws. */
export function checkOlder(data: ContractData): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  let contract = data
  for (const [i, older] of data.older.entries()) {
    const report = (finding: Finding): void => {
      found.push({ severity: 'error', ...finding, place: finding.place === '' ? placeOf('older', i) : `${placeOf('older', i)}.${finding.place}` })
    }
    checkVersion(older, { newer: contract.version, report })
    const hop = compileHop(contract, older, report)
    checkNames(hop, report)
    checkFields(hop, report)
    contract = olderContract(hop, data.older.slice(i + 1))
  }
  return found
}

function checkVersion(older: OlderVersionData, the: { readonly newer: string; readonly report: Report }): void {
  const number = /^v([1-9][0-9]{0,3})$/.exec(older.version)?.[1]
  const before = /^v([1-9][0-9]{0,3})$/.exec(the.newer)?.[1]
  if (number === undefined) the.report({ ...BAD.version, place: 'version', message: `'${older.version}' is no major version.` })
  else if (before !== undefined && Number(number) >= Number(before))
    the.report({ ...BAD.version, place: 'version', message: `'${older.version}' is not lower than '${the.newer}', which it is written over.` })
  for (const name of ['deprecated', 'sunset'] as const) {
    const value = older[name]
    if (value !== undefined && !(INSTANT.test(value) && Number.isFinite(Date.parse(value))))
      the.report({ ...BAD.dates, place: name, message: `'${value}' is no instant.` })
  }
  if (older.deprecated !== undefined && older.sunset !== undefined && Date.parse(older.sunset) < Date.parse(older.deprecated))
    the.report({ ...BAD.dates, place: 'sunset', message: `The sunset ${older.sunset} is before the deprecation ${older.deprecated}.` })
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/

/** In the older version too, a name or an address means one thing. */
function checkNames(hop: Hop, report: Report): void {
  const addresses: [string, string][] = []
  const names: [string, string][] = []
  for (const [name, its] of hop.resources) {
    names.push([its.name, `resources.${name}`])
    addresses.push([its.plural, `resources.${name}`])
    once(
      [...its.commands].map(([command, { name: older }]) => [older, `resources.${name}.commands.${command}`]),
      { what: 'commands', report },
    )
    once(
      [...its.events].map(([event, { name: older }]) => [older, `resources.${name}.events.${event}`]),
      { what: 'events', report },
    )
  }
  for (const [name, its] of hop.operations) {
    names.push([its.name, `operations.${name}`])
    addresses.push([its.path, `operations.${name}`])
  }
  for (const [name, its] of hop.composites) {
    names.push([its.name, `composites.${name}`])
    addresses.push([its.path, `composites.${name}`])
  }
  once(names, { what: 'resources, operations or composites', report })
  once(addresses, { what: 'addresses', report })
  once(
    [...hop.events].map(([name, its]) => [its.name, `events.${name}`]),
    { what: 'events', report },
  )
  once(
    [...hop.faults].map(([code, its]) => [its.code, `faults.${code}`]),
    { what: 'faults', report },
  )
}

function once(names: readonly (readonly [name: string, place: string])[], the: { readonly what: string; readonly report: Report }): void {
  const seen = new Map<string, string>()
  for (const [name, place] of names) {
    const first = seen.get(name)
    if (first === undefined) seen.set(name, place)
    else the.report({ ...BAD.name, place, message: `In this version two ${the.what} are called '${name}': ${first} and ${place}.` })
  }
}
