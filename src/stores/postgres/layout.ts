import type { Client } from 'pg'
import type { Clock } from '../../kernel/ports/clock.ts'
import type { Log } from '../../kernel/ports/log.ts'
import { StoreUnavailable, type TableLayout } from '../../kernel/ports/store.ts'
import { textArray } from './array.ts'
import { explain, judge } from './failure.ts'
import { buildIndexes } from './index-build.ts'
import { literal, namesIn, type Names } from './name.ts'
import type { CommitProcedure, Shape } from './procedure.ts'
import { applyRewrite, readForRewrite } from './rewrite.ts'
import { rows } from './session.ts'
import type { Settings } from './settings.ts'
import { checkLayouts, shapeStatements, textArrayLiteral, type KnownTable } from './shape.ts'
import { makeView } from './view.ts'

export interface LayoutOptions {
  readonly settings: Settings
  readonly layouts: readonly TableLayout[]
  readonly procedure: CommitProcedure
  readonly clock: Clock
  readonly log: Log
}

/** Records that one step fills new columns of. */
const FILL_AT_ONCE = 500

/** Gives the tables the columns, indexes and views of `layouts`; every step finds what a killed one has left. Under the advisory lock. */
export async function applyLayouts(client: Client, options: LayoutOptions): Promise<void> {
  const { settings, layouts, log } = options
  checkLayouts(layouts)
  const names = namesIn(settings.schema)
  const tables = await knownTables(client, names)
  const lanes = (await rows<{ name: string; shapes: string }>(client, `select name, shapes from ${names.own('lanes')}`)).map(({ name, shapes }) => ({
    name,
    shapes: JSON.parse(shapes) as readonly Shape[],
  }))
  await patiently(client, { ...options, statements: shapeStatements(names, layouts, { tables, lanes, procedure: options.procedure }) })

  for (const layout of layouts) {
    await fillColumns(client, { names, layout, log })
    await buildIndexes(client, { settings, names, layout, log })
    await makeView(client, { names, layout, log })
  }
}

export async function knownTables(client: { query: Client['query'] }, names: Names): Promise<readonly KnownTable[]> {
  const found = await rows<{ tbl: string; columns: string; filling: string }>(
    client,
    `select tbl, array_to_json(columns) as columns, array_to_json(filling) as filling from ${names.own('layouts')} order by tbl`,
  )
  return found.map(({ tbl, columns, filling }) => ({ tbl, columns: JSON.parse(columns) as string[], filling: JSON.parse(filling) as string[] }))
}

/** A column cannot come or go while someone reads the table for long. The waiting holds up everyone, so it is short, and tried again. */
async function patiently(client: Client, options: LayoutOptions & { readonly statements: readonly string[] }): Promise<void> {
  const { clock, log, settings, statements } = options
  if (statements.length === 0) return
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(statements.join(';\n'))
      return
    } catch (error) {
      if ((error as { code?: unknown }).code !== '55P03' && judge(error) !== 'again') throw error
      if (attempt === 20)
        throw new StoreUnavailable(
          `The tables at ${settings.place} cannot be changed while they are read for so long (${explain(error)}); look in pg_stat_activity for who does, and start again.`,
          { cause: error },
        )
      log.warn('waiting for a chance to change tables that are being read', { attempt })
      await new Promise<void>((resolve) => void clock.after(1_000, resolve))
    }
  }
}

/**
 * Computes new index columns from the bodies, in key order, and notes how far it is with each step, so that a killed start
 * goes on from there. Nobody writes meanwhile: the procedures of other contracts are gone, and those of this one wait to open.
 */
async function fillColumns(client: Client, options: { readonly names: Names; readonly layout: TableLayout; readonly log: Log }): Promise<void> {
  const { names, layout, log } = options
  const [state] = await rows<{ filling: string; filled: string }>(
    client,
    `select array_to_json(filling) as filling, filled from ${names.own('layouts')} where tbl = ${literal(layout.table)}`,
  )
  const filling = JSON.parse(state?.filling ?? '[]') as readonly string[]
  if (filling.length === 0) return
  log.info('filling new index columns', { resource: layout.resource, columns: filling, after: state?.filled ?? '' })
  for (let after = state?.filled ?? ''; ;) {
    const records = await readForRewrite(client, { names, table: layout.table, after, limit: FILL_AT_ONCE })
    const last = records.at(-1)
    if (!last) break
    const step = records.map((record) => ({ record, body: record.body, columns: layout.columnsOf(record.body), unique: [], released: [] }))
    const { changed } = await applyRewrite(client, { names, layout, step })
    // Someone rewrote one of them by hand: the same step again.
    if (changed.length > 0) continue
    after = last.key
    await client.query(`update ${names.own('layouts')} set filled = ($1::text[])[1] where tbl = ${literal(layout.table)}`, [textArray([after])])
  }
  await client.query(
    `update ${names.own('layouts')} set columns = ${textArrayLiteral(layout.columns)}, filling = '{}', filled = '' where tbl = ${literal(layout.table)}`,
  )
}
