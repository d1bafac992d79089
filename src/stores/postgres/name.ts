import { createHash } from 'node:crypto'

/**
 * The names of what Busbar keeps in PostgreSQL. A resource's table, columns and indexes each have a prefix of their own,
 * its view an ending, so that no contract can name one of our own tables or columns.
 */
export interface Names {
  /** Quoted, as everything here. */
  readonly schema: string
  /** One of our own tables or functions: `own('events')`. */
  own(name: string): string
  /** The table of a resource. */
  records(table: string): string
}

export function namesIn(schema: string): Names {
  const quoted = quote(schema)
  return { schema: quoted, own: (name) => `${quoted}.${quote(name)}`, records: (table) => `${quoted}.${quote(recordsName(table))}` }
}

export function recordsName(table: string): string {
  return `r_${table}`
}
export function columnName(column: string): string {
  return `c_${column}`
}
export function indexName(index: string): string {
  return `x_${index}`
}
export function viewName(table: string): string {
  return `${table}_view`
}

export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}
/** For sessions with `standard_conforming_strings`, as all of ours. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** The number that stands for a schema in PostgreSQL's advisory locks, the same in every process. */
export function lockNumber(schema: string): string {
  return createHash('sha256').update(`busbar schema ${schema}`).digest().readBigInt64BE(0).toString()
}
