import type { ContractData } from '../../contract/data.ts'
import type { Diagnostic } from '../../contract/diagnostic.ts'
import { soundVersions } from '../../wire/served.ts'
import { checkXml } from '../../wire/xml/index.ts'
import { LIST_PARAMETERS } from './filter.ts'
import { RESERVED_SEGMENTS, commandSegment, isReadable } from './routes.ts'

/** What REST cannot say of a contract: two things under one address, and what a query string or XML has no words for. */
export function checkRest(contract: ContractData): readonly Diagnostic[] {
  return [
    ...soundVersions(contract).flatMap((served) => [...checkSegments(served), ...checkCommands(served), ...checkOperations(served), ...checkFields(served)]),
    ...checkXml(contract),
  ]
}

/** Resources, operations and composites share the first segment behind the version. */
function checkSegments(contract: ContractData): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const taken = new Map(RESERVED_SEGMENTS.map((segment) => [segment, 'Busbar itself']))
  const claim = (segment: string, place: string, what: string): void => {
    const owner = taken.get(segment)
    if (owner !== undefined) {
      found.push({
        code: 'BB201',
        severity: 'error',
        place,
        message: `In ${contract.version} the address '/${segment}' of ${what} is taken by ${owner}.`,
        remedy: `Give ${what} another ${what.startsWith('the resource') ? 'plural' : 'path'}.`,
      })
    } else taken.set(segment, what)
    if (!SEGMENT.test(segment)) {
      found.push({
        code: 'BB202',
        severity: 'error',
        place,
        message: `'${segment}' cannot be a part of an address.`,
        remedy: 'Use lower-case letters, digits and single hyphens.',
      })
    }
  }
  for (const [name, resource] of Object.entries(contract.resources)) claim(resource.plural, `resources.${name}.plural`, `the resource '${name}'`)
  for (const [name, operation] of Object.entries(contract.operations)) claim(operation.path, `operations.${name}.path`, `the operation '${name}'`)
  for (const [name, composite] of Object.entries(contract.composites)) claim(composite.path, `composites.${name}.path`, `the composite '${name}'`)
  return found
}

/** `releaseQA` and `releaseQa` are two commands and one address. */
function checkCommands(contract: ContractData): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  for (const [name, resource] of Object.entries(contract.resources)) {
    const taken = new Map<string, string>()
    for (const command of Object.keys(resource.commands)) {
      const segment = commandSegment(command)
      const place = `resources.${name}.commands.${command}`
      const other = taken.get(segment)
      if (other !== undefined)
        found.push({
          code: 'BB203',
          severity: 'error',
          place,
          message: `The commands '${other}' and '${command}' of ${name} both get the address '/${segment}'.`,
          remedy: 'Rename one of them.',
        })
      else if (!SEGMENT.test(segment))
        found.push({
          code: 'BB202',
          severity: 'error',
          place,
          message: `'${segment}' cannot be a part of an address.`,
          remedy: 'Name the command with letters and digits, in camelCase.',
        })
      taken.set(segment, command)
    }
  }
  return found
}

/** GET has no body: an input that a query string cannot say leaves POST alone. */
function checkOperations(contract: ContractData): readonly Diagnostic[] {
  return Object.entries(contract.operations).flatMap(([name, operation]): Diagnostic[] =>
    operation.reads !== true || isReadable(operation)
      ? []
      : [
          {
            code: 'BB204',
            severity: 'warning',
            place: `operations.${name}.input`,
            message: `'${name}' reads, but a query string cannot say its input: it is served by POST only.`,
            remedy: 'Use scalars and lists of scalars, or leave it so.',
          },
        ],
  )
}

/** `?sort=…` is the order, never a filter on a field called `sort`. */
function checkFields(contract: ContractData): readonly Diagnostic[] {
  return Object.entries(contract.resources).flatMap(([name, resource]) =>
    LIST_PARAMETERS.filter((parameter) => Object.hasOwn(resource.fields, parameter) && resource.standard.includes('list')).map((field): Diagnostic => ({
      code: 'BB205',
      severity: 'warning',
      place: `resources.${name}.fields.${field}`,
      message: `A list reads the parameter '${field}' as its own, not as a filter on the field.`,
      remedy: `Filter by '${field}[eq]=…', or rename the field.`,
    })),
  )
}

const SEGMENT = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
