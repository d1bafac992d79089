import { createWriteStream, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { csvLine, textCell } from '../../codecs/csv/encode.ts'
import type { Caller, PlainCall, PlainProblem } from '../caller/caller.ts'
import { RowError, type RowReader } from './plan.ts'
import type { Source } from './source.ts'

/** How far a load is: every line up to `line` is settled, made or refused. */
export interface Checkpoint {
  readonly into: string
  readonly size: number
  readonly line: number
  readonly made: number
  readonly there: number
  readonly refused: number
}

export interface LoadOptions {
  readonly source: Source
  readonly read: RowReader
  /** Absent: nothing is sent (a dry run), `validate` judges. */
  readonly caller?: Caller
  readonly validate?: (call: PlainCall) => readonly { readonly pointer?: string; readonly detail: string }[] | undefined
  /** Where the load goes on: lines up to it are passed over, and a record that is there already was made by the load that was cut. */
  readonly from?: Checkpoint
  readonly into: string
  /** One line after the other: a record may refer to one of an earlier line. */
  readonly inOrder: boolean
  readonly checkpointFile: string
  readonly errorFile: string
  readonly signal: AbortSignal
  readonly progress: (text: { readonly rows: number; readonly refused: number; readonly bytes: number }) => void
  readonly clock: { monotonic(): number; after(ms: number, then: () => void): () => void }
}

export interface LoadReport {
  readonly rows: number
  readonly made: number
  /** A resumed load found them made. */
  readonly there: number
  readonly refused: number
  readonly seconds: number
  /** Cut by the user or by a problem that every row would meet; `line` is the last settled one. */
  readonly stopped?: { readonly line: number; readonly why: string }
}

/** Rows that share a message to the store, or a batch over HTTP. */
const CHUNK = 250
/** Chunks on their way at once: enough for the writer never to wait, and memory stays flat. */
const LANES = 6
const CHECKPOINT_MS = 250
const MOST_TRIES = 8

/** What every following row would meet too: going on would only fill the list of errors. */
const HOPELESS: ReadonlySet<string> = new Set([
  'unauthenticated',
  'forbidden',
  'insufficient-scope',
  'address-not-allowed',
  'storage-full',
  'gone',
  'quota-exceeded',
  'not-implemented',
  'internal',
])
const TRY_AGAIN: ReadonlySet<string> = new Set([
  'rate-limited',
  'too-many-concurrent',
  'unavailable',
  'conflict',
  'timeout',
  'idempotency-in-flight',
  'upstream-failed',
])

export async function loadRows(options: LoadOptions): Promise<LoadReport> {
  const { source, read, caller, clock, from, signal } = options
  const chunk = options.inOrder ? 1 : CHUNK
  const most = options.inOrder ? 1 : LANES
  const began = clock.monotonic()
  const errors = new ErrorList(options.errorFile, from !== undefined)
  const count = { made: from?.made ?? 0, there: from?.there ?? 0, refused: from?.refused ?? 0 }
  const skip = from?.line ?? 0
  let rows = 0
  let stop: string | undefined
  let settled = skip
  let written = began
  let bytes = 0
  /** In the order they were sent; what is done at the front moves the checkpoint. */
  const lanes: { readonly last: number; done: boolean }[] = []
  const running = new Set<Promise<void>>()
  let calls: PlainCall[] = []
  let lines: number[] = []

  const save = (): void => {
    if (caller) writeCheckpoint(options.checkpointFile, { into: options.into, size: source.size, line: settled, ...count })
    written = clock.monotonic()
  }
  const flush = async (last: number): Promise<void> => {
    const lane = { last, done: false }
    lanes.push(lane)
    const sent = { calls, lines }
    calls = []
    lines = []
    const running1 = settle(sent.calls, sent.lines).then(() => {
      lane.done = true
      while (lanes[0]?.done) settled = lanes.shift()?.last ?? settled
      if (clock.monotonic() - written > CHECKPOINT_MS) save()
      options.progress({ rows, refused: count.refused, bytes })
    })
    running.add(running1)
    void running1.finally(() => running.delete(running1)).catch(() => {})
    if (running.size >= most) await Promise.race(running)
  }
  const settle = async (sent: readonly PlainCall[], at: readonly number[]): Promise<void> => {
    if (sent.length === 0) return
    if (!caller) {
      for (const [i, call] of sent.entries()) {
        const wrong = options.validate?.(call)
        if (!wrong) count.made++
        else refuse(at[i] ?? 0, { code: 'invalid', title: 'The input does not fit the contract.', errors: wrong })
      }
      return
    }
    let open = sent.map((call, i) => ({ call, line: at[i] ?? 0 }))
    for (let tries = 1; open.length > 0; tries++) {
      const problems = await caller.refusals(open.map((one) => one.call))
      const again: typeof open = []
      let wait = 0
      for (const [i, one] of open.entries()) {
        const problem = problems[i]
        if (!problem) count.made++
        else if (TRY_AGAIN.has(problem.code) && tries < MOST_TRIES && !signal.aborted) {
          again.push(one)
          wait = Math.max(wait, problem.retryAfter ?? Math.min(5, 0.1 * 2 ** tries))
        } else if (problem.code === 'already-exists' && from !== undefined) count.there++
        else if (HOPELESS.has(problem.code) || TRY_AGAIN.has(problem.code)) {
          stop ??= `line ${one.line}: ${problem.code}: ${problem.detail ?? problem.title}`
          // Not settled: a resumed load begins with it.
          throw new Stopped()
        } else refuse(one.line, problem)
      }
      open = again
      if (open.length > 0) await new Promise<void>((resolve) => void clock.after(wait * 1000, resolve))
    }
  }
  const refuse = (line: number, problem: PlainProblem): void => {
    count.refused++
    errors.add(line, problem)
  }

  let last = skip
  try {
    reading: for await (const piece of source.chunks()) {
      bytes = piece.bytes
      for (const row of piece.rows) {
        if (row.line <= skip) continue
        if (signal.aborted) stop ??= 'stopped by the user'
        if (stop !== undefined) break reading
        rows++
        last = row.line
        try {
          calls.push(read(row))
          lines.push(row.line)
        } catch (error) {
          if (!(error instanceof RowError)) throw error
          refuse(row.line, {
            code: 'invalid',
            title: 'The line cannot be read.',
            errors: [{ pointer: error.field === '' ? '' : `/${error.field.replaceAll('.', '/')}`, detail: error.message }],
          })
        }
        if (calls.length >= chunk) await flush(row.line)
      }
    }
    await flush(last)
    await Promise.all(running)
  } catch (error) {
    await Promise.allSettled(running)
    if (!(error instanceof Stopped)) {
      save()
      await errors.close()
      throw error
    }
  }
  await errors.close()
  const seconds = (clock.monotonic() - began) / 1000
  if (stop === undefined) {
    rmSync(options.checkpointFile, { force: true })
    return { rows, ...count, seconds }
  }
  save()
  return { rows, ...count, seconds, stopped: { line: settled, why: stop } }
}

class Stopped extends Error {}

function writeCheckpoint(file: string, checkpoint: Checkpoint): void {
  writeFileSync(`${file}.part`, JSON.stringify(checkpoint))
  renameSync(`${file}.part`, file)
}

export function readCheckpoint(file: string): Checkpoint | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Checkpoint
  } catch {
    return undefined
  }
}

/** The rows that were refused, as CSV: a key user opens it beside the file. Made with the first of them. */
class ErrorList {
  readonly #file: string
  readonly #append: boolean
  #stream: ReturnType<typeof createWriteStream> | undefined

  constructor(file: string, append: boolean) {
    this.#file = file
    this.#append = append
    if (!append) rmSync(file, { force: true })
  }

  add(line: number, problem: PlainProblem): void {
    if (!this.#stream) {
      this.#stream = createWriteStream(this.#file, { flags: 'a' })
      if (!this.#append) this.#stream.write(csvLine(['line', 'field', 'code', 'message']))
    }
    const found = problem.errors && problem.errors.length > 0 ? problem.errors : [{ detail: problem.detail ?? problem.title }]
    for (const error of found) this.#stream.write(csvLine([String(line), fieldCell(error.pointer ?? ''), problem.code, textCell(error.detail)]))
  }

  async close(): Promise<void> {
    if (!this.#stream) return
    this.#stream.end()
    await once(this.#stream, 'close')
  }
}

/** `/price/amount` → `price.amount`; an error of the whole line has none. */
function fieldCell(pointer: string): string {
  const field = pointer.replace(/^#?\/?/, '').replaceAll('/', '.')
  return field === '' ? '' : textCell(field)
}
