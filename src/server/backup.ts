import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { contractHash } from '../contract/canonical.ts'
import type { ContractData } from '../contract/data.ts'
import { OUTGOING_FACT, outgoingText } from '../kernel/events/outgoing.ts'
import type { DumpRow, Store, StoreView } from '../kernel/ports/store.ts'
import type { Clock } from '../kernel/ports/clock.ts'
import type { Random } from '../kernel/ports/random.ts'
import { linesOf } from './lines.ts'
import { VERSION } from './version.ts'

/** The first line of a backup. */
export interface BackupHeader {
  readonly busbar: 'backup'
  readonly format: 1
  readonly version: string
  readonly at: string
  readonly store: string
  readonly contract: { readonly name: string; readonly version: string; readonly hash: string }
}

export interface BackupCount {
  /** Rows by kind: `record`, `event`, `audit`, … */
  readonly rows: { readonly [kind: string]: number }
  readonly header: BackupHeader
}

/** The file is no backup, is not whole, or was changed. */
export class BackupBroken extends Error {
  override readonly name = 'BackupBroken'
}

/**
 * Writes everything in the store to a file: gzip, one JSON document a line, a header first, and last a line with the number
 * of rows and the SHA-256 of all lines before it. The file appears under its name only once it is whole and on the disk.
 */
export async function writeBackup(of: {
  readonly store: StoreView
  readonly contract: ContractData
  readonly clock: Clock
  readonly file: string
  readonly progress?: (rows: number) => void
}): Promise<BackupCount> {
  const { store, contract, clock, file } = of
  const header: BackupHeader = {
    busbar: 'backup',
    format: 1,
    version: VERSION,
    at: new Date(clock.now()).toISOString(),
    store: store.kind,
    contract: { name: contract.name, version: contract.version, hash: contractHash(contract) },
  }
  const rows: { [kind: string]: number } = {}
  const part = `${file}.part`
  try {
    // Keys' digests and the signing secrets are in it: for this user's eyes only.
    await pipeline(lines(), createGzip({ level: 4 }), createWriteStream(part, { mode: 0o600, flush: true }))
    await rename(part, file)
    await syncFolder(file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  return { rows, header }

  async function* lines(): AsyncGenerator<string> {
    const sum = createHash('sha256')
    let total = 0
    let chunk = `${JSON.stringify(header)}\n`
    for await (const row of store.dump()) {
      rows[row.row] = (rows[row.row] ?? 0) + 1
      total++
      chunk += `${JSON.stringify(row)}\n`
      if (chunk.length < 65_536) continue
      sum.update(chunk)
      yield chunk
      chunk = ''
      of.progress?.(total)
    }
    sum.update(chunk)
    yield `${chunk}${JSON.stringify({ end: { rows: total, sha256: sum.digest('hex') } })}\n`
  }
}

/**
 * Fills an empty store from a backup, made by either store, and gives it a new epoch, so that cursors from before are known
 * as such. Rejects with `BackupBroken` before the store is complete where the file is not whole.
 */
export async function readBackup(of: {
  readonly store: Store
  readonly random: Random
  readonly file: string
  readonly progress?: (rows: number) => void
}): Promise<BackupCount> {
  const { store, file } = of
  const rows: { [kind: string]: number } = {}
  const read = backupLines(file)
  const first = await read.next()
  const header = first.done ? undefined : headerOf(first.value)
  if (!header) throw new BackupBroken(`${file} is no backup of Busbar.`)
  if (header.format !== 1) throw new BackupBroken(`${file} was written by a newer Busbar (${header.version}); restore it with that version.`)
  const sum = createHash('sha256').update(`${first.value}\n`)
  await store.restore(dumped())
  await store.setFact('epoch', Buffer.from(of.random.bytes(8)).toString('hex'))
  await store.setFact(
    OUTGOING_FACT,
    outgoingText({
      state: 'paused',
      reason: `Restored from the backup of ${header.at}: what went out after it is not known. busbar resume --outgoing sends again.`,
    }),
  )
  return { rows, header }

  async function* dumped(): AsyncGenerator<DumpRow> {
    let total = 0
    for await (const line of read) {
      const row = parse(line, file) as DumpRow | { readonly end: { readonly rows: number; readonly sha256: string } }
      if ('end' in row) {
        if (row.end.rows !== total || row.end.sha256 !== sum.digest('hex'))
          throw new BackupBroken(`${file} was changed after it was written: its checksum is another one.`)
        const more = await read.next()
        if (!more.done) throw new BackupBroken(`${file} goes on behind its end.`)
        return
      }
      sum.update(`${line}\n`)
      rows[row.row] = (rows[row.row] ?? 0) + 1
      total++
      if (total % 10_000 === 0) of.progress?.(total)
      yield row
    }
    throw new BackupBroken(`${file} is cut off after ${total} rows.`)
  }
}

async function* backupLines(file: string): AsyncGenerator<string, undefined> {
  const packed = createReadStream(file)
  const unpacked = packed.pipe(createGunzip())
  packed.on('error', (error) => unpacked.destroy(error))
  try {
    return yield* linesOf(unpacked)
  } catch (error) {
    // zlib's errors have a code that begins so; the file system's have not.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      throw new BackupBroken(`${file} is no backup, or not whole: ${error.message}.`)
    throw error
  } finally {
    packed.destroy()
    unpacked.destroy()
  }
}

function headerOf(line: string): BackupHeader | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'busbar' in value && value.busbar === 'backup' ? (value as BackupHeader) : undefined
  } catch {
    return undefined
  }
}

function parse(line: string, file: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new BackupBroken(`${file} is not whole: a line of it cannot be read.`)
  }
}

/** The new name is on the disk only once its folder is; Windows has no such call and does it by itself. */
async function syncFolder(file: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dirname(file), 'r').catch(() => undefined)
  await folder?.sync()
  await folder?.close()
}
