import type { ContractData } from '../data.ts'
import type { Hop } from './hop.ts'

/** Names of one kind in both directions. */
export class Names {
  readonly #up = new Map<string, string>()
  readonly #down = new Map<string, string>()

  add(newer: string, older: string): void {
    this.#up.set(older, newer)
    this.#down.set(newer, older)
  }
  up(older: string): string | undefined {
    return this.#up.get(older)
  }
  down(newer: string): string | undefined {
    return this.#down.get(newer)
  }
  /** These names, whose older ones are the newer ones of `older`. */
  then(older: Names): Names {
    const out = new Names()
    for (const [newer, between] of this.#down) {
      const name = older.down(between)
      if (name !== undefined) out.add(newer, name)
    }
    return out
  }
}

export interface HopNames {
  readonly resources: Names
  readonly operations: Names
  readonly events: Names
  readonly faults: Names
}

export function namesOf(hop: Hop): HopNames {
  const names: HopNames = { resources: new Names(), operations: new Names(), events: new Names(), faults: new Names() }
  for (const [name, its] of hop.resources) {
    names.resources.add(name, its.name)
    for (const operation of standardOf(hop.newer, name)) names.operations.add(`${name}.${operation}`, `${its.name}.${operation}`)
    for (const event of STANDARD_EVENTS) names.events.add(`${name}.${event}`, `${its.name}.${event}`)
    for (const [command, { name: older }] of its.commands) {
      names.operations.add(`${name}.${command}`, `${its.name}.${older}`)
      // The event of a command is called as the command, unless it has a name of its own.
      const event = hop.newer.resources[name]?.commands[command]?.event
      names.events.add(`${name}.${event ?? command}`, `${its.name}.${event ?? older}`)
    }
    for (const [event, { name: older }] of its.events) names.events.add(`${name}.${event}`, `${its.name}.${older}`)
  }
  for (const [name, { name: older }] of [...hop.operations, ...hop.composites]) names.operations.add(name, older)
  for (const [name, { name: older }] of hop.events) names.events.add(name, older)
  for (const [code, { code: older }] of hop.faults) names.faults.add(code, older)
  return names
}

const STANDARD_EVENTS = ['created', 'changed', 'deleted', 'left']

/** A resource that can be updated can be replaced too. */
function standardOf(contract: ContractData, resource: string): readonly string[] {
  const standard = contract.resources[resource]?.standard ?? []
  return standard.includes('update') ? [...standard, 'replace'] : standard
}
