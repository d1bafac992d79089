import type { FieldModel, FieldModels, SchemaModel, TypeModel } from './model.ts'

/** The schema in the schema definition language (GraphQL, 3). */
export function sdlOf(model: SchemaModel): string {
  return `${[...model.types].map(([name, type]) => typeText(name, type)).join('\n\n')}\n`
}

function typeText(name: string, type: TypeModel): string {
  const doc = docText(type.doc, '')
  switch (type.kind) {
    case 'scalar':
      return `${doc}scalar ${name} @specifiedBy(url: ${JSON.stringify(type.url)})`
    case 'enum':
      return `${doc}enum ${name} {\n${type.values.map((value) => `  ${value}`).join('\n')}\n}`
    case 'union':
      return `${doc}union ${name} = ${type.members.join(' | ')}`
    case 'input':
      return `${doc}input ${name} {\n${fieldsText(type.fields)}\n}`
    case 'object':
    case 'interface': {
      const word = type.kind === 'object' ? 'type' : 'interface'
      const implemented = type.interfaces && type.interfaces.length > 0 ? ` implements ${type.interfaces.join(' & ')}` : ''
      return `${doc}${word} ${name}${implemented} {\n${fieldsText(type.fields)}\n}`
    }
  }
}

function fieldsText(fields: FieldModels): string {
  return Object.entries(fields)
    .map(([name, field]) => `${docText(field.doc, '  ')}  ${name}${argumentsText(field)}: ${field.type}${deprecatedText(field)}`)
    .join('\n')
}

function argumentsText({ args = {} }: FieldModel): string {
  const entries = Object.entries(args)
  if (entries.length === 0) return ''
  return `(\n${entries.map(([name, arg]) => `${docText(arg.doc, '    ')}    ${name}: ${arg.type}`).join('\n')}\n  )`
}

/** An input that must be given cannot be deprecated (GraphQL, 3.13.3). */
function deprecatedText({ deprecated, type, args }: FieldModel): string {
  if (deprecated === undefined || (args === undefined && type.endsWith('!') && deprecated === '')) return ''
  return ` @deprecated(reason: ${stringText(deprecated)})`
}

/** A string of one line: control characters escaped, as JSON does it. */
function stringText(text: string): string {
  return JSON.stringify(text)
}

function docText(doc: string | undefined, indent: string): string {
  return doc === undefined || doc === '' ? '' : `${indent}${stringText(doc)}\n`
}
