import type { ContractData } from '../../contract/data.ts'
import type { Json, SchemaFields } from '../../contract/schema.ts'
import type { XmlElement } from '../../codecs/xml/index.ts'
import {
  decodeFields,
  encodeFields,
  encodeRecord,
  mustBeRoot,
  namespaceOf,
  recordFields,
  type TypeNames,
  typeNames,
  xmlDocument,
} from '../../wire/xml/index.ts'
import type { RouteDescription } from './routes.ts'

/** One route's bodies in XML. */
export interface XmlForm {
  /** What was sent, as the JSON value that it stands for. Throws a `WireRefusal`. */
  input(root: XmlElement): unknown
  /**
   * What is answered: the document of a JSON text. `exact`: throws an `XmlError` for a character that XML has no words for;
   * otherwise it is replaced, since what was done is done.
   */
  output(body: string, exact: boolean): string
}

/** Of each route of one version, that is of a contract as `contractAt` shows it. */
export function xmlForms(contract: ContractData): (route: RouteDescription) => XmlForm {
  const names = typeNames(contract)
  const namespace = namespaceOf(contract)
  return (route) => {
    const sent = sentBy(route, contract, names)
    const shown = shownBy(route, contract, names)
    return {
      input: (root) => decodeFields(mustBeRoot(root, { names: sent.names, namespace }), sent.fields, { namespace }),
      output: (body, exact) =>
        xmlDocument(shown.name, shown.inner(JSON.parse(body) as { readonly [name: string]: Json }, exact ? 'refuse' : 'replace'), namespace),
    }
  }
}

interface Sent {
  readonly names: readonly string[]
  readonly fields: SchemaFields
}

const NOTHING: Sent = { names: [], fields: {} }

/** What the root element may be called, and what it has in it. Who changes a record may send the element that it got. */
function sentBy(route: RouteDescription, contract: ContractData, names: TypeNames): Sent {
  const name = route.resource ?? ''
  const resource = contract.resources[name]
  switch (route.kind) {
    case 'create':
    case 'replace':
      return resource ? { names: [names.body(name, route.kind), names.record(name)], fields: recordFields(resource) } : NOTHING
    case 'update':
      return resource ? { names: [names.body(name, 'patch'), names.record(name)], fields: recordFields(resource) } : NOTHING
    case 'command': {
      const command = resource?.commands[route.command ?? '']
      return command ? { names: [names.commandInput(name, route.command ?? '')], fields: command.input } : NOTHING
    }
    case 'operation': {
      const operation = contract.operations[route.operation]
      return operation ? { names: [names.operationInput(route.operation)], fields: operation.input } : NOTHING
    }
    default:
      return NOTHING
  }
}

interface Shown {
  readonly name: string
  readonly inner: (value: { readonly [name: string]: Json }, unsayable: 'refuse' | 'replace') => string
}

function shownBy(route: RouteDescription, contract: ContractData, names: TypeNames): Shown {
  const name = route.resource ?? ''
  const fields = (of: string, output: SchemaFields): Shown => ({ name: of, inner: (value, unsayable) => encodeFields(value, output, { contract, unsayable }) })
  const record = (of: string): Shown => ({ name: of, inner: (value, unsayable) => encodeRecord(value, name, { contract, unsayable }) })
  switch (route.kind) {
    case 'list':
      return fields(names.page(name), pageFields(name))
    case 'composite':
      return record(names.composite(route.operation))
    case 'command': {
      const output = contract.resources[name]?.commands[route.command ?? '']?.output
      return output ? fields(names.commandOutput(name, route.command ?? ''), output) : record(names.record(name))
    }
    case 'operation':
      return fields(names.operationOutput(route.operation), contract.operations[route.operation]?.output ?? {})
    case 'batch':
      return fields('', {})
    default:
      return record(names.record(name))
  }
}

/** A page as if it were an object with a has-many. */
function pageFields(resource: string): SchemaFields {
  return { items: { kind: 'many', resource, via: '' }, next: { kind: 'string' }, count: { kind: 'integer' } }
}
