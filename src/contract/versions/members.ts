import { chainOf, type Chain } from './chain.ts'
import type { Facing, Hop } from './hop.ts'
import { namesOf, type HopNames, type Names } from './names.ts'

/** Everything that both the current and the oldest version of some hops have, by current name. */
export interface Members {
  readonly names: HopNames
  /** `path`: what the newer version of each hop calls it. */
  readonly records: ReadonlyMap<string, { readonly path: readonly string[]; readonly chain: Chain }>
  readonly inputs: ReadonlyMap<string, Chain>
  readonly outputs: ReadonlyMap<string, Chain>
  readonly events: ReadonlyMap<string, Chain>
  readonly faults: ReadonlyMap<string, Chain>
}

export function compileMembers(hops: readonly Hop[]): Members {
  const each = hops.map(namesOf)
  const current = hops[0]?.newer
  const records = new Map<string, { path: readonly string[]; chain: Chain }>()
  const inputs = new Map<string, Chain>()
  const outputs = new Map<string, Chain>()
  const events = new Map<string, Chain>()
  const faults = new Map<string, Chain>()

  /** Calls `found` with the names along the hops, where there is one everywhere. */
  const along = (kind: keyof HopNames, name: string, found: (path: readonly string[]) => void): void => {
    const path = namesAlong(
      each.map((names) => names[kind]),
      name,
    )
    if (path) found(path)
  }
  const chain = (path: readonly string[], facing: (hop: Hop, name: string) => Facing | undefined): Chain =>
    chainOf(hops.flatMap((hop, i) => facing(hop, path[i] ?? '') ?? []))

  for (const [resource, data] of Object.entries(current?.resources ?? {})) {
    along('resources', resource, (path) => records.set(resource, { path, chain: chain(path, (hop, name) => hop.resources.get(name)?.record) }))
    for (const command of Object.keys(data.commands)) {
      along('operations', `${resource}.${command}`, (path) => {
        inputs.set(
          `${resource}.${command}`,
          chain(path, (hop, name) => commandOf(hop, name)?.input),
        )
        outputs.set(
          `${resource}.${command}`,
          chain(path, (hop, name) => commandOf(hop, name)?.output),
        )
      })
    }
    for (const event of Object.keys(data.events))
      along('events', `${resource}.${event}`, (path) =>
        events.set(
          `${resource}.${event}`,
          chain(path, (hop, name) => eventOf(hop, name)?.data),
        ),
      )
  }
  for (const operation of Object.keys(current?.operations ?? {})) {
    along('operations', operation, (path) => {
      inputs.set(
        operation,
        chain(path, (hop, name) => hop.operations.get(name)?.input),
      )
      outputs.set(
        operation,
        chain(path, (hop, name) => hop.operations.get(name)?.output),
      )
    })
  }
  for (const event of Object.keys(current?.events ?? {}))
    along('events', event, (path) =>
      events.set(
        event,
        chain(path, (hop, name) => hop.events.get(name)?.data),
      ),
    )
  for (const code of Object.keys(current?.faults ?? {}))
    along('faults', code, (path) =>
      faults.set(
        code,
        chain(path, (hop, name) => hop.faults.get(name)?.detail),
      ),
    )
  return { names: joined(each), records, inputs, outputs, events, faults }
}

function joined(each: readonly HopNames[]): HopNames {
  return each.reduce((a, b) => ({
    resources: a.resources.then(b.resources),
    operations: a.operations.then(b.operations),
    events: a.events.then(b.events),
    faults: a.faults.then(b.faults),
  }))
}

function namesAlong(names: readonly Names[], name: string): readonly string[] | undefined {
  const path: string[] = []
  let here: string | undefined = name
  for (const hop of names) {
    if (here === undefined) return undefined
    path.push(here)
    here = hop.down(here)
  }
  return here === undefined ? undefined : path
}

/** `Order.start`: the command `start` of `Order`. */
function commandOf(hop: Hop, name: string): { readonly input: Facing; readonly output: Facing } | undefined {
  const [resource = '', command = ''] = name.split('.')
  return hop.resources.get(resource)?.commands.get(command)
}

function eventOf(hop: Hop, name: string): { readonly data: Facing } | undefined {
  const [resource = '', event = ''] = name.split('.')
  return hop.resources.get(resource)?.events.get(event)
}
