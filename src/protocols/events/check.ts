import type { ContractData } from '../../contract/data.ts'
import { kebab } from '../../contract/define.ts'
import type { Diagnostic } from '../../contract/diagnostic.ts'
import { soundVersions } from '../../wire/served.ts'

/** What is served directly below a version, beside the contract. */
const SEGMENTS: readonly string[] = ['events', 'asyncapi.json']

/** What a stream says beside events, and what an `EventSource` says by itself (WHATWG HTML, 9.2.2). */
const STREAM_NAMES: ReadonlySet<string> = new Set(['gap', 'end', 'open', 'message', 'error'])

export function checkEvents(contract: ContractData): readonly Diagnostic[] {
  return soundVersions(contract).flatMap((version) => [...checkSegments(version), ...checkNames(version)])
}

/** Resources, operations and composites share the first segment behind the version with the events. */
function checkSegments(version: ContractData): readonly Diagnostic[] {
  const claims = [
    ...Object.entries(version.resources).map(([resource, { plural }]) => ({ segment: plural, place: `resources.${resource}.plural` })),
    ...Object.entries(version.operations).map(([operation, { path }]) => ({ segment: path, place: `operations.${operation}.path` })),
    ...Object.entries(version.composites).map(([composite, { path }]) => ({ segment: path, place: `composites.${composite}.path` })),
  ]
  return claims
    .filter(({ segment }) => SEGMENTS.includes(segment))
    .map(({ segment, place }): Diagnostic => ({
      code: 'BB401',
      severity: 'error',
      place,
      message: `In ${version.version} the address '/${segment}' is that of the events.`,
      remedy: `Give it another ${place.endsWith('.plural') ? 'plural' : 'path'}.`,
    }))
}

/** Events of a resource have its name in front; one of none could be taken for what the stream itself says. */
function checkNames(version: ContractData): readonly Diagnostic[] {
  return Object.keys(version.events)
    .filter((name) => STREAM_NAMES.has(kebab(name)))
    .map((name): Diagnostic => ({
      code: 'BB402',
      severity: 'error',
      place: `events.${name}`,
      message: `In ${version.version} the event '${name}' is called like what a stream says by itself: a client could not tell them apart.`,
      remedy: 'Say in its name what happened, such as shiftEnded.',
    }))
}
