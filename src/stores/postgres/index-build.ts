import type { Client } from 'pg'
import type { Log } from '../../kernel/ports/log.ts'
import type { TableLayout } from '../../kernel/ports/store.ts'
import { columnName, indexName, literal, quote, type Names } from './name.ts'
import { rows } from './session.ts'
import type { Settings } from './settings.ts'
import { createIndex } from './shape.ts'

/**
 * Builds what is missing, without stopping reads or writes, and drops what no list needs any more. An index that a killed
 * build has left invalid, or one of the same name over other columns, is dropped and built again.
 */
export async function buildIndexes(
  client: Client,
  options: { readonly settings: Settings; readonly names: Names; readonly layout: TableLayout; readonly log: Log },
): Promise<void> {
  const { names, layout, log } = options
  const found = await rows<{ name: string; valid: boolean; columns: string }>(
    client,
    `select c.relname as name, i.indisvalid as valid,
       (select string_agg(a.attname, ',' order by a.attnum) from pg_attribute a where a.attrelid = i.indexrelid) as columns
     from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = to_regclass(${literal(names.records(layout.table))}) and not i.indisprimary and starts_with(c.relname, 'x_')`,
  )
  const good = new Set<string>()
  for (const { name, valid, columns } of found) {
    const index = layout.indexes.find((one) => indexName(one.name) === name)
    if (valid && index && [...index.columns.map(columnName), 'key'].join() === columns) good.add(name)
    else {
      log.info('dropping an index', {
        resource: layout.resource,
        index: name,
        because: !valid ? 'it was left unfinished' : index ? 'it is over other columns' : 'no list needs it',
      })
      await client.query(`drop index concurrently if exists ${names.schema}.${quote(name)}`)
    }
  }
  for (const index of layout.indexes) {
    if (good.has(indexName(index.name))) continue
    log.info('building an index', { resource: layout.resource, index: index.name, columns: index.columns })
    await client.query(createIndex(names, layout.table, index, true))
  }
}
