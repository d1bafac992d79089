import type { RecordBody, ResourceModel } from '../model/resource.ts'
import type { StoredRecord } from '../ports/store.ts'

/** A record in a piece of work: as it was read, and as it will be. */
export interface Entry {
  readonly resource: ResourceModel
  readonly key: string
  readonly original: StoredRecord | undefined
  /** Parsed when first asked for. */
  before: RecordBody | undefined
  /** What it is now; `undefined`: not there. */
  now: RecordBody | undefined
  written: boolean
  /** It was deleted on the way; what is there now is another record under its key. */
  deleted: boolean
  /** Revision and text after `seal`, and what the text was made of. */
  revision: number
  text: string
  settled: RecordBody | undefined
}

/** A record as the store has it; `undefined`: it does not. */
export function entryOf(resource: ResourceModel, key: string, record: StoredRecord | undefined): Entry {
  const body = record && (JSON.parse(record.body) as RecordBody)
  return {
    resource,
    key,
    original: record,
    before: body,
    now: body,
    written: false,
    deleted: false,
    settled: body,
    revision: record?.revision ?? 0,
    text: record?.body ?? '',
  }
}
