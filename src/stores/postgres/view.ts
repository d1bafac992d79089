import type { Client } from 'pg'
import type { Log } from '../../kernel/ports/log.ts'
import type { TableLayout } from '../../kernel/ports/store.ts'
import { explain } from './failure.ts'
import { literal, quote, viewName, type Names } from './name.ts'
import { rows } from './session.ts'

/** The longest name that PostgreSQL keeps whole, in bytes. */
const LONGEST = 63

/**
 * A view with plain columns, for BI tools. One that someone built views of his own on stays as it is where the new one
 * cannot take its place: his report matters more than a new column.
 */
export async function makeView(client: Client, options: { readonly names: Names; readonly layout: TableLayout; readonly log: Log }): Promise<void> {
  const { names, layout, log } = options
  const definition = definitionOf(names, layout)
  const [known] = await rows<{ view: string | null }>(client, `select view from ${names.own('layouts')} where tbl = ${literal(layout.table)}`)
  if (known?.view === definition) return
  const view = `${names.schema}.${quote(viewName(layout.table))}`
  const remember = `update ${names.own('layouts')} set view = ${literal(definition)} where tbl = ${literal(layout.table)}`
  try {
    await client.query(`drop view if exists ${view}; create view ${view} as ${definition}; ${remember}`)
  } catch (error) {
    if ((error as { code?: unknown }).code !== '2BP01') throw error
    log.warn('a view of yours is built on this one, which therefore stays as it was; drop yours, start again, and create it anew', {
      view,
      error: explain(error),
    })
  }
}

function definitionOf(names: Names, layout: TableLayout): string {
  const seen = new Set<string>()
  const columns = layout.view.filter(({ name }) => !seen.has(name) && seen.add(name))
  if (columns.length === 0) return `select key, revision, body from ${names.records(layout.table)}`
  // One parse a record, whatever the number of columns; a name too long to be a column's is looked up by itself.
  const short = columns.filter(({ field }) => Buffer.byteLength(field) <= LONGEST)
  const selected = columns.map(({ name, field, numeric }) => {
    const value = Buffer.byteLength(field) <= LONGEST ? `d.${quote(field)}` : `(r.body::json ->> ${literal(field)})${numeric ? '::numeric' : ''}`
    return `${value} as ${quote(name)}`
  })
  const fields = new Map(short.map(({ field, numeric }) => [field, numeric ? 'numeric' : 'text']))
  const parsed = [...fields].map(([field, type]) => `${quote(field)} ${type}`).join(', ')
  return `select ${selected.join(', ')} from ${names.records(layout.table)} r${parsed === '' ? '' : `, json_to_record(r.body::json) d(${parsed})`}`
}
