import type { ContractData, OlderVersionData } from '../data.ts'
import type { Schema, SchemaFields } from '../schema.ts'
import { contractAt, versionsOf } from '../versions/index.ts'
import type { Report } from './change.ts'
import { mapPath, moveFields, movesOf, type Move } from './lineage-fields.ts'
import { renamed, values } from './lineage-names.ts'
import { renameResource } from './lineage-resource.ts'
import { everyone } from './roles.ts'

/**
 * The older contract in the words of the newer one, where the newer one declares it as an older version of itself: so a
 * renamed field is told as renamed, and compared with what it became. Without such a declaration: as it is.
 */
export function inNewerWords(older: ContractData, newer: ContractData, report: Report): ContractData {
  const versions = versionsOf(newer)
  const from = versions.indexOf(older.version)
  let contract = older
  for (let i = from; i > 0; i--) {
    const hop = newer.older[i - 1]
    if (hop) contract = rename({ older: contract, hop, base: contractAt(newer, versions[i - 1] ?? newer.version), report })
  }
  return contract
}

export interface Step {
  readonly older: ContractData
  readonly hop: OlderVersionData
  /** The version that the hop is written over. */
  readonly base: ContractData
  readonly report: Report
}

/** What things of the older version are called in the newer. */
export interface Words {
  readonly step: Step
  resource(name: string): string
  moves(olderResource: string): readonly Move[]
  fault(code: string): string
  /** With the resources it refers to. */
  schema(schema: Schema): Schema
  fields(fields: SchemaFields): SchemaFields
  /** A path over references and has-many from an older resource. */
  path(olderResource: string, path: string): string
}

function rename(step: Step): ContractData {
  const { older, hop, base, report } = step
  const words = wordsOf(step)
  const resources: { [name: string]: ContractData['resources'][string] } = {}
  for (const [name, data] of Object.entries(older.resources)) {
    const now = words.resource(name)
    const is = base.resources[now]
    resources[now] = renameResource(words, name, data)
    if (now !== name && is)
      report(
        ['resources', now],
        everyone(data),
        `${name} is called ${now} now, at /${is.plural}.`,
        'Call the new address, and use the new name where names are used.',
      )
  }
  const operations = renamed(older.operations, base.operations, hop.operations)
  for (const [now, [name, data]] of Object.entries(operations)) {
    const is = base.operations[now]
    if (now !== name && is) report(['operations', now], ['caller'], `The operation ${name} is called ${now} now, at /${is.path}.`, 'Call the new address.')
    const its = hop.operations?.[now]
    const title = `the input of ${now}`
    const input = moveFields({ place: ['operations', now, 'input'], subject: title, sides: { input: ['caller'] }, report }, words.fields(data.input), {
      moves: movesOf(its?.input),
      like: is?.input ?? {},
      within: title,
    })
    const output =
      data.output &&
      moveFields({ place: ['operations', now, 'output'], subject: title, sides: { output: ['caller' as const] }, report }, words.fields(data.output), {
        moves: movesOf(its?.output),
        like: is?.output ?? {},
        within: `the output of ${now}`,
      })
    operations[now] = [
      name,
      { ...data, ...(now !== name && is && { path: is.path }), input, ...(output && { output }), faults: data.faults.map((code) => words.fault(code)) },
    ]
  }
  const events = renamed(older.events, base.events, hop.events)
  for (const [now, [name, data]] of Object.entries(events)) {
    if (now !== name) report(['events', now], ['events'], `The event ${name} is called ${now} now.`, 'Expect the new name.')
    const spot = { place: ['events', now, 'data'], subject: now, sides: { output: ['events' as const] }, report }
    events[now] = [
      name,
      {
        ...data,
        data: moveFields(spot, words.fields(data.data), {
          moves: movesOf(hop.events?.[now]?.data),
          like: base.events[now]?.data ?? {},
          within: `the event ${now}`,
        }),
      },
    ]
  }
  const composites = renamed(older.composites, base.composites, hop.composites)
  for (const [now, [name, data]] of Object.entries(composites)) {
    const is = base.composites[now]
    if (now !== name && is) report(['composites', now], ['reader'], `The composite ${name} is called ${now} now, at /${is.path}.`, 'Call the new address.')
    composites[now] = [
      name,
      {
        ...data,
        ...(now !== name && is && { path: is.path }),
        root: words.resource(data.root),
        include: data.include.map((path) => words.path(data.root, path)),
      },
    ]
  }
  const faults: { [code: string]: ContractData['faults'][string] } = {}
  for (const [code, data] of Object.entries(older.faults)) {
    const now = words.fault(code)
    if (now !== code) report(['faults', now], ['caller'], `The fault '${code}' is called '${now}' now.`, 'Handle the new code.')
    const spot = { place: ['faults', now, 'detail'], subject: now, sides: { output: ['caller' as const] }, report }
    faults[now] = {
      ...data,
      detail: moveFields(spot, words.fields(data.detail), {
        moves: movesOf(hop.faults?.[now]?.detail),
        like: base.faults[now]?.detail ?? {},
        within: `the detail of '${now}'`,
      }),
    }
  }
  return { ...older, resources, operations: values(operations), events: values(events), composites: values(composites), faults }
}

function wordsOf(step: Step): Words {
  const { older, hop, base } = step
  const resources = new Map(Object.entries(renamed(older.resources, base.resources, hop.resources)).map(([now, [name]]) => [name, now]))
  const codes = new Map(Object.entries(renamed(older.faults, base.faults, hop.faults)).map(([now, [name]]) => [name, now]))
  const words: Words = {
    step,
    resource: (name) => resources.get(name) ?? name,
    moves: (name) => movesOf(hop.resources[words.resource(name)]?.fields),
    fault: (code) => codes.get(code) ?? code,
    fields: (fields) => Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, words.schema(schema)])),
    schema(schema) {
      switch (schema.kind) {
        case 'ref':
          return { ...schema, resource: words.resource(schema.resource) }
        case 'many':
          return { ...schema, resource: words.resource(schema.resource), via: mapPath(words.moves(schema.resource), schema.via) }
        case 'object':
          return { ...schema, fields: words.fields(schema.fields) }
        case 'list':
        case 'map':
          return { ...schema, of: words.schema(schema.of) }
        default:
          return schema
      }
    },
    path(name, path) {
      const [first = '', ...rest] = path.split('.')
      const now = mapPath(words.moves(name), first)
      if (rest.length === 0) return now
      const schema = older.resources[name]?.fields[first]
      return schema?.kind === 'ref' || schema?.kind === 'many' ? `${now}.${words.path(schema.resource, rest.join('.'))}` : mapPath(words.moves(name), path)
    },
  }
  return words
}
