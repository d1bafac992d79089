import { AUDIENCES, type Access, type Audience, type CommandData, type ResourceData } from '../data.ts'
import type { SchemaFields } from '../schema.ts'
import { mapPath, mapText, moveFields, movesOf } from './lineage-fields.ts'
import { renamed, values } from './lineage-names.ts'
import type { Words } from './lineage.ts'
import { recordSides } from './roles.ts'

/** An older resource in the newer version's words: fields, paths, states, commands, events. */
export function renameResource(words: Words, name: string, data: ResourceData): ResourceData {
  const { hop, base, report } = words.step
  const now = words.resource(name)
  const change = hop.resources[now]
  const is = base.resources[now]
  const moves = words.moves(name)
  const path = (field: string): string => mapPath(moves, field)
  const state = Object.entries(data.fields).find(([, schema]) => schema.kind === 'state')?.[0] ?? ''
  const stateNow = (value: string): string => mapText(moves, state, value)

  const spot = { place: ['resources', now, 'fields'], subject: now, sides: recordSides(data), report }
  const fields = moveFields(spot, words.fields(data.fields), { moves, like: is?.fields ?? {}, within: now })
  const commands = renamed(data.commands, is?.commands ?? {}, change?.commands)
  for (const [command, [was, its]] of Object.entries(commands)) {
    if (command !== was) report(['resources', now, 'commands', command], ['caller'], `${now}.${was} is called ${command} now.`, `Call ${command}.`)
    // Its event is called like it, where it has no name of its own.
    const named = command === was ? its : { ...its, event: its.event ?? was }
    commands[command] = [was, renameCommand({ words, place: [now, command], its: named, stateNow })]
  }
  const events = renamed(data.events, is?.events ?? {}, change?.events)
  for (const [event, [was, its]] of Object.entries(events)) {
    if (event !== was) report(['resources', now, 'events', event], ['events'], `The event ${now}.${was} is called ${event} now.`, 'Expect the new name.')
    const at = { place: ['resources', now, 'events', event], subject: event, sides: { output: ['events' as const] }, report }
    events[event] = [
      was,
      moveFields(at, words.fields(its), { moves: movesOf(change?.events?.[event]?.data), like: is?.events[event] ?? {}, within: `the event ${now}.${event}` }),
    ]
  }
  const names = new Map(Object.entries(commands).map(([command, [was]]) => [was, command]))
  const access: { [A in Audience]?: Access } = {}
  for (const audience of AUDIENCES) {
    const rule = data.access[audience]
    if (rule)
      access[audience] = renameAccess(rule, {
        can: (operation) => names.get(operation) ?? operation,
        fields: (field) => [path(field), ...moves.filter((move) => move.from.startsWith(`${field}.`)).map((move) => move.to.split('.')[0] ?? '')],
        own: (own) => words.path(name, own),
      })
  }
  return {
    ...data,
    plural: now !== name && is ? is.plural : data.plural,
    key: { ...data.key, field: path(data.key.field) },
    fields,
    lists: data.lists.map(({ equal, sort }) => ({ equal: equal.map(path), ...(sort !== undefined && { sort: path(sort) }) })),
    unique: data.unique.map((rule) => ({
      fields: rule.fields.map(path),
      ...(rule.when && {
        when: Object.fromEntries(
          Object.entries(rule.when).map(([field, value]) => [path(field), typeof value === 'string' ? mapText(moves, field, value) : value]),
        ),
      }),
      ...(rule.fault !== undefined && { fault: words.fault(rule.fault) }),
    })),
    ...(data.faults && { faults: data.faults.map((code) => words.fault(code)) }),
    ...(data.transitions && { transitions: Object.fromEntries(Object.entries(data.transitions).map(([from, to]) => [stateNow(from), to.map(stateNow)])) }),
    access,
    commands: values(commands),
    events: values(events),
    ...(data.master && { master: Object.fromEntries(Object.entries(data.master).map(([field, system]) => [path(field), system])) }),
  }
}

function renameCommand({
  words,
  place: [resource, command],
  its,
  stateNow,
}: {
  words: Words
  place: readonly [string, string]
  its: CommandData
  stateNow: (state: string) => string
}): CommandData {
  const { hop, base, report } = words.step
  const change = hop.resources[resource]?.commands?.[command]
  const is = base.resources[resource]?.commands[command]
  const move = (side: 'input' | 'output', fields: SchemaFields): SchemaFields =>
    moveFields(
      { place: ['resources', resource, 'commands', command, side], subject: command, sides: { [side]: ['caller' as const] }, report },
      words.fields(fields),
      {
        moves: movesOf(change?.[side]),
        like: is?.[side] ?? {},
        within: `the ${side} of ${resource}.${command}`,
      },
    )
  return {
    ...its,
    ...(its.from && { from: its.from.map(stateNow) }),
    ...(its.to !== undefined && { to: stateNow(its.to) }),
    input: move('input', its.input),
    ...(its.output && { output: move('output', its.output) }),
    faults: its.faults.map((code) => words.fault(code)),
  }
}

function renameAccess(
  rule: Access,
  now: { can: (operation: string) => string; fields: (name: string) => readonly string[]; own: (path: string) => string },
): Access {
  return {
    can: rule.can.map(now.can),
    ...(rule.own !== undefined && { own: now.own(rule.own) }),
    ...(rule.ownIs !== undefined && { ownIs: rule.ownIs }),
    ...(rule.show && { show: rule.show.flatMap(now.fields) }),
    ...(rule.hide && { hide: rule.hide.flatMap(now.fields) }),
  }
}
