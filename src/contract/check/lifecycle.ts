import type { ContractData, ResourceData } from '../data.ts'
import type { Schema } from '../schema.ts'
import { eachResource, type Place, type Report } from './rule.ts'

/** A key is one value that can stand in an address, is always there and always shown. */
export function keys(contract: ContractData, report: Report): void {
  eachResource(contract, (name, { key }) => {
    const place = ['resources', name, 'key', 'schema']
    const { kind, optional, nullable, writeOnly, readOnly } = key.schema
    if (!['string', 'uuid', 'enum'].includes(kind)) report('BB131', place, `The key '${key.field}' is a ${kind}.`)
    else if (optional || nullable || writeOnly || readOnly || key.schema.default !== undefined) {
      report(
        'BB131',
        place,
        `The key '${key.field}' is optional, nullable, read-only, write-only or has a default.`,
        'Remove the mark; a key is given by the creator, or made by Busbar with t.id().',
      )
    }
  })
}

/** At most one state, and commands and transitions that agree on it. */
export function lifeCycles(contract: ContractData, report: Report): void {
  eachResource(contract, (name, resource) => {
    const states = Object.entries(resource.fields).filter((entry): entry is [string, Extract<Schema, { kind: 'state' }>] => entry[1].kind === 'state')
    for (const [field] of states.slice(1)) report('BB132', ['resources', name, 'fields', field], `'${states[0]?.[0]}' is a state already.`)
    checkCycle({ name, resource, values: states[0]?.[1].values, report })
  })
}

interface Cycle {
  readonly name: string
  readonly resource: ResourceData
  /** Absent: the resource has no state. */
  readonly values: readonly string[] | undefined
  readonly report: Report
}

function checkCycle(cycle: Cycle): void {
  const { name, resource, values, report } = cycle
  const need = (state: string, place: Place): void => {
    if (!values) report('BB133', place, `${name} has no state field, so there is no state '${state}'.`, 'Add a field with t.state(), or remove it.')
    else if (!values.includes(state)) report('BB133', place, `There is no state '${state}'. There are ${values.join(', ')}.`)
  }
  for (const [command, data] of Object.entries(resource.commands)) {
    const at = ['resources', name, 'commands', command]
    for (const [i, state] of (data.from ?? []).entries()) need(state, [...at, 'from', i])
    if (data.to !== undefined) need(data.to, [...at, 'to'])
    if (data.from?.length === 0) report('BB137', [...at, 'from'], `'${command}' can be called in no state.`)
    moves(cycle, command)
  }
  for (const [from, to] of Object.entries(resource.transitions ?? {})) {
    need(from, ['resources', name, 'transitions', from])
    for (const [i, state] of to.entries()) need(state, ['resources', name, 'transitions', from, i])
  }
  if (values) reached(cycle, values)
}

/** Where transitions are declared, commands stay within them. Staying in a state is no move. */
function moves({ name, resource, values, report }: Cycle, command: string): void {
  const { transitions } = resource
  const data = resource.commands[command]
  const to = data?.to
  if (!data || !transitions || to === undefined) return
  const bad = (data.from ?? values ?? []).filter((from) => from !== to && !(Object.hasOwn(transitions, from) && transitions[from]?.includes(to)))
  if (bad.length === 0) return
  const made = bad.map((from) => `${from} → ${to}`).join(', ')
  report('BB134', ['resources', name, 'commands', command], `'${command}' makes ${made}, which the transitions do not have.`)
}

function reached({ name, resource, report }: Cycle, values: readonly string[]): void {
  const edges = new Map<string, Set<string>>()
  const edge = (from: string, to: string): void => void edges.set(from, (edges.get(from) ?? new Set()).add(to))
  for (const [from, to] of Object.entries(resource.transitions ?? {})) for (const state of to) edge(from, state)
  for (const { from, to } of Object.values(resource.commands)) if (to !== undefined) for (const state of from ?? values) edge(state, to)
  const place = (state: string): Place => ['resources', name, 'fields', fieldOf(resource), 'values', values.indexOf(state)]

  // Without declared transitions, code behind a command may move the state as it likes.
  const free = !resource.transitions && Object.values(resource.commands).some(({ to }) => to === undefined)
  const seen = new Set(values.slice(0, 1))
  for (const state of seen) for (const next of edges.get(state) ?? []) seen.add(next)
  if (!free) for (const state of values) if (!seen.has(state)) report('BB135', place(state), `Nothing leads to '${state}'.`)
  if (!resource.transitions) return
  for (const state of values)
    if (!Object.hasOwn(resource.transitions, state))
      report('BB136', place(state), `The transitions do not name '${state}'.`, `Add ${state}: [] if it is final.`)
}

function fieldOf(resource: ResourceData): string {
  return Object.entries(resource.fields).find(([, schema]) => schema.kind === 'state')?.[0] ?? ''
}

/** What readers are promised, a created record has. */
export function promises(contract: ContractData, report: Report): void {
  eachResource(contract, (name, resource) => {
    if (!resource.standard.includes('create')) return
    for (const [field, schema] of Object.entries(resource.fields)) {
      if (!schema.readOnly || schema.optional || schema.default !== undefined || schema.kind === 'state' || schema.kind === 'many') continue
      report('BB138', ['resources', name, 'fields', field], `'${field}' is read-only, so a created ${name} does not have it, and it is not optional.`)
    }
  })
}
