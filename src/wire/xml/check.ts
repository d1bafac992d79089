import { schemasIn } from '../../contract/check/walk.ts'
import type { ContractData } from '../../contract/data.ts'
import { placeOf, type Diagnostic } from '../../contract/diagnostic.ts'
import type { Schema, SchemaFields } from '../../contract/schema.ts'
import { replaceUnsayable } from '../../codecs/xml/index.ts'
import { soundVersions } from '../served.ts'
import { includedName, recordFields } from './fields.ts'
import { xsdPattern } from './xsd/pattern.ts'

/** What XML and XML Schema cannot say of a contract or one of its older versions; each finding once. */
export function checkXml(contract: ContractData): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>()
  for (const served of soundVersions(contract))
    for (const one of [...checkIncluded(served), ...checkSchemas(served)]) {
      const id = `${one.code} ${one.place}`
      if (!found.has(id)) found.set(id, one)
    }
  return [...found.values()]
}

/** `materialRecord` is where the record of `material` is shown. */
function checkIncluded(contract: ContractData): readonly Diagnostic[] {
  const groups: (readonly [path: readonly (string | number)[], fields: SchemaFields])[] = Object.entries(contract.resources).map(
    ([name, resource]) => [['resources', name, 'fields'], recordFields(resource)] as const,
  )
  for (const [name, { output }] of Object.entries(contract.operations)) if (output) groups.push([['operations', name, 'output'], output])
  for (const { schema, place } of schemasIn(contract)) if (schema.kind === 'object') groups.push([[...place, 'fields'], schema.fields])
  return groups.flatMap(([place, fields]) =>
    Object.entries(fields).flatMap(([name, schema]): Diagnostic[] =>
      schema.kind === 'ref' && Object.hasOwn(fields, includedName(name))
        ? [
            {
              code: 'BB420',
              severity: 'error',
              place: placeOf(...place, includedName(name)),
              message: `In XML the element '${includedName(name)}' is the record that '${name}' names.`,
              remedy: 'Rename the field.',
            },
          ]
        : [],
    ),
  )
}

function checkSchemas(contract: ContractData): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  for (const { schema, place } of schemasIn(contract)) {
    if (schema.kind === 'string' && schema.pattern !== undefined && isReadable(schema.pattern) && xsdPattern(schema.pattern) === undefined)
      found.push({
        code: 'BB421',
        severity: 'warning',
        place: placeOf(...place, 'pattern'),
        message: `XML Schema cannot say '${schema.pattern}': the schema leaves it out, and what does not fit is refused all the same.`,
        remedy: 'Write it without look-around, back references, \\b and \\p, and with ^ and $ around the whole; or leave it so.',
      })
    for (const value of valuesOf(schema))
      if (replaceUnsayable(value) !== value)
        found.push({
          code: 'BB422',
          severity: 'error',
          place: placeOf(...place, 'values'),
          message: `XML has no words for a character of the value ${JSON.stringify(value)}.`,
          remedy: 'Use values without control characters.',
        })
  }
  return found
}

function valuesOf(schema: Schema): readonly string[] {
  return schema.kind === 'enum' || schema.kind === 'state' ? schema.values : schema.kind === 'quantity' ? (schema.units ?? []) : []
}

/** What cannot be read at all has its diagnostic already. */
function isReadable(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
    return true
  } catch {
    return false
  }
}
