import { canonicalJson } from '../../contract/canonical.ts'
import { sha256 } from '../../contract/canonical-sha256.ts'
import type { ResourceData } from '../../contract/data.ts'
import type { Schema, SchemaFields } from '../../contract/schema.ts'

/** A name for what the records of a resource look like and for the rules among them. Texts and who sees what do not count. */
export function formOf(resource: ResourceData): string {
  return sha256(
    canonicalJson({
      key: { ...resource.key, schema: bareSchema(resource.key.schema) },
      fields: bareFields(resource.fields),
      unique: resource.unique,
      external: resource.external,
    }),
  ).slice(0, 16)
}

/** Without what says nothing of a stored value. */
export function bareSchema(schema: Schema): Schema {
  const { doc: _1, examples: _2, deprecated: _3, readOnly: _4, writeOnly: _5, default: _6, ...bare } = schema
  switch (bare.kind) {
    case 'object':
      return { ...bare, fields: bareFields(bare.fields) }
    case 'list':
    case 'map':
      return { ...bare, of: bareSchema(bare.of) }
    default:
      return bare
  }
}

/** What is stored: a has-many never is. */
export function bareFields(fields: SchemaFields): SchemaFields {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, schema]) => (schema.kind === 'many' ? [] : [[name, bareSchema(schema)]])))
}
