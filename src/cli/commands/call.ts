import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Json } from '../../contract/index.ts'
import { CALLER_OPTIONS, openCaller } from '../caller.ts'
import { defineCommand } from '../command.ts'
import { EXIT, UsageError } from '../exit.ts'
import type { Io } from '../io.ts'
import { printProblem } from '../problem.ts'

export const call = defineCommand({
  name: 'call',
  summary: 'Makes one call.',
  doc: [
    'Calls an operation by its name in the contract, on a running server (--url) or on the app in this process, and prints',
    'what it answers as JSON. FIELD is name=value, the value typed by the contract (name:=json for anything else, dots for',
    'what is inside: address.city=Bremen). For a list they are its query: state=Ready "due[gte]=2026-09-01T00:00:00Z" limit=10.',
  ],
  arguments: [
    { name: 'OPERATION', doc: 'ProductionOrder.get, .list, .create, .update, .replace, .delete or a command; an operation or a composite by name.' },
    { name: 'FIELD', doc: 'name=value or name:=json.', optional: true, many: true },
  ],
  options: {
    ...CALLER_OPTIONS,
    'key': { kind: 'text', short: 'k', value: 'KEY', doc: 'The key of the record.' },
    'input': { kind: 'text', short: 'i', value: 'FILE', doc: 'The input as JSON from a file, - for standard input; FIELDs are put on top.' },
    'fields': { kind: 'text', value: 'NAMES', doc: 'Only these fields of the answer, separated by commas.' },
    'include': { kind: 'text', value: 'PATHS', doc: 'Records to include, as paths separated by commas.' },
    'idempotency-key': { kind: 'text', value: 'TEXT', doc: 'Makes the call once, however often it is sent.' },
    'if-match': { kind: 'integer', value: 'REVISION', minimum: 1, doc: 'Changes the record only at this revision.' },
    'contract-version': {
      kind: 'text',
      value: 'VERSION',
      doc: 'An older major version, in its own words; only without --url, whose address names the version.',
    },
  },
  examples: [
    { does: 'read a record of a running server (BUSBAR_KEY holds the key)', run: 'busbar call Machine.get --key press-1 --url http://127.0.0.1:8080/api/v1' },
    { does: 'create one', run: 'busbar call Machine.create id=press-1 name="Press 1" --url http://127.0.0.1:8080/api/v1' },
    { does: 'a command, on the app of this folder', run: 'busbar call Machine.start --key press-1' },
    { does: 'a list', run: 'busbar call Machine.list state=Running limit=10' },
  ],
  exits: { 1: 'the call was refused; the problem was printed' },
  async run({ arguments: [operation = '', ...pairs], options }, io) {
    const version = options['contract-version']
    if (version !== undefined && options.url !== undefined) throw new UsageError('--contract-version has no meaning with --url: the address names the version.')
    await using caller = await openCaller(options, io, version === undefined ? {} : { version })
    const { shape, isList } = await describe(caller, operation)
    const fields = isList ? undefined : await inputOf({ pairs, kinds: shape.kinds, input: options.input }, io)
    const outcome = await caller.call({
      operation,
      ...(options.key !== undefined && { key: options.key }),
      ...(fields !== undefined && { input: fields }),
      ...(isList && { query: pairs.map(pairOf).map(({ name, text }): readonly [string, string] => [name, text]) }),
      ...(options.fields !== undefined && { fields: options.fields.split(',') }),
      ...(options.include !== undefined && { include: options.include.split(',') }),
      ...(options['idempotency-key'] !== undefined && { idempotencyKey: options['idempotency-key'] }),
      ...(options['if-match'] !== undefined && { ifMatch: options['if-match'] }),
    })
    if (!outcome.ok) {
      printProblem(outcome.problem, io)
      return EXIT.failure
    }
    if (outcome.body !== undefined) io.out.write(`${JSON.stringify(outcome.body, undefined, 2)}\n`)
    if (outcome.next !== undefined) io.err.write(`There is more: cursor=${outcome.next}\n`)
    return EXIT.ok
  },
})

async function describe(
  caller: Awaited<ReturnType<typeof openCaller>>,
  operation: string,
): Promise<{ readonly shape: ReturnType<typeof caller.shape>; readonly isList: boolean }> {
  const { UnknownOperation } = await import('../../server/caller/caller.ts')
  try {
    return { shape: caller.shape(operation), isList: operation.endsWith('.list') }
  } catch (error) {
    if (error instanceof UnknownOperation) throw new UsageError(error.message)
    throw error
  }
}

async function inputOf(
  of: { readonly pairs: readonly string[]; readonly kinds: ReadonlyMap<string, 'text' | 'number' | 'boolean' | 'json'>; readonly input: string | undefined },
  io: Io,
): Promise<{ readonly [name: string]: Json } | undefined> {
  const { fromText, setAt } = await import('../../server/caller/caller.ts')
  if (of.input === undefined && of.pairs.length === 0) return undefined
  const input: { [name: string]: Json } = of.input === undefined ? {} : { ...(await jsonOf(of.input, io)) }
  for (const { name, text, isJson } of of.pairs.map(pairOf)) {
    try {
      setAt(input, name, fromText(text, isJson ? 'json' : (of.kinds.get(name) ?? 'text')))
    } catch (error) {
      throw new UsageError(`${name}: ${error instanceof Error ? error.message : String(error)}.`)
    }
  }
  return input
}

async function jsonOf(file: string, io: Io): Promise<{ readonly [name: string]: Json }> {
  let text = ''
  if (file === '-') for await (const chunk of io.input) text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
  else {
    try {
      text = readFileSync(resolve(io.cwd, file), 'utf8')
    } catch (error) {
      throw new UsageError(`--input ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  let value: unknown
  try {
    // PowerShell 5 writes files with a byte order mark.
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new UsageError(`--input ${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError(`--input ${file} must hold one JSON object.`)
  return value as { readonly [name: string]: Json }
}

function pairOf(pair: string): { readonly name: string; readonly text: string; readonly isJson: boolean } {
  const [, name = '', colon, text = ''] = /^([^=]+?)(:)?=([\s\S]*)$/.exec(pair) ?? []
  if (name === '') throw new UsageError(`'${pair}' is not name=value.`)
  return { name, text, isJson: colon !== undefined }
}
