import type { ContractData } from '../../../contract/data.ts'
import type { SchemaFields } from '../../../contract/schema.ts'
import { annotation } from '../../../wire/xml/xsd/structure.ts'
import type { TypeNames } from '../../../wire/xml/index.ts'
import { OPERATORS } from '../query.ts'
import { isKeyed, PARTS, type SoapOperation } from '../operations.ts'

/** The elements that ask for an operation and answer it: document/literal wrapped, so a generated client has a method of each. */
export function messageElements(operation: SoapOperation, contract: ContractData, names: TypeNames): string {
  const asks = [...keyElement(operation, contract), ...PARTS[operation.kind].map((part) => partElement(part, operation, { contract, names }))].join('')
  const answers = answerElements(operation, contract, names).join('')
  return wrapper(operation.name, asks) + wrapper(`${operation.name}Response`, answers)
}

function wrapper(name: string, children: string): string {
  return `<xs:element name="${name}"><xs:complexType><xs:sequence>${children}</xs:sequence></xs:complexType></xs:element>`
}

function keyElement({ kind, resource = '' }: SoapOperation, contract: ContractData): readonly string[] {
  const key = contract.resources[resource]?.key
  return key && isKeyed(kind) ? [element(key.field, 'xs:string', '', 'The key of the record.')] : []
}

const OPTIONAL = ' minOccurs="0"'
const REPEATED = ' minOccurs="0" maxOccurs="unbounded"'

function partElement(part: string, operation: SoapOperation, of: { readonly contract: ContractData; readonly names: TypeNames }): string {
  const { resource = '' } = operation
  const { contract, names } = of
  switch (part) {
    case 'record':
      return element('record', `tns:${names.body(resource, operation.kind === 'create' ? 'create' : 'replace')}`)
    case 'patch':
      return element('patch', `tns:${names.body(resource, 'patch')}`, '', 'What is to change: a field that is absent stays, one with xsi:nil is removed.')
    case 'input': {
      const type = inputType(operation, contract, names)
      return type === undefined ? '' : element('input', `tns:${type}`, OPTIONAL)
    }
    case 'fields':
      return element('fields', 'xs:string', REPEATED, 'Fields that the answer shows; all where absent.')
    case 'include':
      return element('include', 'xs:string', REPEATED, 'Dotted paths over references and has-many, whose records come along.')
    case 'ifMatch':
      return element('ifMatch', 'xs:string', REPEATED, "Revisions, one of which the record must be at; '*': any.")
    case 'ifNoneMatch':
      return element('ifNoneMatch', 'xs:string', REPEATED, "Revisions, none of which the record may be at; '*': it must not be there.")
    case 'limit':
      return element('limit', 'xs:positiveInteger', OPTIONAL, 'Records a page.')
    case 'cursor':
      return element('cursor', 'xs:string', OPTIONAL, "The 'next' of the page before.")
    case 'count':
      return element('count', 'xs:boolean', OPTIONAL, 'Asks how many records there are in all.')
    case 'sort':
      return SORT
    default:
      return FILTER
  }
}

function answerElements(operation: SoapOperation, contract: ContractData, names: TypeNames): readonly string[] {
  const { kind, resource = '', reads } = operation
  const replayed = element('replayed', 'xs:boolean', OPTIONAL, 'This is the stored answer to an earlier call with the same idempotency key.')
  const revision = element('revision', 'xs:long', OPTIONAL, 'Of the record: for ifMatch.')
  const record = (type: string): string => element('record', `tns:${type}`, OPTIONAL)
  switch (kind) {
    case 'list':
      return [
        ITEMS.replace('TYPE', `tns:${names.record(resource)}`),
        element('next', 'xs:string', OPTIONAL, "The next page's cursor; absent at the end."),
        element('count', 'xs:long', OPTIONAL, 'Records in all, where it was asked for.'),
      ]
    case 'get':
    case 'composite':
      return [
        record(names.record(resource)),
        revision,
        element('unchanged', 'xs:boolean', OPTIONAL, 'The caller has this revision already (ifNoneMatch); there is no record then.'),
      ]
    case 'delete':
      return [replayed]
    case 'operation':
    case 'command': {
      const output = outputType(operation, contract, names)
      const shown = output === undefined ? (kind === 'command' ? [record(names.record(resource))] : []) : [element('output', `tns:${output}`, OPTIONAL)]
      return [...shown, ...(kind === 'command' ? [revision] : []), ...(reads ? [] : [replayed])]
    }
    default:
      return [record(names.record(resource)), revision, element('created', 'xs:boolean', OPTIONAL, 'The record is new.'), replayed]
  }
}

function inputType({ kind, operation, resource = '', command = '' }: SoapOperation, contract: ContractData, names: TypeNames): string | undefined {
  const fields: SchemaFields = (kind === 'command' ? contract.resources[resource]?.commands[command]?.input : contract.operations[operation]?.input) ?? {}
  if (Object.keys(fields).length === 0) return undefined
  return kind === 'command' ? names.commandInput(resource, command) : names.operationInput(operation)
}

function outputType({ kind, operation, resource = '', command = '' }: SoapOperation, contract: ContractData, names: TypeNames): string | undefined {
  const output = kind === 'command' ? contract.resources[resource]?.commands[command]?.output : contract.operations[operation]?.output
  if (!output) return undefined
  return kind === 'command' ? names.commandOutput(resource, command) : names.operationOutput(operation)
}

function element(name: string, type: string, occurs = '', doc?: string): string {
  const head = `<xs:element name="${name}" type="${type}"${occurs}`
  return doc === undefined ? `${head}/>` : `${head}>${annotation(doc)}</xs:element>`
}

const SORT =
  '<xs:element name="sort" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="field" type="xs:string"/><xs:element name="descending" type="xs:boolean" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>'

const FILTER =
  '<xs:element name="filter" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>' +
  `<xs:element name="field" type="xs:string"/><xs:element name="operator" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">${OPERATORS.map((operator) => `<xs:enumeration value="${operator}"/>`).join('')}</xs:restriction></xs:simpleType></xs:element>` +
  '<xs:element name="value" type="xs:string" nillable="true" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>'

const ITEMS =
  '<xs:element name="items"><xs:complexType><xs:sequence><xs:element name="item" type="TYPE" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>'
