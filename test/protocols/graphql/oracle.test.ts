import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { execute, getNamedType, isAbstractType, isLeafType, isObjectType, parse, validate, type GraphQLNamedOutputType, type GraphQLSchema } from 'graphql'
import { plant } from '../../../conformance/scenario/contract.ts'
import { reader, TYPE } from '../../../src/protocols/graphql/plan/complete.ts'
import { operationOf } from '../../../src/protocols/graphql/plan/document.ts'
import { Plans } from '../../../src/protocols/graphql/plan/plan.ts'
import { schemasOf } from '../../../src/protocols/graphql/schema/schema.ts'

const served = schemasOf(plant.data)('internal')
const { schema, model } = served

type Choose = <T>(values: readonly T[]) => T

/** A selection of fields that there are, with aliases, fragments and directives, three deep. */
function selection(type: GraphQLNamedOutputType, choose: Choose, depth: number): string {
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : []
  const parts = Array.from({ length: choose([1, 2, 3, 4]) }, (): string => {
    const kind = choose(['field', 'field', 'field', 'typename', 'inline', 'spread', 'bare'])
    if (kind === 'typename') return `${choose(['', 'kind: '])}__typename${directive(choose)}`
    if (kind === 'bare' && depth > 0) return `...${directive(choose)} ${selection(type, choose, depth - 1)}`
    if (kind === 'inline' && depth > 0) {
      const on = choose([...possible, type])
      return `... on ${on.name}${directive(choose)} ${selection(on, choose, depth - 1)}`
    }
    if (kind === 'spread' && (type.name === 'Order' || possible.length > 0)) return `...${choose(['orderParts', 'orderKey'])}${directive(choose)}`
    if (!('getFields' in type)) return '__typename'
    const field = choose(Object.values(type.getFields()))
    const alias = choose(['', '', `${field.name}_2: `])
    const named = getNamedType(field.type)
    if (isLeafType(named)) return `${alias}${field.name}${directive(choose)}`
    return depth === 0 ? '__typename' : `${alias}${field.name}${directive(choose)} ${selection(named, choose, depth - 1)}`
  })
  return `{ ${parts.join(' ')} }`
}

function directive(choose: Choose): string {
  return choose(['', '', '', '', ' @include(if: $yes)', ' @skip(if: $yes)', ' @include(if: $no)', ' @skip(if: $no)', ' @include(if: true)'])
}

/** A value of a type, sometimes with nothing where there must be something, or a state that there is not. */
function valueOf(type: string, choose: Choose, depth: number): unknown {
  const spoiled = (): boolean => choose([false, false, false, false, false, false, true])
  const known = model.types.get(type)
  if (known?.kind === 'enum') return spoiled() ? 'Unknown' : known.values[0]
  if (known?.kind !== 'object') return type === 'Int' || type === 'Long' ? 7 : type === 'Boolean' ? true : 'text'
  const value: { [name: string]: unknown } = { [TYPE]: type }
  for (const [name, field] of Object.entries(known.fields)) {
    const from = field.source?.from ?? name
    const named = field.type.replace(/[[\]!]/g, '')
    if (spoiled()) value[from] = choose([null, undefined])
    else if (field.type.startsWith('['))
      value[from] = depth === 0 ? [] : choose([[], [1], [1, 2]]).map(() => (spoiled() ? null : valueOf(named, choose, depth - 1)))
    else if (field.source?.kind === 'key') value[`#${from}`] = 'key'
    else value[from] = depth === 0 && model.types.get(named)?.kind === 'object' ? null : valueOf(named, choose, depth - 1)
  }
  return value
}

const errorsOf = (errors: readonly { readonly path?: readonly (string | number)[] | undefined; readonly message: string }[] | undefined): readonly string[] =>
  (errors ?? []).map(({ path, message }) => `${path?.join('.')}: ${message}`).sort()

it('shows what graphql-js would show, for any selection of any value', (context) => {
  let compared = 0
  let failing = 0
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const choose: Choose = (values) => values[g(fc.nat, { max: values.length - 1 })] as (typeof values)[number]
      const root = choose(['order', 'node'])
      const returned = getNamedType(schema.getQueryType()?.getFields()[root]?.type)
      assert.ok(returned && (isObjectType(returned) || isAbstractType(returned)))
      const text = `query ($yes: Boolean!, $no: Boolean!) { ${root}(id: "x") ${selection(returned, choose, 3)} }
        fragment orderParts on Order { id state customer { title class } lines { position ...lineParts } } fragment orderKey on Node { nodeId __typename }
        fragment lineParts on OrderLine { material order { id ...orderKey } }
        query Uses($yes: Boolean!, $no: Boolean!) { a: order(id: "x") @skip(if: $yes) @include(if: $no) { ...orderParts ...orderKey } }`.replace(
        /query \(/,
        'query Asked(',
      )
      const document = parse(text)
      if (validate(schema, document).length > 0) return
      const value = valueOf(root === 'order' ? 'Order' : choose(['Order', 'Partner', 'OrderLine']), choose, 3)
      const variables = { yes: true, no: false }
      const expected = execute({
        schema: schema as GraphQLSchema,
        document,
        operationName: 'Asked',
        variableValues: variables,
        rootValue: {},
        fieldResolver: (source, _, __, info) =>
          info.parentType.name === 'Query' ? value : reader(model, info.parentType.name, info.fieldName)(source as { readonly [name: string]: unknown }),
        typeResolver: (source) => String((source as { readonly [name: string]: unknown })[TYPE]),
      })
      assert.ok(!(expected instanceof Promise))
      const [step] = new Plans(served).of(document, operationOf(document, 'Asked'), variables).steps
      assert.ok(step?.kind === 'call')
      const run = { path: [step.step.key] as (string | number)[], errors: [] as { message: string; path: readonly (string | number)[] }[] }
      const shown = step.step.complete(value, run as never)
      assert.equal(JSON.stringify(shown), JSON.stringify(expected.data?.[root]), text)
      assert.deepEqual(errorsOf(run.errors), errorsOf(expected.errors), text)
      compared++
      if (run.errors.length > 0) failing++
    }),
    { numRuns: 600 },
  )
  context.diagnostic(`${compared} selections compared, ${failing} of them with errors`)
  assert.ok(compared > 200 && failing > 20)
})
