import type { ContractData, ResourceData } from '../../contract/data.ts'
import type { Schema } from '../../contract/schema.ts'

/** `production-orders` → `productionOrders`, `ProductionOrder` → `productionOrder`. */
export function camel(name: string): string {
  const joined = name.replace(/-([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return joined.charAt(0).toLowerCase() + joined.slice(1)
}

/** `line-busy` → `LineBusy`. */
export function pascal(name: string): string {
  const joined = camel(name)
  return joined.charAt(0).toUpperCase() + joined.slice(1)
}

/** The type of what is in a field: `Order` and `address` → `OrderAddress`. What would be called like a list's types or a call's is told from them. */
export function partName(type: string, field: string): string {
  const name = type + pascal(field)
  return OURS.has(pascal(field)) ? `${name}Value` : name
}

const OURS: ReadonlySet<string> = new Set(['Connection', 'Edge', 'Fault', 'Filter', 'Input', 'Output', 'Patch', 'Payload', 'Sort'])

/** `dueDate` → `DUE_DATE`, `address.city` → `ADDRESS_CITY`. */
export function constant(path: string): string {
  return path
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toUpperCase()
}

/** The field that holds the key of a reference, beside the record itself. */
export function keyField(reference: string): string {
  return `${reference}Id`
}

/** Whether GraphQL has a name for every value (GraphQL, 2.1.9 and 3.9): otherwise an enumeration is text. */
export function areNames(values: readonly string[]): boolean {
  return values.length > 0 && values.every((value) => NAME.test(value) && !value.startsWith('__') && !WORDS.has(value))
}

const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/
const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null'])

/** Bounds that fit GraphQL's `Int` of 32 bits (GraphQL, 3.5.1). */
export function isInt(schema: Schema): boolean {
  return schema.kind === 'integer' && (schema.minimum ?? -Infinity) >= -(2 ** 31) && (schema.maximum ?? Infinity) <= 2 ** 31 - 1
}

export type RootType = 'Query' | 'Mutation'

/** One field of a root type, and the kernel's operation behind it. */
export interface RootName {
  readonly root: RootType
  readonly field: string
  readonly operation: string
  readonly kind: 'get' | 'list' | 'create' | 'update' | 'replace' | 'delete' | 'command' | 'operation' | 'composite'
  /** The resource it is about; of a composite its root. */
  readonly resource?: string
  /** Of a payload and an input: `StartOrder`. */
  readonly base: string
}

/** Everything that one version of a contract serves, in its order. */
export function rootNames(contract: ContractData): readonly RootName[] {
  const found: RootName[] = []
  for (const [name, resource] of Object.entries(contract.resources)) found.push(...ofResource(name, resource))
  for (const [name, operation] of Object.entries(contract.operations))
    found.push({ root: operation.reads ? 'Query' : 'Mutation', field: camel(name), operation: name, kind: 'operation', base: pascal(name) })
  for (const [name, { root }] of Object.entries(contract.composites))
    found.push({ root: 'Query', field: camel(name), operation: name, kind: 'composite', resource: root, base: pascal(name) })
  return found
}

/** A thing that is called the same however many there are has a list with another name. */
function listName(resource: string, plural: string): string {
  return camel(plural) === camel(resource) ? `${camel(plural)}List` : camel(plural)
}

function ofResource(resource: string, data: ResourceData): readonly RootName[] {
  const standard = new Set(data.standard)
  const found: RootName[] = []
  const add = (root: RootType, field: string, kind: Exclude<RootName['kind'], 'operation' | 'composite' | 'command'>): void =>
    void found.push({ root, field, kind, operation: `${resource}.${kind}`, resource, base: `${pascal(kind)}${resource}` })
  if (standard.has('get')) add('Query', camel(resource), 'get')
  if (standard.has('list')) add('Query', listName(resource, data.plural), 'list')
  if (standard.has('create')) add('Mutation', `create${resource}`, 'create')
  if (standard.has('update')) {
    add('Mutation', `update${resource}`, 'update')
    add('Mutation', `replace${resource}`, 'replace')
  }
  if (standard.has('delete')) add('Mutation', `delete${resource}`, 'delete')
  for (const command of Object.keys(data.commands))
    found.push({
      root: 'Mutation',
      field: `${command}${resource}`,
      kind: 'command',
      operation: `${resource}.${command}`,
      resource,
      base: `${pascal(command)}${resource}`,
    })
  return found
}
