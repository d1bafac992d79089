import type { Schema, SchemaFields, SchemaMarks } from '../schema.ts'
import { BAD, type Report } from './report.ts'

interface Entry {
  schema?: Schema
  /** Of an object that both versions have. */
  marks?: Omit<Extract<Schema, { kind: 'object' }>, 'fields'>
  readonly below: Map<string, Entry>
}

/** Collects the fields of the older version, by path, in the order they come. */
export class OlderFields {
  readonly #root: Entry = { below: new Map() }
  readonly #report: Report

  constructor(report: Report) {
    this.#report = report
  }

  leaf(path: readonly string[], schema: Schema, place: string): void {
    let here = this.#root
    for (const segment of path) {
      if (here.schema) return this.#collide(path, place)
      let next = here.below.get(segment)
      if (!next) here.below.set(segment, (next = { below: new Map() }))
      here = next
    }
    if (here.schema || here.below.size > 0) return this.#collide(path, place)
    here.schema = schema
  }

  /** An object of both versions, before its fields. Answers how to take it back. */
  branch(path: readonly string[], schema: Extract<Schema, { kind: 'object' }>): () => void {
    let here = this.#root
    for (const segment of path) {
      let next = here.below.get(segment)
      if (!next) here.below.set(segment, (next = { below: new Map() }))
      here = next
    }
    // A default and examples are whole newer objects: a writer may leave out what had one.
    const { fields: _1, default: initial, examples: _2, ...marks } = schema
    here.marks = { ...marks, ...(initial !== undefined && { optional: true }) }
    return () => delete here.marks
  }

  build(): SchemaFields {
    return fieldsOf(this.#root)
  }

  #collide(path: readonly string[], place: string): void {
    this.#report({ ...BAD.twice, place, message: `The older field '${path.join('.')}' comes from two newer ones, or lies inside one that is no object.` })
  }
}

function fieldsOf(entry: Entry): SchemaFields {
  const out: [string, Schema][] = []
  for (const [name, inner] of entry.below) {
    if (inner.schema) out.push([name, inner.schema])
    else if (inner.below.size > 0) {
      const fields = fieldsOf(inner)
      out.push([name, { ...(inner.marks ?? { kind: 'object', ...common(Object.values(fields)) }), fields }])
    }
  }
  // Not by assignment: a field may have been called `__proto__`.
  return Object.fromEntries(out)
}

/** An object that only the older version has is what all of its fields are. */
function common(fields: readonly Schema[]): SchemaMarks {
  const all = (mark: 'optional' | 'readOnly' | 'writeOnly'): boolean => fields.every((field) => field[mark] === true)
  return { ...(all('optional') && { optional: true }), ...(all('readOnly') && { readOnly: true }), ...(all('writeOnly') && { writeOnly: true }) }
}
