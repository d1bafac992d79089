import type { ContractData } from '../../contract/data.ts'
import type { Diagnostic } from '../../contract/diagnostic.ts'
import { soundVersions } from '../../wire/served.ts'

/** What is served directly below a version, beside the contract. */
const SEGMENTS: readonly string[] = ['events', 'asyncapi.json']

/** Resources, operations and composites share the first segment behind the version with the events. */
export function checkEvents(contract: ContractData): readonly Diagnostic[] {
  return soundVersions(contract).flatMap((version) => {
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
  })
}
