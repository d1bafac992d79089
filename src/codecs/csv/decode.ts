/** What is wrong with a text, and in which line of it (from 1). */
export class CsvError extends Error {
  override readonly name = 'CsvError'
  readonly line: number
  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

/** One record: the line it begins in, and its cells. A cell without a character is `null`, a quoted empty one `''`. */
export interface CsvRecord {
  readonly line: number
  readonly cells: readonly (string | null)[]
}

export interface CsvOptions {
  /** One character; `,` where absent. */
  readonly delimiter?: string
  /** The most characters of a record; beyond it a quote is probably open. Default 1,048,576. */
  readonly longest?: number
}

/**
 * Reads CSV (RFC 4180) that comes in pieces. Lines may end with LF or CR LF; empty lines between records are passed over.
 * Records without a quote are split and nothing else, which is what most are.
 */
export class CsvDecoder {
  readonly #delimiter: string
  readonly #longest: number
  #rest = ''
  #line = 1
  #began = false

  constructor(options: CsvOptions = {}) {
    this.#delimiter = options.delimiter ?? ','
    this.#longest = options.longest ?? 1_048_576
    if (this.#delimiter.length !== 1 || this.#delimiter === '"' || this.#delimiter === '\n' || this.#delimiter === '\r')
      throw new TypeError('the delimiter of CSV is one character, neither a quote nor a line end')
  }

  /** The records that are complete with this piece. */
  write(piece: string): CsvRecord[] {
    // A byte order mark is no part of the first name.
    const text = this.#began ? this.#rest + piece : piece.startsWith('\uFEFF') ? piece.slice(1) : piece
    if (piece !== '') this.#began = true
    return this.#read(text, false)
  }

  /** The last record, where its line has no end. */
  end(): CsvRecord[] {
    return this.#read(this.#rest, true)
  }

  #read(text: string, last: boolean): CsvRecord[] {
    const records: CsvRecord[] = []
    let from = 0
    while (from < text.length) {
      let end = text.indexOf('\n', from)
      if (end === -1 && !last) break
      if (end === -1) end = text.length
      const stop = end > from && text.charCodeAt(end - 1) === CR ? end - 1 : end
      const plain = text.slice(from, stop)
      if (!plain.includes('"')) {
        if (plain.length > this.#longest) throw this.#tooLong()
        if (plain !== '') records.push({ line: this.#line, cells: cellsOf(plain, this.#delimiter) })
        this.#line++
        from = end + 1
        continue
      }
      const quoted = this.#quoted(text, from, last)
      if (!quoted) break
      records.push({ line: this.#line, cells: quoted.cells })
      this.#line += quoted.lines
      from = quoted.next
    }
    this.#rest = text.slice(from)
    if (this.#rest.length > this.#longest) throw this.#tooLong()
    return records
  }

  /** A record with quotes from `from` on; `undefined` where it goes on in the next piece. */
  #quoted(
    text: string,
    from: number,
    last: boolean,
  ): { readonly cells: readonly (string | null)[]; readonly next: number; readonly lines: number } | undefined {
    const cells: (string | null)[] = []
    let lines = 1
    let at = from
    for (;;) {
      if (text[at] !== '"') {
        let end = at
        while (end < text.length && text[end] !== this.#delimiter && text.charCodeAt(end) !== LF) end++
        if (end === text.length && !last) return undefined
        let cell = text.slice(at, end)
        if (text[end] !== this.#delimiter && cell.endsWith('\r')) cell = cell.slice(0, -1)
        if (cell.includes('"'))
          throw new CsvError('a quote stands in a cell that does not begin with one; write it twice and put the cell in quotes', this.#line + lines - 1)
        cells.push(cell === '' ? null : cell)
        at = end
      } else {
        let cell = ''
        let start = at + 1
        for (;;) {
          const close = text.indexOf('"', start)
          if (close === -1) {
            if (!last) return undefined
            throw new CsvError('a quote is open until the end of the text', this.#line)
          }
          cell += text.slice(start, close)
          if (close + 1 === text.length && !last) return undefined
          if (text[close + 1] !== '"') {
            at = close + 1
            break
          }
          cell += '"'
          start = close + 2
        }
        for (let i = cell.indexOf('\n'); i !== -1; i = cell.indexOf('\n', i + 1)) lines++
        if (text[at] === '\r') {
          if (at + 1 === text.length && !last) return undefined
          at++
        }
        if (at < text.length && text[at] !== this.#delimiter && text.charCodeAt(at) !== LF)
          throw new CsvError('text stands behind the closing quote of a cell', this.#line + lines - 1)
        cells.push(cell)
      }
      if (at >= text.length || text.charCodeAt(at) === LF) return { cells, next: at + 1, lines }
      at++
    }
  }

  #tooLong(): CsvError {
    return new CsvError(`the record has more than ${this.#longest} characters; is a quote open?`, this.#line)
  }
}

const LF = 10
const CR = 13

function cellsOf(plain: string, delimiter: string): (string | null)[] {
  const cells: (string | null)[] = plain.split(delimiter)
  for (let i = 0; i < cells.length; i++) if (cells[i] === '') cells[i] = null
  return cells
}

/** The delimiter that a header line has most of, among the usual ones; German spreadsheets write semicolons. */
export function guessDelimiter(header: string): string {
  const outside = header.replace(/"[^"]*"/g, '')
  let best = ','
  let most = 0
  for (const candidate of [',', ';', '\t', '|']) {
    const count = outside.split(candidate).length - 1
    if (count > most) {
      most = count
      best = candidate
    }
  }
  return best
}

/** Text as `textCell` wrote it: the apostrophe that keeps a spreadsheet from running it as a formula goes. */
export function withoutGuard(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell
}

const GUARDED = /^'[=+\-@\t\r\n]/
