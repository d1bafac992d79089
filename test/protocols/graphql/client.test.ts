import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { print } from 'graphql'
import ts from 'typescript-5'
import { plant as example } from '../../../examples/plant/contract.ts'
import { plant } from '../../../conformance/scenario/contract.ts'
import { clientOf, sdl, typesOf } from '../../golden/graphql.ts'
import { makeCalls } from '../../golden/graphql-client/calls.ts'
import { graphqlWorld } from './world.ts'

const folder = fileURLToPath(new URL('../../golden/graphql-client/', import.meta.url))
const calls = `${folder}calls.ts`

test('the client that graphql-codegen makes of the schema is the one that was reviewed', async () => {
  const documents = await readFile(`${folder}client.graphql`, 'utf8')
  const made = `// Made by graphql-codegen from the schema and client.graphql; RECORD=1 makes it anew.\n${await clientOf(sdl(plant.data, { version: 'v2', audience: 'internal' }), documents)}`
  if (process.env['RECORD'] === '1') await writeFile(`${folder}client.ts`, made)
  assert.equal((await readFile(`${folder}client.ts`, 'utf8')).replaceAll('\r\n', '\n'), made, 'Look at the change, then run with RECORD=1 to keep it.')
})

test('it compiles under strict, and so do the types of the whole plant; a wrong use of it does not', async () => {
  const whole = await typesOf(sdl(example.data, { version: 'v2', audience: 'internal' }))
  const right = compiled({ [calls]: await readFile(calls, 'utf8'), [`${folder}whole.ts`]: whole })
  assert.deepEqual(right.problems, [])
  const text = (await readFile(calls, 'utf8')).replace("sort: 'QUANTITY_DESC'", "sort: 'NOPE'").replace("quantity: '1' }", 'quantity: 1 }')
  const wrong = compiled({ [calls]: text }, right.program)
  assert.equal(wrong.problems.length, 2, wrong.problems.join('\n'))
})

test('one call of each kind is made with it', async () => {
  await using world = await graphqlWorld()
  await makeCalls(async (document, variables) => {
    const { data, errors } = await world.ask(print(document), { variables: variables as object })
    assert.deepEqual(errors, undefined)
    return data as never
  })
})

interface Compiled {
  readonly program: ts.Program
  readonly problems: readonly string[]
}

/** What the compiler says of these files. */
function compiled(files: { readonly [path: string]: string }, before?: ts.Program): Compiled {
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    types: ['node'],
  }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, how) => {
    const text = files[name]
    return text === undefined ? (before?.getSourceFile(name) ?? read(name, how)) : ts.createSourceFile(name, text, how)
  }
  const program = ts.createProgram(Object.keys(files), options, host, before)
  return { program, problems: ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')) }
}
