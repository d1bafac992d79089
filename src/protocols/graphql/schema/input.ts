import type { ResourceData } from '../../../contract/data.ts'
import { EXTERNAL_REFS, EXTERNAL_REFS_FIELD } from '../../../contract/json-schema.ts'
import { SYSTEM_FIELDS, type Schema, type SchemaFields } from '../../../contract/schema.ts'
import { partName, pascal } from '../names.ts'
import { compound, scalar, type Face } from './fixed.ts'
import type { FieldModel } from './model.ts'
import { docOf, leafType, type Making } from './output.ts'

/** Who gives it (`contract/json-schema.ts`), what the types are called after, and where enumerations have their names from. */
interface Given {
  readonly face: Exclude<Face, 'output'>
  /** Without the suffix. */
  readonly base: string
  /** Of enumerations: the same as where the value is shown. */
  readonly shown: string
  readonly place: string
  readonly nested: boolean
}

/** The body of a create, replace or merge patch. */
export function recordInput(the: Making, resource: string, of: { readonly data: ResourceData; readonly face: Given['face']; readonly base: string }): string {
  const { data, face, base } = of
  const generated = data.key.schema.kind === 'uuid' && data.key.schema.generated === true
  const place = `resources.${resource}`
  const key: { [name: string]: FieldModel } =
    face === 'create' && generated ? {} : { [data.key.field]: { type: face === 'create' ? 'ID!' : 'ID', doc: docOf(data.key.schema) } }
  const fields = { ...data.fields, ...(data.external && { [EXTERNAL_REFS_FIELD]: EXTERNAL_REFS }), ...(face === 'replace' && SYSTEM_FIELDS) }
  return the.registry.define(base + suffixOf(face), { what: `what is given to ${base}`, place }, () => ({
    kind: 'input',
    fields: { ...key, ...inputFields(the, fields, { face, base, shown: resource, place: `${place}.fields`, nested: false }) },
  }))
}

/** The input of a command or operation; `undefined` where it has none. */
export function callInput(
  the: Making,
  fields: SchemaFields,
  of: { readonly base: string; readonly place: string },
): { readonly type: string; readonly required: boolean } | undefined {
  const given: Given = { face: 'create', base: of.base, shown: of.base, place: `${of.place}.input`, nested: false }
  const members = inputFields(the, fields, given)
  if (Object.keys(members).length === 0) return undefined
  const type = the.registry.define(`${of.base}Input`, { what: `the input of ${of.base}`, place: of.place }, () => ({ kind: 'input', fields: members }))
  return { type, required: Object.values(members).some((field) => field.type.endsWith('!')) }
}

function inputFields(the: Making, fields: SchemaFields, given: Given): { readonly [name: string]: FieldModel } {
  const members: { [name: string]: FieldModel } = {}
  for (const [name, schema] of Object.entries(fields)) {
    if (schema.kind === 'many' || (schema.readOnly && given.face !== 'replace')) continue
    const type = inputType(the, schema, { ...given, base: given.base + pascal(name), shown: shownAs(name, given), place: `${given.place}.${name}`, nested: true })
    members[name] = { type: isRequired(schema, given) ? `${type}!` : type, doc: docOf(schema), deprecated: schema.deprecated }
  }
  return members
}

function shownAs(name: string, given: Given): string {
  return name === EXTERNAL_REFS_FIELD && !given.nested ? 'ExternalRef' : partName(given.shown, name)
}

function inputType(the: Making, schema: Schema, given: Given): string {
  const leaf = leafType(the, schema, { name: given.shown, place: given.place })
  if (leaf !== undefined) return leaf
  const { face } = given
  switch (schema.kind) {
    case 'money':
    case 'quantity':
    case 'local':
      return compound(the.registry, schema.kind, face)
    case 'list': {
      // A merge patch replaces a list as a whole (RFC 7396, 1).
      const of = inputType(the, schema.of, { ...given, face: face === 'patch' ? 'create' : face })
      return `[${schema.of.nullable ? of : `${of}!`}]`
    }
    case 'object': {
      const members = inputFields(the, schema.fields, given)
      if (Object.keys(members).length === 0) return scalar(the.registry, 'JSON')
      return the.registry.define(given.base + suffixOf(face), { what: `what is given to ${given.base}`, place: given.place }, () => ({
        kind: 'input',
        doc: schema.doc,
        fields: members,
      }))
    }
    default:
      return scalar(the.registry, 'JSON')
  }
}

/** As `contract/json-schema-kind.ts` requires it. */
function isRequired(schema: Schema, { face, nested }: Given): boolean {
  if (face === 'patch' || schema.optional || schema.nullable) return false
  if (schema.default !== undefined && !nested) return false
  return face === 'create' || !(schema.readOnly || schema.writeOnly)
}

function suffixOf(face: Given['face']): string {
  return face === 'patch' ? 'Patch' : 'Input'
}
