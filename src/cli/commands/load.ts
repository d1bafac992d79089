import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { CALLER_OPTIONS, openCaller, openLocal } from '../caller.ts'
import { defineCommand, JSON_OPTION } from '../command.ts'
import { EXIT, Failed, UsageError } from '../exit.ts'
import { styled, type Io } from '../io.ts'
import { createProgress } from '../progress.ts'

export const load = defineCommand({
  name: 'load',
  summary: 'Reads CSV or NDJSON into a resource.',
  doc: [
    'Makes a record of each line, through the same checks, events and audit as any other call: in this process on the app of',
    'this folder, which is fastest, or on a running server (--url). CSV has the fields in its first line (dots for what is',
    'inside: price.amount); an empty cell is no value. Lines that are refused are listed with their number in FILE.errors.csv.',
    'A load that was cut goes on with --resume behind the last settled line, which it keeps in FILE.load.json.',
  ],
  arguments: [{ name: 'FILE', doc: 'CSV, or one JSON object a line where it ends in .ndjson or .jsonl.' }],
  options: {
    ...CALLER_OPTIONS,
    'into': { kind: 'text', value: 'RESOURCE', doc: 'The resource, such as Material.' },
    'mode': {
      kind: 'text',
      value: 'MODE',
      choices: ['create', 'upsert'],
      default: 'create',
      doc: 'create refuses a key that is there; upsert replaces the record.',
    },
    'map': { kind: 'texts', value: 'COLUMN=FIELD', doc: 'Reads a column into a field of another name; COLUMN= leaves it out. May be given several times.' },
    'format': { kind: 'text', value: 'FORMAT', choices: ['csv', 'ndjson'], doc: 'What the file is, where its name does not say it.' },
    'delimiter': { kind: 'text', value: 'CHARACTER', doc: 'Of CSV; the one that the first line has most of (comma, semicolon, tab, bar) where absent.' },
    'encoding': { kind: 'text', value: 'NAME', default: 'utf-8', doc: 'Of the file, such as windows-1252.' },
    'dry-run': {
      kind: 'flag',
      doc: 'Only checks each line against the contract (types, bounds, patterns, what is required); stores nothing, and does not look whether references and keys are there.',
    },
    'in-order': {
      kind: 'flag',
      doc: 'One line after the other, where a record refers to one of an earlier line; slower. Done by itself where the resource refers to itself and the app file is at hand.',
    },
    'resume': { kind: 'flag', doc: 'Goes on where a load of this file was cut.' },
    'json': JSON_OPTION,
  },
  examples: [
    { does: 'check a file first, then load it', run: 'busbar load materials.csv --into Material --dry-run' },
    { does: 'the same, for good', run: 'busbar load materials.csv --into Material' },
    {
      does: 'a file of another system, into a running server',
      run: 'busbar load export.csv --into Material --map "MATNR=id" --map "MAKTX=name" --url http://127.0.0.1:8080/api/v2',
    },
  ],
  exits: { 1: 'lines were refused, or the load was cut; where the list is was printed' },
  async run({ arguments: [given = ''], options }, io) {
    const resource = options.into
    if (resource === undefined) throw new UsageError('busbar load needs --into RESOURCE.')
    if (options['dry-run'] && options.url !== undefined)
      throw new UsageError('--dry-run checks against the contract of an app file; it has no meaning with --url.')
    const file = resolve(io.cwd, given)
    if (!existsSync(file)) throw new Failed(`There is no file ${file}.`)
    const [{ loadRows, readCheckpoint }, { openSource, SourceError }, { planRows }, { systemClock }, { UnknownOperation }] = await Promise.all([
      import('../../server/load/load.ts'),
      import('../../server/load/source.ts'),
      import('../../server/load/plan.ts'),
      import('../../server/clock.ts'),
      import('../../server/caller/caller.ts'),
    ])
    const checkpointFile = `${file}.load.json`
    const errorFile = `${file}.errors.csv`
    const known = readCheckpoint(checkpointFile)
    if (known && !options.resume && !options['dry-run'])
      throw new Failed(
        `A load of this file into ${known.into} was cut behind line ${known.line}. Go on with --resume, or remove ${checkpointFile} to begin anew.`,
      )
    if (!known && options.resume) throw new Failed(`There is no load of this file to resume: ${checkpointFile} is not there.`)
    const mode = options.mode === 'upsert' ? 'upsert' : 'create'
    const progress = createProgress(io.err)
    const began = performance.now()
    try {
      const target = await openTarget({ resource, mode, dryRun: options['dry-run'] }, options, io)
      await using caller = target.caller
      const source = await openSource({
        file,
        format: options.format as 'csv' | 'ndjson' | undefined,
        delimiter: options.delimiter,
        encoding: options.encoding,
      })
      if (known && options.resume && (known.size !== source.size || known.into !== resource))
        throw new Failed(
          known.into === resource
            ? 'The file has another size than when the load was cut; its lines are not the same.'
            : `The load that was cut went into ${known.into}.`,
        )
      const idempotency = target.generatedKey && mode === 'create' ? (line: number): string => `load-${source.size}-${line}` : undefined
      const read = planRows(source, { resource, keyField: target.keyField, mode, shape: target.shape, map: mapOf(options.map), idempotency })
      const report = await loadRows({
        source,
        read,
        ...(options['dry-run'] ? {} : { caller }),
        ...(target.validate && { validate: target.validate }),
        ...(known && options.resume && { from: known }),
        into: resource,
        inOrder: options['in-order'] || target.refersToItself,
        checkpointFile,
        errorFile,
        signal: io.signal,
        clock: systemClock,
        progress: ({ rows, refused, bytes }) =>
          progress.show(
            `${rows} lines, ${Math.round(rows / Math.max(0.001, (performance.now() - began) / 1000))}/s${refused > 0 ? `, ${refused} refused` : ''}`,
            bytes / Math.max(1, source.size),
          ),
      })
      progress.end()
      if (options.json) io.out.write(`${JSON.stringify(report)}\n`)
      else {
        const rate = report.seconds > 0 ? Math.round(report.rows / report.seconds) : report.rows
        io.out.write(
          `${report.rows} lines in ${report.seconds.toFixed(1)} s (${rate}/s): ${report.made} ${options['dry-run'] ? 'would be made' : mode === 'upsert' ? 'written' : 'made'}${report.there > 0 ? `, ${report.there} were there from the load that was cut` : ''}, ${report.refused} refused.\n`,
        )
        if (report.refused > 0) io.err.write(`${styled(io, io.err, 'yellow')(`What was refused, with line numbers: ${relative(io.cwd, errorFile)}`)}\n`)
      }
      if (report.stopped)
        io.err.write(`${styled(io, io.err, 'red')(`Stopped: ${report.stopped.why}`)}\nLines up to ${report.stopped.line} are settled; go on with --resume.\n`)
      return report.refused > 0 || report.stopped ? EXIT.failure : EXIT.ok
    } catch (error) {
      progress.end()
      if (error instanceof SourceError) throw new Failed(error.message)
      if (error instanceof UnknownOperation) throw new UsageError(error.message)
      throw error
    }
  },
})

type Choice = Parameters<typeof openCaller>[0]

/** Where rows go, and what is known of the resource. */
async function openTarget(of: { readonly resource: string; readonly mode: 'create' | 'upsert'; readonly dryRun: boolean }, choice: Choice, io: Io) {
  const operation = `${of.resource}.${of.mode === 'upsert' ? 'replace' : 'create'}`
  if (choice.url !== undefined) {
    const caller = await openCaller(choice, io)
    const shape = caller.shape(operation)
    // Over HTTP the key's name is in the document only as the path's parameter; the body has it under its own name.
    return { caller, shape, keyField: shape.names[0], generatedKey: false, refersToItself: false, validate: undefined }
  }
  const { describeTarget } = await import('../../server/load/target.ts')
  if (of.dryRun) {
    const { readContractFile } = await import('../../server/contract-file.ts')
    const { findAppFile } = await import('../../server/load-app.ts')
    const { contract } = await readContractFile(findAppFile(choice.config, io.cwd), io.cwd)
    return { caller: { [Symbol.asyncDispose]: async () => {} } as never, ...describeTarget(contract, of) }
  }
  const [{ localCaller }, { readEnvironmentFiles }] = await Promise.all([import('../../server/caller/local.ts'), import('../../server/environment.ts')])
  readEnvironmentFiles(choice['env-file'], io.cwd)
  const app = await openLocal(choice, io)
  return { caller: localCaller(app), ...describeTarget(app.config.contract, of) }
}

function mapOf(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=')
      if (at <= 0) throw new UsageError(`--map is '${pair}'; it must be COLUMN=FIELD, or COLUMN= to leave the column out.`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}
