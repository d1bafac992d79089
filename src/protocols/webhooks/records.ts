import type { ContractData } from '../../contract/data.ts'
import { layoutOf } from '../../kernel/model/layout.ts'
import type { EventDraft, RecordWrite, StoredRecord } from '../../kernel/ports/store.ts'
import { WEBHOOK_TABLES, type WebhookEndpointRecord, type WebhookEvents } from '../../kernel/ports/webhook.ts'

/** The tables begin with this, as `WEBHOOK_TABLES` says. */
const PREFIX = 'bb'

type Kind = keyof typeof WEBHOOK_TABLES
const RESOURCES: { readonly [K in Kind]: string } = {
  endpoint: 'WebhookEndpoint',
  delivery: 'WebhookDelivery',
  replay: 'WebhookReplay',
  progress: 'WebhookProgress',
  log: 'WebhookLog',
}

/** A record as it is read: its body, without what the system keeps in it. */
export interface Found<T> {
  readonly record: T
  readonly revision: number
  readonly createdAt: string
}

/** Writes the records of webhooks as the kernel would: fields in the contract's order, system fields, index columns. */
export interface Records {
  write(
    kind: Kind,
    of: {
      readonly key: string
      readonly record: object
      readonly was: number
      readonly revision?: number
      readonly createdAt?: string | undefined
      readonly now: string
    },
  ): RecordWrite
  remove(kind: Kind, key: string, was: number): RecordWrite
  /** The index over these fields, by name, for `Store.scan`; equal fields then the sorted one. */
  index(kind: Kind, fields: readonly string[]): string
  /** An event that the dispatcher tells operators. Its ordering key is the endpoint's record. */
  event<T extends keyof WebhookEvents>(
    type: T,
    of: { readonly endpoint: WebhookEndpointRecord; readonly key?: string; readonly data: WebhookEvents[T]; readonly id: string; readonly at: number },
  ): EventDraft
}

export function createRecords(administration: ContractData): Records {
  const known = new Map<Kind, { readonly fields: readonly string[]; readonly layout: ReturnType<typeof layoutOf> }>()
  const of = (kind: Kind): NonNullable<ReturnType<typeof known.get>> => {
    const found = known.get(kind)
    if (found) return found
    const resource = administration.resources[RESOURCES[kind]]
    if (!resource) throw new Error(`The administration contract has no ${RESOURCES[kind]}.`)
    const fields = Object.entries(resource.fields).flatMap(([name, schema]) => (schema.kind === 'many' ? [] : [name]))
    const made = { fields: [resource.key.field, ...fields], layout: layoutOf(administration, RESOURCES[kind], resource, PREFIX) }
    known.set(kind, made)
    return made
  }
  return {
    write(kind, { key, record, was, revision = was + 1, createdAt, now }) {
      const { fields, layout } = of(kind)
      const body: { [field: string]: unknown } = {}
      const given = record as { readonly [field: string]: unknown }
      for (const field of fields) if (given[field] !== undefined) body[field] = given[field]
      body['revision'] = revision
      body['createdAt'] = createdAt ?? now
      body['updatedAt'] = now
      const text = JSON.stringify(body)
      return {
        table: WEBHOOK_TABLES[kind],
        key,
        expected: was,
        revision,
        body: text,
        columns: layout.columns.length === 0 ? [] : layout.store.columnsOf(text),
        unique: [],
        released: [],
      }
    },
    remove: (kind, key, was) => ({ table: WEBHOOK_TABLES[kind], key, expected: was, revision: was + 1, body: null, columns: [], unique: [], released: [] }),
    index(kind, fields) {
      const { layout } = of(kind)
      const columns = fields.map((field) => layout.columns.find((column) => column.path.join('.') === field)?.name)
      const index = layout.store.indexes.find((one) => one.columns.length === columns.length && one.columns.every((column, i) => column === columns[i]))
      if (!index) throw new Error(`${RESOURCES[kind]} has no list over ${fields.join(', ')}.`)
      return index.name
    },
    event(type, { endpoint, key = endpoint.id, data, id, at }) {
      const kind: Kind = type.startsWith('webhook-delivery.') ? 'delivery' : 'endpoint'
      const owners = Object.fromEntries(
        Object.entries(of(kind).layout.owners).flatMap(([audience, column]) => {
          const owner = column.path.length === 1 ? (endpoint as unknown as { readonly [field: string]: unknown })[column.path[0] ?? ''] : undefined
          return typeof owner === 'string' ? [[audience, owner]] : []
        }),
      )
      return {
        id,
        type,
        table: WEBHOOK_TABLES[kind],
        key,
        at,
        body: `{"consumer":"busbar","request":"","revision":0,"owners":${JSON.stringify(owners)},"data":${JSON.stringify(data)}}`,
      }
    },
  }
}

/** What is in the store was written by this code or by the kernel, which checks it. */
export function found<T>(record: StoredRecord): Found<T> {
  const { revision: _, createdAt, updatedAt: __, ...rest } = JSON.parse(record.body) as { revision: number; createdAt: string; updatedAt: string }
  return { record: rest as T, revision: record.revision, createdAt }
}
