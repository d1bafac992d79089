/**
 * One-dimensional arrays in PostgreSQL's binary format (`array_recv`): a batch of a thousand rows is a handful of
 * parameters, without an escape, a parse on the other side, or a limit on their number.
 */
export class TextArray {
  #buffer: Buffer
  #used = HEADER
  #length = 0
  #nulls = false

  constructor(expected = 0) {
    this.#buffer = Buffer.allocUnsafe(HEADER + 64 + expected * 32)
  }

  get length(): number {
    return this.#length
  }

  add(value: string | null): void {
    this.#length++
    if (value === null) {
      this.#reserve(4)
      this.#buffer.writeInt32BE(-1, this.#used)
      this.#used += 4
      this.#nulls = true
      return
    }
    // No character of UTF-16 takes more than three bytes of UTF-8.
    this.#reserve(4 + value.length * 3)
    const bytes = this.#buffer.write(value, this.#used + 4, 'utf8')
    this.#buffer.writeInt32BE(bytes, this.#used)
    this.#used += 4 + bytes
  }

  /** The parameter's value; the array is not added to afterwards. */
  finish(): Buffer {
    return finish(this.#buffer, { used: this.#used, length: this.#length, nulls: this.#nulls, type: TEXT })
  }

  #reserve(bytes: number): void {
    const needed = this.#used + bytes
    if (needed <= this.#buffer.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(grown, 0, 0, this.#used)
    this.#buffer = grown
  }
}

export function textArray(values: readonly (string | null)[]): Buffer {
  const array = new TextArray(values.length)
  for (const value of values) array.add(value)
  return array.finish()
}

export function intArray(values: readonly number[]): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER + values.length * 8)
  let at = HEADER
  for (const value of values) {
    buffer.writeInt32BE(4, at)
    buffer.writeInt32BE(value, at + 4)
    at += 8
  }
  return finish(buffer, { used: at, length: values.length, nulls: false, type: INT4 })
}

export function bigintArray(values: readonly (number | null)[]): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER + values.length * 12)
  let at = HEADER
  let nulls = false
  for (const value of values) {
    if (value === null) {
      buffer.writeInt32BE(-1, at)
      at += 4
      nulls = true
      continue
    }
    buffer.writeInt32BE(8, at)
    // Every number the kernel counts with is a safe integer: 53 bits in two halves.
    buffer.writeInt32BE(Math.floor(value / 0x1_0000_0000), at + 4)
    buffer.writeUInt32BE(value >>> 0, at + 8)
    at += 12
  }
  return finish(buffer, { used: at, length: values.length, nulls, type: INT8 })
}

/** Type numbers of `pg_type`. */
const INT8 = 20
const INT4 = 23
const TEXT = 25

/** Dimensions, whether there are nulls, element type; then of the one dimension its length and first index. */
const HEADER = 20

function finish(buffer: Buffer, array: { readonly used: number; readonly length: number; readonly nulls: boolean; readonly type: number }): Buffer {
  buffer.writeInt32BE(array.length === 0 ? 0 : 1, 0)
  buffer.writeInt32BE(array.nulls ? 1 : 0, 4)
  buffer.writeInt32BE(array.type, 8)
  if (array.length === 0) return buffer.subarray(0, 12)
  buffer.writeInt32BE(array.length, 12)
  buffer.writeInt32BE(1, 16)
  return buffer.subarray(0, array.used)
}
