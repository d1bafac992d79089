import type { Client, QueryResultRow } from 'pg'
import type { Answer, DumpRow, EventDraft, StoredAudit, StoredRecord, TableLayout } from '../../kernel/ports/store.ts'
import { readFailure } from './failure.ts'
import { knownTables } from './layout.ts'
import { columnName, quote, type Names } from './name.ts'
import { connect, hangUp, rows } from './session.ts'
import type { Settings } from './settings.ts'

/** About so many characters are fetched at once, whatever the size of a row. */
const AT_ONCE = 2 * 1024 * 1024

/** All rows as they are at one moment, on a connection of its own: whoever reads slowly, or stops, holds up nobody. */
export async function* dump(settings: Settings, names: Names, layouts: ReadonlyMap<string, TableLayout>): AsyncGenerator<DumpRow> {
  const client = await connect(settings, 'upkeep')
  try {
    await client.query('begin isolation level repeatable read read only')
    const [head] = await rows<{ offset: number; sequence: number; hash: string }>(
      client,
      `select greatest(h.event, coalesce((select max(position) from ${names.own('events')}), 0)) as offset, coalesce(u.sequence, h.audit) as sequence, coalesce(u.hash, h.hash) as hash
       from ${names.own('head')} h left join lateral (select sequence, hash from ${names.own('audit')} where sequence > h.audit order by sequence desc limit 1) u on true`,
    )
    if (head) yield { row: 'head', offset: head.offset, audit: { sequence: head.sequence, hash: head.hash } }
    yield* each<{ name: string; value: string }>(client, `select name, value from ${names.own('facts')}`, ({ name, value }) => ({ row: 'fact', name, value }))
    for (const { tbl, columns } of await knownTables(client, names)) {
      const own = layouts.get(tbl)?.columns.filter((column) => columns.includes(column)) ?? []
      const list = own.map((column) => quote(columnName(column)))
      yield* each<StoredRecord & { columns: string }>(
        client,
        `select key, revision, body, array_to_json(array[${list.join(', ')}]::text[]) as columns from ${names.records(tbl)}`,
        ({ key, revision, body, columns: values }) => ({
          row: 'record',
          table: tbl,
          record: { key, revision, body },
          columns: JSON.parse(values) as string[],
        }),
      )
    }
    yield* each<{ tbl: string; key: string; revision: number }>(client, `select tbl, key, revision from ${names.own('deleted')}`, ({ tbl, key, revision }) => ({
      row: 'deleted',
      table: tbl,
      key,
      revision,
    }))
    yield* each<{ rule: string; value: string; tbl: string; key: string }>(
      client,
      `select rule, value, tbl, key from ${names.own('uniques')}`,
      ({ rule, value, tbl, key }) => ({ row: 'unique', entry: { rule, value }, table: tbl, key }),
    )
    yield* each<EventDraft & { offset: number }>(
      client,
      `select position as offset, id, type, tbl as table, key, at, body from ${names.own('events')} order by position`,
      ({ offset, ...event }) => ({ row: 'event', event: { ...event, offset } }),
    )
    yield* each<StoredAudit>(client, `select sequence, at, header, payload, salt, hash from ${names.own('audit')} order by sequence`, (audit) => ({
      row: 'audit',
      audit: { ...audit },
    }))
    yield* each<Answer>(client, `select id, request, state, token, until, outcome from ${names.own('answers')}`, (answer) => ({
      row: 'answer',
      answer: { ...answer },
    }))
    yield* each<{ counter: string; total: number; expires: number }>(
      client,
      `select counter, total, expires from ${names.own('counters')}`,
      ({ counter, total, expires }) => ({ row: 'counter', counter, total, expires }),
    )
    await client.query('commit')
  } finally {
    await hangUp(client)
  }
}

async function* each<Row extends QueryResultRow>(client: Client, select: string, toRow: (row: Row) => DumpRow): AsyncGenerator<DumpRow> {
  await fetching(client.query(`declare dump no scroll cursor for ${select}`))
  for (let count = 16; ;) {
    const some = await fetching(rows<Row>(client, `fetch ${count} from dump`))
    let size = 0
    for (const row of some) {
      const dumped = toRow(row)
      size += sizeOf(row)
      yield dumped
    }
    if (some.length < count) break
    count = Math.min(5_000, Math.max(1, Math.floor((AT_ONCE * count) / Math.max(size, 1))))
  }
  await fetching(client.query('close dump'))
}

function sizeOf(row: QueryResultRow): number {
  let size = 32
  for (const value of Object.values(row)) if (typeof value === 'string') size += value.length
  return size
}

async function fetching<T>(query: Promise<T>): Promise<T> {
  try {
    return await query
  } catch (error) {
    throw readFailure(error)
  }
}
