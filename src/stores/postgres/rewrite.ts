import type { Client } from 'pg'
import type { RecordRewrite, StoredRecord, TableLayout, UniqueEntry } from '../../kernel/ports/store.ts'
import { TextArray, textArray } from './array.ts'
import { columnName, type Names } from './name.ts'
import { rows } from './session.ts'

/** A record with what tells whether it was written since: the transaction that wrote it. */
export type Stamped = StoredRecord & { readonly stamp: string }

export type Step = readonly (RecordRewrite & { readonly record: Stamped })[]

export async function readForRewrite(
  client: Client,
  options: { readonly names: Names; readonly table: string; readonly after: string; readonly limit: number },
): Promise<readonly Stamped[]> {
  const { names, table, after, limit } = options
  return rows<Stamped>(client, `select key, revision, body, xmin::text as stamp from ${names.records(table)} where key > $1 order by key limit $2`, [
    after,
    limit,
  ])
}

export interface StepOutcome {
  /** Keys of records that were written since they were read: then nothing was. */
  readonly changed: readonly string[]
  /** A unique value that another record holds: then nothing was written. */
  readonly taken?: UniqueEntry & { readonly holder: string }
  /** The note's fact is not what was expected: then nothing was written. */
  readonly noted?: false
}

/** Writes all of a step, or nothing. */
export async function applyRewrite(
  client: Client,
  options: {
    readonly names: Names
    readonly layout: TableLayout
    readonly step: Step
    readonly note?: { readonly fact: string; readonly expected: string; readonly value: string }
  },
): Promise<StepOutcome> {
  const { names, layout, step, note } = options
  const released = { rule: new TextArray(), value: new TextArray(), key: new TextArray() }
  const held = { rule: new TextArray(), value: new TextArray(), key: new TextArray() }
  for (const { record, unique, released: before } of step) {
    for (const { rule, value } of before) {
      if (unique.some((one) => one.rule === rule && one.value === value)) continue
      released.rule.add(rule)
      released.value.add(value)
      released.key.add(record.key)
    }
    for (const { rule, value } of unique) {
      held.rule.add(rule)
      held.value.add(value)
      held.key.add(record.key)
    }
  }
  const noting = note ? `${names.own('rewrite_noted')}($14, $15, $16, ` : `${names.own('rewrite')}(`
  const [row] = await rows<{ outcome: string }>(
    client,
    `select ${noting}$1, $2, $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[]) as outcome`,
    [
      names.records(layout.table),
      layout.table,
      textArray(layout.columns.map(columnName)),
      textArray(step.map(({ record }) => record.key)),
      textArray(step.map(({ record }) => record.stamp)),
      textArray(step.map(({ body }) => body)),
      textArray(step.flatMap(({ columns }) => columns)),
      ...[released, held].flatMap((list) => [list.rule.finish(), list.value.finish(), list.key.finish()]),
      ...(note ? [note.fact, note.expected, note.value] : []),
    ],
  )
  return { changed: [], ...(JSON.parse(row?.outcome ?? '{}') as Partial<StepOutcome>) }
}

/** The first value that two records of a step would hold. */
export function twiceTaken(step: Step): (UniqueEntry & { readonly holder: string }) | undefined {
  const holders = new Map<string, string>()
  for (const { record, unique } of step) {
    for (const { rule, value } of unique) {
      const id = `${rule}\0${value}`
      const holder = holders.get(id)
      if (holder !== undefined) return { rule, value, holder }
      holders.set(id, record.key)
    }
  }
  return undefined
}
