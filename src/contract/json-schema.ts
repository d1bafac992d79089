import type { ResourceData } from './data.ts'
import { objectOf, printFields, printValue, type Face, type JsonSchema } from './json-schema-kind.ts'
import { SYSTEM_FIELDS, type Schema, type SchemaFields } from './schema.ts'

export { EXTENSIONS, type JsonSchema } from './json-schema-kind.ts'

/** What other systems call a record: the field `externalRefs` of a resource that declares `external`. */
export const EXTERNAL_REFS: Schema = {
  kind: 'list',
  maxItems: 50,
  optional: true,
  doc: 'What other systems call this record. System, instance, type and value together name one record only.',
  of: {
    kind: 'object',
    fields: {
      system: { kind: 'string', minLength: 1, maxLength: 64, doc: 'The system, such as `sap`.' },
      instance: { kind: 'string', maxLength: 64, optional: true, doc: 'Which one, where there are several: a client, a site.' },
      type: { kind: 'string', minLength: 1, maxLength: 64, doc: 'What the system calls this kind of record, such as `AUFNR`.' },
      value: { kind: 'string', minLength: 1, maxLength: 255, doc: 'The key there, as text: leading zeros are kept.' },
      primary: { kind: 'boolean', optional: true, doc: 'The one to show, where a system has several.' },
    },
  },
}
export const EXTERNAL_REFS_FIELD = 'externalRefs'

/** One value as a caller gives it (`input`, the default) or gets it. */
export function valueSchema(schema: Schema, face: 'input' | 'output' = 'input'): JsonSchema {
  return printValue(schema, faceOf(face))
}

/**
 * The input or output of a command or operation, the data of an event, the detail of a fault. Objects that a caller
 * gives are closed; those it gets are open, since a later contract may add to them. `closed` says otherwise: Busbar
 * closes an output to check what an implementation answers.
 */
export function fieldsSchema(fields: SchemaFields, face: 'input' | 'output', options: { readonly closed?: boolean } = {}): JsonSchema {
  return objectOf(printFields(fields, faceOf(face), false), options.closed ?? face === 'input')
}

/**
 * A whole record. `read`: what Busbar sends. `create`: the body of a POST; the key is required where the creator gives
 * it, refused where Busbar makes it. `replace`: the body of a PUT; what a client got is accepted back, so key,
 * read-only and system fields are optional here and compared elsewhere. `patch`: a merge patch (RFC 7396); each field
 * is optional, and `null` removes an optional one. A patched record must be checked again as a whole, since a patch may
 * hold a part of an object.
 */
export function recordSchema(resource: ResourceData, face: Face): JsonSchema {
  const key = keySchema(resource.key.schema)
  const generated = key.kind === 'uuid' && key.generated === true
  const own = printFields(resource.fields, face, false)
  const external = resource.external ? printFields({ [EXTERNAL_REFS_FIELD]: EXTERNAL_REFS }, face, false) : undefined
  const system = face === 'read' || face === 'replace' ? printFields(SYSTEM_FIELDS, face, false) : undefined
  const keyShown = !(face === 'create' && generated)
  return {
    ...objectOf(
      {
        properties: {
          ...(keyShown && { [resource.key.field]: printValue(key, face, false) }),
          ...own.properties,
          ...external?.properties,
          ...system?.properties,
        },
        required: [...(face === 'read' || (face === 'create' && !generated) ? [resource.key.field] : []), ...own.required, ...(system?.required ?? [])],
        refused: [...(keyShown ? [] : [resource.key.field]), ...own.refused, ...(system ? [] : Object.keys(SYSTEM_FIELDS))],
      },
      face !== 'read',
    ),
    ...(resource.doc !== undefined && { description: resource.doc }),
  }
}

/** A key is part of an address, so it is never empty. */
function keySchema(schema: Schema): Schema {
  return schema.kind === 'string' ? { ...schema, minLength: Math.max(1, schema.minLength ?? 1) } : schema
}

function faceOf(face: 'input' | 'output'): Face {
  return face === 'input' ? 'create' : 'read'
}
