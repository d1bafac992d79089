import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { buildSchema, getIntrospectionQuery, GraphQLError, type DocumentNode, type OperationDefinitionNode } from 'graphql'
import type { Problem } from '../../../src/kernel/outcome.ts'
import { Refused } from '../../../src/protocols/graphql/error.ts'
import { checkLimits, parseWithin } from '../../../src/protocols/graphql/limits/index.ts'
import { LIMITS, limitsOf, type Limits } from '../../../src/protocols/graphql/limits/limits.ts'

const schema = buildSchema(`
  interface Node { nodeId: ID! }
  type Material implements Node { nodeId: ID! id: ID! title: String orders: [Order!]! substitute: Material }
  type Place { hall: String row: Row }
  type Row { number: Int }
  type Order implements Node { nodeId: ID! id: ID! material: Material lines: [Line!]! place: Place places: [Place!]! next: Order }
  type Line implements Node { nodeId: ID! id: ID! order: Order material: Material }
  type OrderEdge { cursor: String! node: Order }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type OrderConnection { nodes: [Order!]! edges: [OrderEdge!]! pageInfo: PageInfo! totalCount: Int! }
  type Query { order(id: ID!): Order orders(first: Int, after: String): OrderConnection! node(id: ID!): Node }
  type Payload { order: Order revision: Int }
  type Mutation { startOrder(id: ID!): Payload }
`)

function check(text: string, options: Limits & { readonly variables?: { readonly [name: string]: unknown } } = {}): Problem | undefined {
  const { variables = {}, ...given } = options
  const limits = limitsOf(given)
  try {
    const document = parseWithin(text, limits)
    const refused = checkLimits({ document, operation: operationOf(document), variables, schema }, limits)
    if (refused) throw refused
    return undefined
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    assert.deepEqual(error.errors, [{ problem: error.problem, at: { code: 'QUERY_TOO_COMPLEX' } }])
    return error.problem
  }
}
function operationOf(document: DocumentNode): OperationDefinitionNode {
  const found = document.definitions.find((one) => one.kind === 'OperationDefinition')
  assert.ok(found)
  return found
}
function said(text: string, options?: Parameters<typeof check>[1]): unknown {
  const problem = check(text, options)
  return problem && { code: problem.code, ...problem.more }
}
const nested = (levels: number): string => `{ order(id: 1) ${'{ next '.repeat(levels - 2)}{ id }${' }'.repeat(levels - 2)} }`

describe('a document', () => {
  it('is refused by its tokens before it is read to the end', () => {
    assert.equal(said(`{ ${'__typename '.repeat(9)} }`), undefined)
    assert.deepEqual(said(`{ ${'__typename '.repeat(10_000)} }`), { code: 'too-large', rule: 'tokens', limit: 1000 })
    assert.deepEqual(said(`${'# x\n'.repeat(2_000)}{ __typename }`), { code: 'too-large', rule: 'tokens', limit: 1000 })
    // What follows the limit is not even looked at.
    assert.deepEqual(said(`{ a b c d e f ???`, { tokens: 5 }), { code: 'too-large', rule: 'tokens', limit: 5 })
    assert.throws(() => check('{ a ???'), GraphQLError)
  })

  it('that is nested as deep as its tokens allow is read, and beyond the stack refused', () => {
    assert.deepEqual(said(nested(330), { depth: 330 }), undefined)
    assert.deepEqual(said(`{ order(id: ${'['.repeat(490)}${']'.repeat(490)}) { id } }`), undefined)
    for (const deep of [nested(60_000), `{ order(id: ${'['.repeat(60_000)}${']'.repeat(60_000)}) { id } }`])
      assert.deepEqual(said(deep, { tokens: 1_000_000 }), { code: 'too-large', rule: 'tokens', limit: 1_000_000 })
  })
})

describe('an operation', () => {
  it('is nested at most 10 deep, through fragments of any kind', () => {
    assert.equal(said(nested(10)), undefined)
    assert.deepEqual(said(nested(11)), { code: 'too-large', rule: 'depth', limit: 10, actual: 11 })
    assert.match(check(nested(11))?.detail ?? '', /nested 11 fields deep; 10 are allowed/)
    assert.deepEqual(
      said('{ order(id: 1) { ...A } } fragment A on Order { ... { next { ... on Order { ...B } } } } fragment B on Order { next { id } }', { depth: 3 }),
      {
        code: 'too-large',
        rule: 'depth',
        limit: 3,
        actual: 4,
      },
    )
  })

  it('that runs in a circle of fragments is measured, and left to validation', () => {
    assert.equal(said('{ order(id: 1) { ...A } } fragment A on Order { next { ...B } } fragment B on Order { next { ...A ...B } }'), undefined)
    assert.equal(said('{ ...Nowhere }'), undefined)
  })

  it('has at most 15 aliases, those of a fragment as often as it is spread', () => {
    const aliased = (n: number): string => `{ order(id: 1) { ${Array.from({ length: n }, (_, i) => `a${i}: id`).join(' ')} } }`
    assert.equal(said(aliased(15)), undefined)
    assert.deepEqual(said(aliased(16)), { code: 'too-large', rule: 'aliases', limit: 15, actual: 16 })
    const bomb = Array.from({ length: 60 }, (_, i) => `fragment F${i} on Order { a: next { ...F${i + 1} } b: next { ...F${i + 1} } }`).join(' ')
    assert.deepEqual(said(`{ order(id: 1) { ...F0 } } ${bomb} fragment F60 on Order { id }`, { depth: 100, tokens: 5_000 }), {
      code: 'too-large',
      rule: 'aliases',
      limit: 15,
      actual: Number.MAX_SAFE_INTEGER,
    })
  })

  it('has at most 20 root fields', () => {
    const roots = (n: number): string => `{ ${Array.from({ length: n }, (_, i) => `a${i}: order(id: ${i}) { id }`).join(' ')} }`
    assert.equal(said(roots(20), { aliases: 99 }), undefined)
    assert.deepEqual(said(roots(21), { aliases: 99 }), { code: 'too-large', rule: 'rootFields', limit: 20, actual: 21 })
    assert.deepEqual(said('{ ...A ... { ...A } } fragment A on Query { a: node(id: 1) { nodeId } b: node(id: 2) { nodeId } }', { rootFields: 3 }), {
      code: 'too-large',
      rule: 'rootFields',
      limit: 3,
      actual: 4,
    })
  })

  it('has at most 10 directives in one place, wherever that is', () => {
    const many = (n: number): string => '@skip(if: false) '.repeat(n)
    assert.equal(said(`{ order(id: 1) ${many(10)} { id ${many(10)} } }`), undefined)
    for (const text of [
      `{ order(id: 1) { id ${many(11)} } }`,
      `query ${many(11)} { order(id: 1) { id } }`,
      `query ($a: Int ${many(11)}) { order(id: $a) { id } }`,
      `{ order(id: 1) { ... ${many(11)} { id } } }`,
      `{ order(id: 1) { ...A ${many(11)} } } fragment A on Order { id }`,
      `{ order(id: 1) { id } } fragment A on Order ${many(11)} { id }`,
    ])
      assert.deepEqual(said(text), { code: 'too-large', rule: 'directives', limit: 10, actual: 11 }, text)
  })

  it('selects one field at most 10 times in one place', () => {
    assert.equal(said(`{ order(id: 1) { ${'id '.repeat(10)} } }`), undefined)
    assert.deepEqual(said(`{ order(id: 1) { ${'id '.repeat(6)} ...A ...A } } fragment A on Order { ... { ${'id '.repeat(5)} } }`), {
      code: 'too-large',
      rule: 'repeats',
      limit: 10,
      actual: 11,
    })
  })

  it('may read 5000 records, by its pages and what is behind each', () => {
    const actual = (text: string, variables = {}): unknown => {
      const found = check(text, { cost: 1, depth: 100, variables })?.more?.['actual']
      return found
    }
    assert.equal(actual('{ a: order(id: 1) { id } b: order(id: 2) { id } }'), 2)
    // What is part of a record is not read by itself.
    assert.equal(actual('{ a: order(id: 1) { id place { row { number } } places { hall } } b: order(id: 2) { id } }'), 2)
    assert.equal(actual('{ orders { totalCount } }'), 50)
    assert.equal(actual('{ orders(first: 100) { nodes { id } } }'), 100)
    assert.equal(actual('query ($n: Int) { orders(first: $n) { nodes { id } } }', { n: 7 }), 7)
    assert.equal(actual('query ($n: Int = 8) { orders(first: $n) { nodes { id } } }'), 8)
    assert.equal(actual('query ($n: Int) { orders(first: $n) { nodes { id } } }', { n: 'many' }), 50)
    assert.equal(actual('{ orders(first: 10) { nodes { id material { id } } pageInfo { endCursor } } }'), 20)
    assert.equal(actual('{ orders(first: 10) { edges { node { id lines { id material { id } } } } } }'), 10 * (1 + 10 * 2))
    assert.equal(
      actual('{ orders(first: 10) { nodes { ...A } } } fragment A on Order { lines { ...B } ... on Node { nodeId } } fragment B on Line { order { id } }'),
      10 * (1 + 10 * 2),
    )
    assert.equal(actual('mutation { startOrder(id: 1) { order { material { substitute { id } } } revision } }'), 3)
    assert.deepEqual(said('{ orders(first: 1000) { nodes { material { id } next { next { next { next { id } } } } } } }'), {
      code: 'too-large',
      rule: 'cost',
      limit: 5000,
      actual: 6000,
    })
  })

  it('of introspection is that of tools, and nothing that multiplies the schema', () => {
    for (const inputValueDeprecation of [true, false])
      assert.equal(
        said(getIntrospectionQuery({ inputValueDeprecation, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, oneOf: true })),
        undefined,
      )
    assert.equal(said('{ __type(name: "Order") { fields { name type { fields { name } } } } }'), undefined)
    assert.deepEqual(said('{ ...A } fragment A on Query { __schema { types { ...T } } } fragment T on __Type { fields { type { fields { name } } } }'), {
      code: 'too-large',
      rule: 'introspection',
      limit: 2,
      actual: 3,
    })
  })
})

describe('limits', () => {
  it('are options with defaults, and what cannot be one is named', () => {
    assert.deepEqual(limitsOf(), LIMITS)
    assert.deepEqual(limitsOf({ depth: 4 }), { ...LIMITS, depth: 4 })
    assert.throws(() => limitsOf({ depth: 0 }), /'depth' must be a whole number from 1, and is 0/)
    const misspelled: object = { depht: 4 }
    assert.throws(() => limitsOf(misspelled), /there is no limit 'depht', but: tokens, depth/)
  })

  it('hold each for itself', () => {
    const text = '{ a: orders(first: 3) { nodes { id id material { id @skip(if: true) } } } __schema { types { name } } }'
    for (const name of ['depth', 'aliases', 'rootFields', 'directives', 'repeats', 'introspection', 'cost'] as const) {
      const actual = Number(check(text, { [name]: 1 })?.more?.['actual'] ?? 1)
      assert.equal(said(text, { [name]: actual }), undefined, name)
      if (actual > 1) assert.deepEqual(said(text, { [name]: actual - 1 }), { code: 'too-large', rule: name, limit: actual - 1, actual }, name)
    }
  })

  it('are looked at in a moment, whatever is sent', () => {
    const many = (n: number, make: (i: number) => string): string => Array.from({ length: n }, (_, i) => make(i)).join(' ')
    const hostile: { readonly [name: string]: string } = {
      typenames: `{ ${'__typename '.repeat(10_000)} }`,
      aliases: `{ ${many(10_000, (i) => `a${i}: __typename`)} }`,
      deep: nested(20_000),
      values: `{ order(id: ${'{a:'.repeat(30_000)}`,
      comments: `{ ${'#\n'.repeat(50_000)} a }`,
      spaces: `{ ${' ,'.repeat(50_000)} a }`,
      string: `{ order(id: "${'x'.repeat(100_000)}") { id } }`,
      block: `{ order(id: """${'\n '.repeat(50_000)}""") { id } }`,
      bomb: `{ ...F0 } ${many(140, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)}`,
      star: `{ ${many(60, (i) => `...F${i}`)} } ${many(60, (i) => `fragment F${i} on Query { ${many(10, (j) => `...F${(i + j) % 60}`)} }`)}`,
      circle: `{ ...F0 } ${many(140, (i) => `fragment F${i} on Query { ...F${(i + 1) % 140} ...F0 }`)}`,
    }
    for (const [name, text] of Object.entries(hostile)) {
      const look = (): void => {
        try {
          check(text)
        } catch (error) {
          assert.ok(error instanceof GraphQLError, `${name}: ${String(error)}`)
        }
      }
      // The best of a few: other tests run at the same time.
      const took = Math.min(
        ...Array.from({ length: 5 }, () => {
          const started = performance.now()
          look()
          return performance.now() - started
        }),
      )
      assert.ok(took < 100, `${name} took ${took} ms`)
    }
  })

  it('are looked at in any document with any fragments', () => {
    const name = fc.constantFrom('A', 'B', 'C', 'D')
    const { selection } = fc.letrec<{ selection: string; field: string }>((tie) => ({
      selection: fc.array(tie('field'), { minLength: 1, maxLength: 4 }).map((fields) => `{ ${fields.join(' ')} }`),
      field: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('id', 'x: id', '__typename', 'nowhere'),
        name.map((one) => `...${one}`),
        fc
          .tuple(fc.constantFrom('next', 'y: next', 'orders(first: 3)', '... on Order', '... on Nothing', '...'), tie('selection'))
          .map((parts) => parts.join(' ')),
      ),
    }))
    let refused = 0
    fc.assert(
      fc.property(selection, fc.dictionary(name, selection, { minKeys: 1 }), (operation, fragments) => {
        const text = `${operation} ${Object.entries(fragments)
          .map(([one, body]) => `fragment ${one} on Order ${body}`)
          .join(' ')}`
        const problem = check(text, { depth: 6, aliases: 5, cost: 100 })
        if (problem) refused++
        assert.ok(problem === undefined || (typeof problem.detail === 'string' && Number(problem.more?.['actual']) > Number(problem.more?.['limit'])))
      }),
      { numRuns: 500 },
    )
    assert.ok(refused > 0)
  })
})
