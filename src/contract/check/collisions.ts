import type { ContractData } from '../data.ts'
import { kebab } from '../define.ts'
import { eachResource, type Place, type Report } from './rule.ts'

/** Address segments that Busbar keeps for itself, now and later. */
const OURS = ['batch', 'docs', 'events', 'openapi']
const STANDARD = ['get', 'list', 'create', 'update', 'replace', 'delete']
const HANDLE = ['member', 'name', 'data', 'definition', 'faults', 'events']
const STANDARD_EVENTS = ['created', 'changed', 'deleted', 'left']

/** Resources, operations and composites share the first path segment. */
export function addresses(contract: ContractData, report: Report): void {
  const taken = new Map(OURS.map((segment) => [segment, 'Busbar itself']))
  const claim = (segment: string, place: Place, what: string): void => {
    const owner = taken.get(segment)
    if (owner === undefined) taken.set(segment, what)
    else report('BB104', place, `The address '${segment}' of ${what} is that of ${owner}.`)
  }
  eachResource(contract, (name, { plural }) => claim(plural, ['resources', name, 'plural'], `the resource ${name}`))
  for (const [name, { path }] of Object.entries(contract.operations)) claim(path, ['operations', name, 'path'], `the operation ${name}`)
  for (const [name, { path }] of Object.entries(contract.composites)) claim(path, ['composites', name, 'path'], `the composite ${name}`)
}

/** `Order.update` is one operation: a command cannot be called so too. */
export function commandNames(contract: ContractData, report: Report): void {
  eachResource(contract, (name, resource) => {
    for (const command of Object.keys(resource.commands)) {
      const place = ['resources', name, 'commands', command]
      if (STANDARD.includes(command)) report('BB105', place, `'${command}' is a standard operation.`, 'Rename the command, or list it under standard.')
      else if (HANDLE.includes(command)) report('BB105', place, `'${command}' is a member that every resource has.`)
    }
  })
}

/** The events of a resource: of what happens to records, of commands, and its own. */
export function eventNames(contract: ContractData, report: Report): void {
  eachResource(contract, (name, resource) => {
    const taken = new Map(STANDARD_EVENTS.map((event) => [event, 'the event of each record']))
    for (const [command, data] of Object.entries(resource.commands)) {
      const event = data.event ?? command
      // Two commands may tell the same thing.
      if (STANDARD_EVENTS.includes(event)) report('BB108', ['resources', name, 'commands', command], `Its event '${event}' is one that each record has.`)
      else taken.set(event, `the event of the command '${command}'`)
    }
    for (const event of Object.keys(resource.events)) {
      const other = taken.get(event)
      if (other !== undefined) report('BB108', ['resources', name, 'events', event], `'${event}' is ${other} already.`)
    }
  })
}

/** `dueAt` and `dueAT` are one column and one header; `Lot` and `LOT` are one table. */
export function likeNames(contract: ContractData, report: Report): void {
  const compare = (names: readonly string[], place: Place): void => {
    const seen = new Map<string, string>()
    for (const name of names) {
      const plain = kebab(name).replaceAll('-', '')
      const other = seen.get(plain)
      if (other !== undefined && other !== name) report('BB106', [...place, name], `'${name}' and '${other}' are the same but for case.`)
      seen.set(plain, name)
    }
  }
  compare(Object.keys(contract.resources), ['resources'])
  compare([...Object.keys(contract.operations), ...Object.keys(contract.composites)], ['operations'])
  eachResource(contract, (name, resource) => {
    compare([resource.key.field, ...Object.keys(resource.fields)], ['resources', name, 'fields'])
    compare(Object.keys(resource.commands), ['resources', name, 'commands'])
  })
}
