import type { ContractData } from '../data.ts'
import { EXTERNAL_REFS_FIELD } from '../json-schema.ts'
import { SYSTEM_FIELDS } from '../schema.ts'
import { eachResource, type Place, type Report } from './rule.ts'
import { schemasIn } from './walk.ts'

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const PASCAL = /^[A-Z][A-Za-z0-9]*$/
const CAMEL = /^[a-z][A-Za-z0-9]*$/
/** Operations, events, composites and telemetry may be called like a thing, like an action, or like their address. */
const EITHER = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/
const VERSION = /^v[1-9][0-9]{0,3}$/

/** One form of name for each kind of thing, since each becomes a path segment, a GraphQL name, an XML name, a topic and a column. */
export function names(contract: ContractData, report: Report): void {
  const must = (form: RegExp, name: string, place: Place, how: string): void => {
    if (Object.hasOwn(Object.prototype, name) || name === 'prototype') report('BB102', place, `The name '${name}' is one that every JavaScript object has.`)
    else if (!form.test(name)) report('BB101', place, `The name '${name}' must be ${how}.`)
  }
  must(KEBAB, contract.name, ['name'], 'in kebab-case, such as plant')
  must(VERSION, contract.version, ['version'], 'v and a number, such as v1')
  eachResource(contract, (name, resource) => {
    const at = ['resources', name]
    must(PASCAL, name, at, 'in PascalCase, such as ProductionOrder')
    must(KEBAB, resource.plural, [...at, 'plural'], 'in kebab-case, such as production-orders')
    must(CAMEL, resource.key.field, [...at, 'key', 'field'], 'in camelCase, such as id')
    for (const command of Object.keys(resource.commands)) must(CAMEL, command, [...at, 'commands', command], 'in camelCase, such as reportQuantity')
    for (const event of Object.keys(resource.events)) must(CAMEL, event, [...at, 'events', event], 'in camelCase, such as quantityReported')
    for (const [command, { event }] of Object.entries(resource.commands))
      if (event !== undefined) must(CAMEL, event, [...at, 'commands', command, 'event'], 'in camelCase, such as started')
  })
  for (const [name, operation] of Object.entries(contract.operations)) {
    must(EITHER, name, ['operations', name], 'of letters, digits and single hyphens, such as checkStock')
    must(KEBAB, operation.path, ['operations', name, 'path'], 'in kebab-case, such as check-stock')
  }
  for (const [name, composite] of Object.entries(contract.composites)) {
    must(EITHER, name, ['composites', name], 'of letters, digits and single hyphens, such as orderView')
    must(KEBAB, composite.path, ['composites', name, 'path'], 'in kebab-case, such as order-view')
  }
  for (const name of Object.keys(contract.events)) must(EITHER, name, ['events', name], 'of letters, digits and single hyphens, such as shiftEnded')
  for (const name of Object.keys(contract.telemetry)) must(EITHER, name, ['telemetry', name], 'of letters, digits and single hyphens, such as temperature')
  for (const code of Object.keys(contract.faults)) must(KEBAB, code, ['faults', code], 'in kebab-case, such as line-busy')
  for (const { place, role, nested } of schemasIn(contract)) {
    const name = place.at(-1)
    if (typeof name === 'string' && place.at(-2) !== 'older' && role !== 'key' && role !== 'telemetry' && role !== 'constant' && !(nested && name === 'of'))
      must(CAMEL, name, place, 'in camelCase, such as dueDate')
  }
}

/** A record is one object: its own fields stand beside those that Busbar sets. */
export function takenNames(contract: ContractData, report: Report): void {
  eachResource(contract, (name, resource) => {
    const set = new Set([...Object.keys(SYSTEM_FIELDS), EXTERNAL_REFS_FIELD])
    if (set.has(resource.key.field))
      report('BB103', ['resources', name, 'key', 'field'], `The key is called '${resource.key.field}', which is a field that Busbar sets.`)
    for (const field of Object.keys(resource.fields)) {
      if (set.has(field)) report('BB103', ['resources', name, 'fields', field], `'${field}' is a field that Busbar sets.`)
      else if (field === resource.key.field) report('BB103', ['resources', name, 'fields', field], `'${field}' is the key already.`)
    }
  })
}
