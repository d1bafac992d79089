import { FORM } from './load-form.ts'
import type { Members, Shape } from './load-shape.ts'
import type { JsonSchema } from './json-schema.ts'

/** The JSON Schema of a contract's JSON form: what `schema/contract.schema.json` holds, for editors and for other programs. */
export function contractSchema(): JsonSchema {
  const { Contract: root, ...rest } = FORM
  if (!root) throw new TypeError('the form has no contract')
  const defs: { [name: string]: JsonSchema } = {}
  for (const [name, shape] of Object.entries(rest)) defs[name] = print(shape)
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Busbar contract', ...print(root), $defs: defs }
}

function print(shape: Shape): JsonSchema {
  switch (shape.is) {
    case 'text':
      return { type: 'string', ...(shape.values && { enum: shape.values }), ...(shape.pattern !== undefined && { pattern: shape.pattern }) }
    case 'integer':
    case 'number':
      return { type: shape.is, ...(shape.minimum !== undefined && { minimum: shape.minimum }) }
    case 'true':
      return { const: true }
    case 'constant':
      return { const: shape.value }
    case 'json':
      return {}
    case 'list':
      return { type: 'array', items: print(shape.of), ...(shape.least !== undefined && { minItems: shape.least }) }
    case 'map':
      return { type: 'object', additionalProperties: print(shape.of) }
    case 'keyed':
      return { type: 'object', properties: Object.fromEntries(shape.names.map((name) => [name, print(shape.of)])), additionalProperties: false }
    case 'object':
      return printMembers(shape.members)
    case 'named':
      return { $ref: `#/$defs/${shape.name}` }
    case 'variants':
      return {
        type: 'object',
        properties: { [shape.tag]: { enum: Object.keys(shape.variants) }, ...membersOf(shape.common).properties },
        required: [shape.tag],
        // `if` by the tag, and not `oneOf`: an editor then shows the error of the variant that was meant.
        allOf: Object.entries(shape.variants)
          .filter(([, members]) => Object.keys(members).length > 0)
          .map(([value, members]) => ({ if: { properties: { [shape.tag]: { const: value } } }, then: membersOf(members) })),
        unevaluatedProperties: false,
      }
  }
}

function printMembers(members: Members): JsonSchema {
  return { type: 'object', ...membersOf(members), additionalProperties: false }
}

function membersOf(members: Members): { properties: JsonSchema; required?: readonly string[] } {
  const properties: { [name: string]: JsonSchema } = {}
  const required: string[] = []
  for (const [name, member] of Object.entries(members)) {
    properties[name] = {
      ...print(member.shape),
      ...(member.doc !== undefined && { description: member.doc }),
      ...(member.default !== undefined && { default: member.default }),
    }
    if (!member.optional && member.default === undefined) required.push(name)
  }
  // Editors read `$schema` from the document itself.
  const own = Object.hasOwn(members, 'busbar') ? { $schema: { type: 'string' } } : {}
  return { properties: { ...own, ...properties }, ...(required.length > 0 && { required }) }
}
