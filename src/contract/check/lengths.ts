import type { ContractData } from '../data.ts'
import { kebab } from '../define.ts'
import { eachResource, type Place, type Report } from './rule.ts'
import { schemasIn } from './walk.ts'

/** Tables are `<prefix>_<resource>` and columns `c_<path>` in snake_case, both at most 48 characters; PostgreSQL cuts names at 63 bytes. */
const LONGEST_RESOURCE = 38
const LONGEST_INDEXED = 44
const LONGEST_NAME = 60

/** Names of tables, columns and indexes are made from names of the contract. */
export function nameLengths(contract: ContractData, report: Report): void {
  const limit = (name: string, most: number, place: Place, why: string): void => {
    const length = kebab(name).length
    if (length > most) report('BB107', place, `'${name}' has ${length} characters in kebab-case; ${why} has at most ${most}.`)
  }
  limit(contract.name, LONGEST_RESOURCE, ['name'], 'a contract')
  eachResource(contract, (name, resource) => {
    const at = ['resources', name]
    limit(name, LONGEST_RESOURCE, at, 'a resource')
    limit(resource.plural, LONGEST_NAME, [...at, 'plural'], 'a plural')
    const indexed = (path: string, place: Place): void => limit(path.replaceAll('.', '--'), LONGEST_INDEXED, place, 'a path that is indexed')
    for (const [i, shape] of resource.lists.entries()) {
      for (const [j, field] of shape.equal.entries()) indexed(field, [...at, 'lists', i, 'equal', j])
      if (shape.sort !== undefined) indexed(shape.sort, [...at, 'lists', i, 'sort'])
    }
    for (const [i, rule] of resource.unique.entries()) for (const [j, field] of rule.fields.entries()) indexed(field, [...at, 'unique', i, 'fields', j])
    for (const [audience, access] of Object.entries(resource.access)) if (access.own !== undefined) indexed(access.own, [...at, 'access', audience, 'own'])
    for (const [field, schema] of Object.entries(resource.fields)) if (schema.kind === 'ref') indexed(field, [...at, 'fields', field])
    for (const command of Object.keys(resource.commands)) limit(command, LONGEST_NAME, [...at, 'commands', command], 'a command')
    for (const event of Object.keys(resource.events)) limit(event, LONGEST_NAME, [...at, 'events', event], 'an event')
  })
  for (const { place, schema } of schemasIn(contract)) {
    const name = place.at(-1)
    if (typeof name === 'string' && schema.kind !== 'ref') limit(name, LONGEST_NAME, place, 'a field')
  }
  for (const family of ['operations', 'events', 'composites', 'telemetry', 'faults'] as const)
    for (const name of Object.keys(contract[family])) limit(name, LONGEST_NAME, [family, name], 'a name')
}
