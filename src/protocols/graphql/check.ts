import type { ContractData } from '../../contract/data.ts'
import type { Diagnostic } from '../../contract/diagnostic.ts'
import { SYSTEM_FIELDS, type Schema, type SchemaFields } from '../../contract/schema.ts'
import { soundVersions } from '../../wire/served.ts'
import { areNames } from './names.ts'
import { wholeModel } from './schema/build.ts'

/** What GraphQL cannot say of a contract: two things under one name, and what its types have no words for. */
export function checkGraphql(contract: ContractData): readonly Diagnostic[] {
  return soundVersions(contract).flatMap((version) => [...checkNames(version), ...checkValues(version)])
}

function checkNames(version: ContractData): readonly Diagnostic[] {
  return wholeModel(version).clashes.map(({ name, what, other, place }) => ({
    code: 'BB311',
    severity: 'error',
    place,
    message: `In ${version.version} the GraphQL name '${name}' of ${what} is taken by ${other}.`,
    remedy: 'Rename one of them.',
  }))
}

function checkValues(version: ContractData): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  for (const { schema, place } of fieldsIn(version)) {
    const say = (code: string, message: string, remedy: string): void =>
      void found.push({ code, severity: 'warning', place, message: `In ${version.version} ${message}`, remedy })
    if ((schema.kind === 'enum' || schema.kind === 'state') && !areNames(schema.values))
      say(
        'BB312',
        'GraphQL has no names for these values: the field is text there, and its documents do not list them.',
        'Use letters, digits and _ in the values, or leave it so.',
      )
    if (schema.kind === 'map' || schema.kind === 'json')
      say(
        'BB313',
        `GraphQL has no type for a ${schema.kind}: the field is any JSON there, and nothing below it can be selected.`,
        'Use an object, or a list of objects with the key as a field, or leave it so.',
      )
    if (schema.optional && schema.nullable)
      say('BB314', 'GraphQL shows null both for what is null and for what is not there.', 'Make the field optional or nullable, not both, or leave it so.')
  }
  return found
}

interface Placed {
  readonly schema: Schema
  readonly place: string
}

/** Every field that GraphQL shows or takes, and what is inside it. */
function fieldsIn(version: ContractData): readonly Placed[] {
  const { resources, operations, faults } = version
  return [
    ...Object.entries(resources).flatMap(([name, { fields, commands }]) => [
      ...inside(fields, `resources.${name}.fields`),
      ...Object.entries(commands).flatMap(([command, { input, output = {} }]) => [
        ...inside(input, `resources.${name}.commands.${command}.input`),
        ...inside(output, `resources.${name}.commands.${command}.output`),
      ]),
    ]),
    ...Object.entries(operations).flatMap(([name, { input, output = {} }]) => [
      ...inside(input, `operations.${name}.input`),
      ...inside(output, `operations.${name}.output`),
    ]),
    ...Object.entries(faults).flatMap(([code, { detail }]) => inside(detail, `faults.${code}.detail`)),
  ]
}

function inside(fields: SchemaFields, place: string): readonly Placed[] {
  return Object.entries(fields).flatMap(([name, schema]) => (Object.hasOwn(SYSTEM_FIELDS, name) ? [] : below(schema, `${place}.${name}`)))
}

function below(schema: Schema, place: string): readonly Placed[] {
  if (schema.kind === 'object') return [{ schema, place }, ...inside(schema.fields, `${place}.fields`)]
  if (schema.kind === 'list') return [{ schema, place }, ...below(schema.of, `${place}.of`)]
  return [{ schema, place }]
}
