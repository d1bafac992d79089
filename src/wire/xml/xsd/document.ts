import type { ContractData, ResourceData } from '../../../contract/data.ts'
import type { Face } from '../../../contract/json-schema-kind.ts'
import type { Schema, SchemaFields } from '../../../contract/schema.ts'
import { recordFields } from '../fields.ts'
import { namespaceOf, typeNames, XS, type TypeNames } from '../names.ts'
import { PROBLEM_FIELDS } from '../problem.ts'
import { SYSTEM_FIELDS } from '../../../contract/schema.ts'
import { globalElement, namedType, type Printing } from './structure.ts'

/**
 * The XML Schema (1.0) of one version of a contract, narrowed to one audience: a type and a global element of the same
 * name for each record, page, body, input and output, an element for each composite and fault, and `Problem`. Elements
 * are qualified. What is sent and what is shown are types of their own, as in OpenAPI. `more` is put at the end: the
 * declarations of whoever builds upon it, in the same namespace, prefix `tns`.
 */
export function xsdOf(contract: ContractData, more = ''): string {
  const names = typeNames(contract)
  const namespace = namespaceOf(contract)
  return `<xs:schema xmlns:xs="${XS}" xmlns:tns="${namespace}" targetNamespace="${namespace}" elementFormDefault="qualified" version="${contract.version}">${declarations(contract, names)}${more}</xs:schema>`
}

function declarations(contract: ContractData, names: TypeNames): string {
  const the = (face: Face): Printing => ({ contract, names, face })
  const both = (name: string, fields: SchemaFields, of: Parameters<typeof namedType>[2]): string => globalElement(name, name) + namedType(name, fields, of)
  let out = DURATION
  for (const [name, resource] of Object.entries(contract.resources)) out += ofResource(name, resource, { names, the, both })
  for (const [name, operation] of Object.entries(contract.operations)) {
    out += both(names.operationInput(name), operation.input, { the: the('create'), doc: operation.doc })
    if (operation.output) out += both(names.operationOutput(name), operation.output, { the: the('read') })
  }
  for (const [name, composite] of Object.entries(contract.composites))
    if (contract.resources[composite.root]) out += globalElement(names.composite(name), names.record(composite.root), composite.doc)
  for (const [code, fault] of Object.entries(contract.faults)) {
    out += globalElement(names.fault(code), names.faultType(code), fault.doc)
    out += namedType(names.faultType(code), fault.detail, { the: the('read'), doc: fault.doc })
  }
  return out + both('Problem', PROBLEM_FIELDS, { the: the('read'), doc: 'What went wrong (RFC 9457). Programs decide by type or code; both are stable.' })
}

interface Of {
  readonly names: TypeNames
  readonly the: (face: Face) => Printing
  readonly both: (name: string, fields: SchemaFields, of: Parameters<typeof namedType>[2]) => string
}

function ofResource(name: string, resource: ResourceData, { names, the, both }: Of): string {
  const { standard, doc } = resource
  let out = both(names.record(name), recordFields(resource), { the: the('read'), doc })
  if (standard.includes('list')) out += globalElement(names.page(name), names.page(name)) + pageType(names.page(name), names.record(name))
  if (standard.includes('create')) out += both(names.body(name, 'create'), bodyFields(resource, 'create'), { the: the('create'), doc })
  if (standard.includes('update')) {
    out += both(names.body(name, 'replace'), bodyFields(resource, 'replace'), { the: the('replace'), doc })
    out += both(names.body(name, 'patch'), bodyFields(resource, 'patch'), {
      the: the('patch'),
      doc: 'What is absent stays, xsi:nil removes; a list is replaced as a whole (RFC 7396).',
    })
  }
  for (const [command, data] of Object.entries(resource.commands)) {
    out += both(names.commandInput(name, command), data.input, { the: the('create'), doc: data.doc })
    if (data.output) out += both(names.commandOutput(name, command), data.output, { the: the('read') })
  }
  return out
}

/** As `recordSchema`: the key is the creator's or nobody's, and whoever sends a whole record may leave out what it cannot set. */
function bodyFields(resource: ResourceData, face: 'create' | 'replace' | 'patch'): SchemaFields {
  const { [resource.key.field]: key, ...own } = recordFields(resource)
  const fields: { [name: string]: Schema } = {}
  const generated = key?.kind === 'uuid' && key.generated === true
  if (key && !(face === 'create' && generated)) fields[resource.key.field] = face === 'create' ? key : { ...key, optional: true }
  Object.assign(fields, own)
  if (face !== 'replace') for (const name of Object.keys(SYSTEM_FIELDS)) delete fields[name]
  return fields
}

function pageType(name: string, record: string): string {
  return `<xs:complexType name="${name}"><xs:sequence><xs:element name="items"><xs:complexType><xs:sequence><xs:element name="item" type="tns:${record}" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element><xs:element name="next" type="xs:string" minOccurs="0"><xs:annotation><xs:documentation>The cursor of the next page; absent on the last one.</xs:documentation></xs:annotation></xs:element><xs:element name="count" type="xs:long" minOccurs="0"><xs:annotation><xs:documentation>How many records there are in all, where it was asked for.</xs:documentation></xs:annotation></xs:element></xs:sequence></xs:complexType>`
}

/** ISO 8601 has weeks, xs:duration has not. */
const DURATION =
  '<xs:simpleType name="Duration"><xs:annotation><xs:documentation>ISO 8601: such as PT90S or P2W.</xs:documentation></xs:annotation><xs:union memberTypes="xs:duration"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="P[0-9]{1,9}W"/></xs:restriction></xs:simpleType></xs:union></xs:simpleType>'
