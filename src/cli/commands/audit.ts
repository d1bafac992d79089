import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ChainPoint, SignedHead, Verdict } from '../../server/audit-trail.ts'
import { CONFIG_OPTION, defineCommand, ENV_OPTION, JSON_OPTION } from '../command.ts'
import { EXIT, Failed, UsageError } from '../exit.ts'
import { styled, type Io } from '../io.ts'
import { openLocalStore, openLocalView } from '../store.ts'

const ACTIONS = ['verify', 'head', 'export', 'archive', 'drop'] as const

export const audit = defineCommand({
  name: 'audit',
  summary: 'Verifies, signs, exports and archives the audit trail.',
  doc: [
    'verify: checks the hash chain of the store, and that it is the one whose heads were signed (--head); with --segment, that',
    'of archived files. head: signs the present end of the chain; keep it off this machine, since a chain alone does not show',
    'that its end was cut. export: the records as JSON lines. archive: the records up to a sequence number as a segment that',
    'verifies by itself. drop: removes from the store what a verified segment holds. All but drop work while the server runs.',
  ],
  arguments: [{ name: 'ACTION', doc: `${ACTIONS.join(', ')}.` }],
  options: {
    'head': { kind: 'texts', value: 'FILE', doc: 'verify: a head that `busbar audit head` signed; may be given several times.' },
    'public-key': { kind: 'text', value: 'TEXT', doc: 'verify: heads must be signed with this key (base64), the one you noted.' },
    'segment': {
      kind: 'texts',
      value: 'FILE',
      doc: 'verify: archived segments, in their order, instead of the store; drop: the segment to remove from the store.',
    },
    'upto': { kind: 'integer', value: 'SEQUENCE', minimum: 1, doc: 'archive: the last record; all there are where absent.' },
    'out': { kind: 'text', short: 'o', value: 'FILE', doc: 'head, export, archive: where to; standard output where absent (archive needs a file).' },
    'config': CONFIG_OPTION,
    'env-file': ENV_OPTION,
    'json': JSON_OPTION,
  },
  examples: [
    { does: 'is the trail as it was written?', run: 'busbar audit verify --head head-2026-09.json' },
    { does: 'sign the end, to keep elsewhere', run: 'busbar audit head --out head-2026-09.json' },
    { does: 'archive the first 100,000 records, then remove them here', run: 'busbar audit archive --upto 100000 --out audit-1.ndjson' },
    { does: 'the same, second step', run: 'busbar audit drop --segment audit-1.ndjson' },
  ],
  exits: { 1: 'the chain is broken; the first bad record was named' },
  async run({ arguments: [action = ''], options }, io) {
    const trail = await import('../../server/audit-trail.ts')
    if (action === 'verify' && options.segment.length > 0) return verifySegments(options.segment, { json: options.json }, io)
    if (!(ACTIONS as readonly string[]).includes(action)) throw new UsageError(`'${action}' is no action of busbar audit; there is ${ACTIONS.join(', ')}.`)
    const heads = action === 'verify' ? options.head.map((file) => readHead(file, io)) : []
    if (action === 'drop') return drop(options, io)
    const opened = await openLocalView(options, io)
    await using store = opened.store
    switch (action) {
      case 'verify': {
        const foreign = heads.find((head) => options['public-key'] !== undefined && !trail.isSignedBy(head, options['public-key']))
        if (foreign) throw new Failed(`The head of record ${foreign.sequence} is not signed with the key that was given.`)
        return printVerdict(
          await trail.verifyAudit(store, heads),
          { json: options.json, what: heads.length === 0 ? '' : `; ${heads.length} signed head${heads.length === 1 ? '' : 's'} fit` },
          io,
        )
      }
      case 'head': {
        const { systemClock } = await import('../../server/clock.ts')
        const head = await trail.signHead(store, systemClock)
        writeOut(`${JSON.stringify(head, undefined, 2)}\n`, options.out, io)
        if (options.out !== undefined) io.err.write(`Signed the head of record ${head.sequence}. Public key: ${head.publicKey}\n`)
        return EXIT.ok
      }
      case 'export': {
        const records = async function* (): AsyncGenerator<string> {
          for (let after = (await trail.archivedTo(store)).sequence; ;) {
            const found = await store.audit(after, 1000)
            for (const record of found) yield `${JSON.stringify(record)}\n`
            const last = found.at(-1)
            if (!last) return
            after = last.sequence
          }
        }
        if (options.out === undefined) for await (const line of records()) io.out.write(line)
        else await pipeline(records, createWriteStream(resolve(io.cwd, options.out), { flush: true }))
        return EXIT.ok
      }
      case 'archive': {
        if (options.out === undefined) throw new UsageError('busbar audit archive needs --out FILE.')
        const file = resolve(io.cwd, options.out)
        const upTo = options.upto ?? (await store.auditHead()).sequence
        const lines = async function* (): AsyncGenerator<string> {
          for await (const line of trail.segment(store, upTo)) yield `${line}\n`
        }
        await pipeline(lines, createWriteStream(`${file}.part`, { flush: true }))
        await rename(`${file}.part`, file)
        const verdict = await verifyFile(file)
        if (!verdict.ok) return printVerdict(verdict, { json: options.json, what: '' }, io)
        io.out.write(
          `${file}: records ${verdict.end.sequence - verdict.records + 1} to ${verdict.end.sequence}, verified. They are still in the store: busbar audit drop --segment ${options.out}\n`,
        )
        return EXIT.ok
      }
      default:
        throw new TypeError(action)
    }
  },
})

interface Choice {
  readonly 'segment': readonly string[]
  readonly 'config': string | undefined
  readonly 'env-file': readonly string[]
  readonly 'json': boolean
}

/** The only one that writes, so that no server may hold the store. */
async function drop(options: Choice, io: Io): Promise<number> {
  const [file, ...more] = options.segment
  if (file === undefined || more.length > 0) throw new UsageError('busbar audit drop needs one --segment FILE.')
  const trail = await import('../../server/audit-trail.ts')
  const opened = await openLocalStore(options, io)
  await using store = opened.store
  const verdict = await verifyFile(resolve(io.cwd, file), await trail.archivedTo(store))
  if (!verdict.ok) return printVerdict(verdict, { json: options.json, what: '' }, io)
  const [record] = await store.audit(verdict.end.sequence - 1, 1)
  if (record?.hash !== verdict.end.hash)
    throw new Failed(`Record ${verdict.end.sequence} of the store is not the one that the segment ends with; nothing was removed.`)
  await trail.dropArchived(store, verdict.end)
  io.out.write(`Removed ${verdict.records} records from the store; the chain goes on behind ${verdict.end.sequence}.\n`)
  return EXIT.ok
}

async function verifyFile(file: string, from?: ChainPoint): Promise<Verdict> {
  const [{ verifySegment }, { linesOf }] = await Promise.all([import('../../server/audit-trail.ts'), import('../../server/lines.ts')])
  return verifySegment(linesOf(createReadStream(file)), from)
}

async function verifySegments(files: readonly string[], of: { readonly json: boolean }, io: Io): Promise<number> {
  let from: ChainPoint | undefined
  let records = 0
  for (const file of files) {
    const verdict = await verifyFile(resolve(io.cwd, file), from)
    if (!verdict.ok) {
      io.err.write(`${file}: `)
      return printVerdict(verdict, { ...of, what: '' }, io)
    }
    from = verdict.end
    records += verdict.records
  }
  return printVerdict(
    { ok: true, records, erased: 0, end: from ?? { sequence: 0, hash: '' } },
    { ...of, what: ` in ${files.length} segment${files.length === 1 ? '' : 's'}` },
    io,
  )
}

function printVerdict(verdict: Verdict, of: { readonly json: boolean; readonly what: string }, io: Io): number {
  if (of.json) io.out.write(`${JSON.stringify(verdict)}\n`)
  else if (verdict.ok)
    io.out.write(
      `${styled(io, io.out, 'green')('The audit trail is as it was written')}: ${verdict.records} records, the last is ${verdict.end.sequence}${verdict.erased > 0 ? `, ${verdict.erased} with their payload erased` : ''}${of.what}.\n`,
    )
  else
    io.err.write(
      `${styled(io, io.err, 'red')(`The audit trail is broken at record ${verdict.sequence}`)}: ${verdict.detail}.\n  ${verdict.records} records before it are as they were written. Keep this store as it is, and compare with the last backup.\n`,
    )
  return verdict.ok ? EXIT.ok : EXIT.failure
}

function readHead(file: string, io: Io): SignedHead {
  try {
    const head: unknown = JSON.parse(readFileSync(resolve(io.cwd, file), 'utf8'))
    if (typeof head === 'object' && head !== null && 'sequence' in head && 'hash' in head && 'signature' in head) return head as SignedHead
  } catch (error) {
    throw new Failed(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  throw new Failed(`${file} is no signed head; \`busbar audit head\` writes one.`)
}

function writeOut(text: string, out: string | undefined, io: Io): void {
  if (out === undefined) io.out.write(text)
  else writeFileSync(resolve(io.cwd, out), text)
}
