import type { TableLayout } from '../../kernel/ports/store.ts'
import { columnName, indexName, literal, quote, recordsName, viewName, type Names } from './name.ts'
import type { CommitProcedure, Shape } from './procedure.ts'

/** A table as it is: which of its index columns are kept up, and which are there and wait to be filled. */
export interface KnownTable {
  readonly tbl: string
  readonly columns: readonly string[]
  readonly filling: readonly string[]
}
/** A commit procedure that some process calls, and the tables it was made for. */
export interface KnownLane {
  readonly name: string
  readonly shapes: readonly Shape[]
}

/**
 * The statements that give the tables the columns of `layouts` and make the commit procedure. They are sent as one query,
 * and so are one transaction in one round trip.
 *
 * A procedure made for other columns or another form is taken away in the same transaction, under the lane's lock: a process that still
 * runs with another contract can then no longer write, where it would leave index columns, and with them what a caller
 * may see, out of date. A column that leaves the layout goes at once: it can always be computed again.
 */
export function shapeStatements(
  names: Names,
  layouts: readonly TableLayout[],
  known: { readonly tables: readonly KnownTable[]; readonly lanes: readonly KnownLane[]; readonly procedure: CommitProcedure },
): readonly string[] {
  const statements: string[] = []
  for (const layout of layouts) {
    const table = known.tables.find(({ tbl }) => tbl === layout.table)
    const was = table ? undefined : known.tables.find(({ tbl }) => tbl === layout.was)
    if (was) statements.push(...renameTable(names, was.tbl, layout.table))
    const there = table ?? (was && { ...was, tbl: layout.table })
    statements.push(...(there ? alterTable(names, layout, there) : createTable(names, layout)))
  }

  const kept = new Map(layouts.map((layout) => [layout.table, keptUp(layout)]))
  const gone = new Set(layouts.flatMap(({ was }) => was ?? []))
  const outdated = known.lanes.filter((lane) =>
    lane.shapes.some((shape) => gone.has(shape.table) || (kept.get(shape.table) ?? keptUp(shape)) !== keptUp(shape)),
  )
  for (const { name } of outdated)
    statements.push(`drop procedure if exists ${names.own(name)}`, `delete from ${names.own('lanes')} where name = ${literal(name)}`)

  const { procedure } = known
  if (!known.lanes.some(({ name }) => name === procedure.name)) {
    const shapes = layouts.map(({ table, columns, form }): Shape => ({ table, columns, ...(form !== undefined && { form }) }))
    statements.push(procedure.sql, `insert into ${names.own('lanes')} values (${literal(procedure.name)}, ${literal(JSON.stringify(shapes))})`)
  }
  if (statements.length === 0) return []
  return [
    `select from ${names.own('head')} for update`,
    ...statements,
    `update ${names.own('head')} set lanes = (select coalesce(array_agg(name), '{}') from ${names.own('lanes')})`,
  ]
}

/** What a process that writes a table keeps up. */
function keptUp({ columns, form = '' }: Shape): string {
  return `${form} ${columns.toSorted().join()}`
}

function createTable(names: Names, layout: TableLayout): readonly string[] {
  const columns = layout.columns.map((c) => `, ${quote(columnName(c))} text collate "C" not null`)
  return [
    `create table ${names.records(layout.table)} (key text collate "C" primary key, revision bigint not null, body text collate "C" not null${columns.join('')})`,
    `comment on table ${names.records(layout.table)} is ${literal(`Records of ${layout.resource}, written by Busbar alone. Read the view beside it.`)}`,
    `insert into ${names.own('layouts')} (tbl, columns) values (${literal(layout.table)}, ${textArrayLiteral(layout.columns)})`,
    ...layout.indexes.map((index) => createIndex(names, layout.table, index)),
  ]
}

/** Its view is made anew under the new name, and so are its indexes. A view that someone built his own on stays, and shows the same records. */
function renameTable(names: Names, from: string, to: string): readonly string[] {
  const own = ['layouts', 'deleted', 'uniques'].map((table) => `update ${names.own(table)} set tbl = ${literal(to)} where tbl = ${literal(from)}`)
  const drop = `do $$ begin drop view if exists ${names.schema}.${quote(viewName(from))}; exception when dependent_objects_still_exist then null; end $$`
  return [
    drop,
    `alter table ${names.records(from)} rename to ${quote(recordsName(to))}`,
    ...own,
    `update ${names.own('layouts')} set view = null where tbl = ${literal(to)}`,
  ]
}

function alterTable(names: Names, layout: TableLayout, table: KnownTable): readonly string[] {
  const there = [...table.columns, ...table.filling]
  const added = layout.columns.filter((c) => !there.includes(c))
  const gone = there.filter((c) => !layout.columns.includes(c))
  if (added.length + gone.length === 0) return []
  const kept = table.columns.filter((c) => layout.columns.includes(c))
  const filling = layout.columns.filter((c) => !kept.includes(c))
  const changes = [...gone.map((c) => `drop column ${quote(columnName(c))}`), ...added.map((c) => `add column ${quote(columnName(c))} text collate "C"`)]
  return [
    `alter table ${names.records(layout.table)} ${changes.join(', ')}`,
    `update ${names.own('layouts')} set columns = ${textArrayLiteral(kept)}, filling = ${textArrayLiteral(filling)}${added.length > 0 ? `, filled = ''` : ''} where tbl = ${literal(layout.table)}`,
  ]
}

export function createIndex(names: Names, table: string, index: TableLayout['indexes'][number], concurrently = false): string {
  const columns = [...index.columns.map((c) => quote(columnName(c))), 'key']
  return `create index ${concurrently ? 'concurrently ' : ''}${quote(indexName(index.name))} on ${names.records(table)} (${columns.join(', ')})`
}

/** Refuses names that the port does not allow, before they are in a statement. */
export function checkLayouts(layouts: readonly TableLayout[]): void {
  const name = (value: string, longest: number): void => {
    if (!/^[a-z][a-z0-9_]*$/.test(value) || value.length > longest)
      throw new TypeError(`'${value}' cannot be the name of a table, column or index: it must be [a-z][a-z0-9_]*, at most ${longest} characters`)
  }
  for (const layout of layouts) {
    name(layout.table, 48)
    for (const column of layout.columns) name(column, 48)
    for (const index of layout.indexes) name(index.name, 60)
    if (layout.was !== undefined) name(layout.was, 48)
    if (!/^[a-z0-9]*$/.test(layout.form ?? '')) throw new TypeError(`'${layout.form ?? ''}' cannot be the form of a table: it must be [a-z0-9]*`)
  }
}

export function textArrayLiteral(values: readonly string[]): string {
  return `array[${values.map(literal).join(', ')}]::text[]`
}
