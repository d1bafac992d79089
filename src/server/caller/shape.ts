import type { ContractData } from '../../contract/data.ts'
import { EXTERNAL_REFS_FIELD } from '../../contract/json-schema.ts'
import type { Schema, SchemaFields } from '../../contract/schema.ts'
import { nearest } from '../../kernel/validation-nearest.ts'
import { type InputShape, type TextKind, UnknownOperation } from './caller.ts'

/** What an operation of a contract takes. */
export function shapeOf(contract: ContractData, operation: string): InputShape {
  if (!operationsOf(contract).includes(operation)) throw new UnknownOperation(unknown(contract, operation))
  const dot = operation.lastIndexOf('.')
  const resource = dot === -1 ? undefined : contract.resources[operation.slice(0, dot)]
  const verb = operation.slice(dot + 1)
  if (resource) {
    if (verb === 'create' || verb === 'update' || verb === 'replace')
      return shape({ [resource.key.field]: resource.key.schema, ...resource.fields }, resource.external ? [EXTERNAL_REFS_FIELD] : [])
    if (verb === 'get' || verb === 'list' || verb === 'delete') return { kinds: new Map(), names: [] }
    const command = resource.commands[verb]
    if (command) return shape(command.input)
  }
  const own = contract.operations[operation]
  if (own) return shape(own.input)
  if (contract.composites[operation]) return { kinds: new Map(), names: [] }
  throw new UnknownOperation(unknown(contract, operation))
}

/** Every operation of a contract, by name. */
export function operationsOf(contract: ContractData): readonly string[] {
  const names: string[] = [...Object.keys(contract.operations), ...Object.keys(contract.composites)]
  for (const [name, resource] of Object.entries(contract.resources)) {
    for (const standard of resource.standard) names.push(`${name}.${standard}`)
    if (resource.standard.includes('update')) names.push(`${name}.replace`)
    for (const command of Object.keys(resource.commands)) names.push(`${name}.${command}`)
  }
  return names
}

function unknown(contract: ContractData, operation: string): string {
  const names = operationsOf(contract)
  const meant = nearest(operation, names)
  const ofResource = names.filter((name) => name.startsWith(`${operation.split('.')[0]}.`))
  return `${contract.name} ${contract.version} has no operation '${operation}'.${meant !== undefined ? ` Did you mean ${meant}?` : ofResource.length > 0 ? ` There is ${ofResource.join(', ')}.` : ''}`
}

function shape(fields: SchemaFields, more: readonly string[] = []): InputShape {
  const kinds = new Map<string, TextKind>()
  const walk = (prefix: string, of: SchemaFields): void => {
    for (const [name, schema] of Object.entries(of)) {
      const path = prefix + name
      kinds.set(path, kindOf(schema))
      if (schema.kind === 'object') walk(`${path}.`, schema.fields)
    }
  }
  walk('', fields)
  for (const name of more) kinds.set(name, 'json')
  return {
    kinds,
    names: [
      ...Object.entries(fields)
        .filter(([, schema]) => schema.kind !== 'many')
        .map(([name]) => name),
      ...more,
    ],
  }
}

function kindOf(schema: Schema): TextKind {
  switch (schema.kind) {
    case 'integer':
    case 'float':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'object':
    case 'list':
    case 'map':
    case 'money':
    case 'quantity':
    case 'local':
    case 'json':
    case 'many':
      return 'json'
    default:
      return 'text'
  }
}
