import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { CsvDecoder, CsvError, guessDelimiter, withoutGuard, type CsvRecord } from '../../codecs/csv/decode.ts'

/** A row of a file: where it is, and what it holds. */
export interface Row {
  readonly line: number
  /** By column. A cell without a character is not there. */
  readonly cells?: readonly (string | null)[]
  /** A line of NDJSON, unparsed. */
  readonly json?: string
}

export interface Source {
  readonly format: 'csv' | 'ndjson'
  /** Of CSV, as the first line has them. */
  readonly columns: readonly string[]
  readonly size: number
  /** Rows in their order, some hundred at a time, with how many bytes were read. */
  chunks(): AsyncIterable<{ readonly rows: readonly Row[]; readonly bytes: number }>
}

/** The file cannot be read as what it is said to be. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
}

export async function openSource(of: {
  readonly file: string
  readonly format: 'csv' | 'ndjson' | undefined
  readonly delimiter: string | undefined
  readonly encoding: string
}): Promise<Source> {
  const { file, encoding } = of
  const { size } = await stat(file)
  const format = of.format ?? (/\.(?:ndjson|jsonl)$/i.test(file) ? 'ndjson' : 'csv')
  if (format === 'ndjson') return { format, columns: [], size, chunks: () => ndjson(file, encoding) }
  const head = await headOf(file, encoding)
  const delimiter = of.delimiter === undefined ? guessDelimiter(head.split(/\r?\n/, 1)[0] ?? '') : of.delimiter === '\\t' ? '\t' : of.delimiter
  const rows = csv(file, { encoding, delimiter })
  const first = await firstOf(csv(file, { encoding, delimiter }))
  const columns = first?.cells.map((cell) => cell?.trim() ?? '') ?? []
  const empty = columns.indexOf('')
  if (columns.length === 0) throw new SourceError(`${file} is empty: its first line must name the columns.`)
  if (empty !== -1) throw new SourceError(`${file}, line 1: column ${empty + 1} has no name.`)
  const twice = columns.find((name, at) => columns.indexOf(name) !== at)
  if (twice !== undefined) throw new SourceError(`${file}, line 1: the column '${twice}' is there twice.`)
  return { format, columns, size, chunks: () => withoutHeader(rows) }
}

async function headOf(file: string, encoding: string): Promise<string> {
  let text = ''
  for await (const { piece } of pieces(file, encoding)) {
    text += piece
    if (text.includes('\n') || text.length > 65_536) break
  }
  return text.replace(/^\uFEFF/, '')
}

async function firstOf(chunks: AsyncIterable<{ readonly records: readonly CsvRecord[] }>): Promise<CsvRecord | undefined> {
  for await (const { records } of chunks) if (records[0]) return records[0]
  return undefined
}

async function* withoutHeader(
  chunks: AsyncIterable<{ readonly records: readonly CsvRecord[]; readonly bytes: number }>,
): AsyncGenerator<{ readonly rows: readonly Row[]; readonly bytes: number }> {
  let header = true
  for await (const { records, bytes } of chunks) {
    if (records.length === 0) continue
    yield { rows: (header ? records.slice(1) : records).map(unguarded), bytes }
    header = false
  }
}

/** What a CSV export of ours guarded against spreadsheets. */
function unguarded(record: CsvRecord): CsvRecord {
  return record.cells.some((cell) => cell !== null && cell.startsWith("'"))
    ? { ...record, cells: record.cells.map((cell) => (cell === null ? null : withoutGuard(cell))) }
    : record
}

async function* csv(
  file: string,
  of: { readonly encoding: string; readonly delimiter: string },
): AsyncGenerator<{ readonly records: readonly CsvRecord[]; readonly bytes: number }> {
  const decoder = new CsvDecoder({ delimiter: of.delimiter })
  let read = 0
  try {
    for await (const { piece, bytes } of pieces(file, of.encoding)) {
      read = bytes
      yield { records: decoder.write(piece), bytes }
    }
    yield { records: decoder.end(), bytes: read }
  } catch (error) {
    if (error instanceof CsvError) throw new SourceError(`${file}, line ${error.line}: ${error.message}.`)
    throw error
  }
}

async function* ndjson(file: string, encoding: string): AsyncGenerator<{ readonly rows: readonly Row[]; readonly bytes: number }> {
  let rest = ''
  let line = 0
  let read = 0
  const take = (text: string): Row[] => {
    const rows: Row[] = []
    const lines = text.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > 4_194_304)
      throw new SourceError(`${file}, line ${line + lines.length + 1}: the line has more than 4 MiB; is this one JSON document a line?`)
    for (const one of lines) {
      line++
      const json = one.trim()
      if (json !== '') rows.push({ line, json })
    }
    return rows
  }
  for await (const { piece, bytes } of pieces(file, encoding)) {
    read = bytes
    yield { rows: take(rest + piece), bytes }
  }
  if (rest !== '') yield { rows: take(`${rest}\n`), bytes: read }
}

async function* pieces(file: string, encoding: string): AsyncGenerator<{ readonly piece: string; readonly bytes: number }> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: false })
  const stream = createReadStream(file, { highWaterMark: 256 * 1024 })
  let bytes = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length
      yield { piece: decoder.decode(chunk, { stream: true }), bytes }
    }
    yield { piece: decoder.decode(), bytes }
  } catch (error) {
    if (error instanceof TypeError)
      throw new SourceError(`${file} is not ${encoding} text, near byte ${bytes}. Files of Windows programs are often --encoding windows-1252.`)
    throw error
  } finally {
    stream.destroy()
  }
}
