import { hash } from 'node:crypto'
import type { ResourceModel } from '../model/resource.ts'
import type { Scan, Store, StoredRecord } from '../ports/store.ts'
import type { MigrationPlan, Reason, ResourcePlan, Status } from './plan.ts'

/** A record that would not fit. */
export interface Failure {
  readonly key: string
  /** RFC 6901, into the record as it would be. */
  readonly pointer: string
  readonly detail: string
}

/** A plan with what the records say. */
export interface MigrationReport {
  readonly contract: string
  readonly from: MigrationPlan['from']
  readonly to: MigrationPlan['to']
  readonly refusals: readonly Reason[]
  readonly resources: readonly ResourceReport[]
  readonly blocked: boolean
  /** It was begun before and is not done: records were looked at then. */
  readonly resumes?: true
}

export interface ResourceReport extends Pick<ResourcePlan, 'resource' | 'was' | 'reasons'> {
  readonly status: Status
  /** Absent for a resource that is new. */
  readonly records?: number
  /** How many are written anew. */
  readonly rewritten: number
  readonly failing: number
  /** The first of them. */
  readonly failures: readonly Failure[]
}

export interface ExamineOptions {
  readonly store: Store
  /** Of failing records, how many are told. */
  readonly most: number
  readonly progress?: (of: { readonly resource: string; readonly done: number; readonly total: number }) => void
  readonly signal?: AbortSignal
}

/** Looks at the records as far as they decide, and changes nothing. The store is open with the stored contract. */
export async function examine(plan: MigrationPlan, options: ExamineOptions): Promise<MigrationReport> {
  const resources: ResourceReport[] = []
  for (const resource of plan.resources) resources.push(await examineResource(resource, options))
  return { ...headOf(plan), resources, blocked: plan.refusals.length > 0 || resources.some(({ status }) => status === 'blocked') }
}

/** Without a look at the data. */
export function unexamined(plan: MigrationPlan, resumes: boolean): MigrationReport {
  const resources = plan.resources.map(({ resource, was, status, reasons }): ResourceReport => ({
    resource,
    ...(was !== undefined && { was }),
    status,
    reasons,
    rewritten: 0,
    failing: 0,
    failures: [],
  }))
  return { ...headOf(plan), resources, blocked: plan.refusals.length > 0, ...(resumes && { resumes: true as const }) }
}

function headOf({ contract, from, to, refusals }: MigrationPlan): Pick<MigrationReport, 'contract' | 'from' | 'to' | 'refusals'> {
  return { contract, from, to, refusals }
}

async function examineResource(plan: ResourcePlan, options: ExamineOptions): Promise<ResourceReport> {
  const { resource, was, reasons, work, gone } = plan
  const report = { resource, ...(was !== undefined && { was }), reasons, status: plan.status, rewritten: 0, failing: 0, failures: [] }
  const model = gone?.stored ?? work?.stored
  if (!model) return report
  const records = await options.store.count({ table: model.layout.table, index: null, equal: [], reverse: false })
  if (gone) return { ...report, records, ...(records > 0 && !gone.retired && { status: 'blocked' as const }) }
  if (!work || (!plan.look && !work.rewrites)) return { ...report, records }
  const found = new Failing(options.most)
  if (plan.look) {
    let done = 0
    await eachRecord(model, options, (record) => {
      options.progress?.({ resource, done: ++done, total: records })
      const converted = work.convert(record)
      if (!converted.ok) for (const { pointer = '', detail } of converted.errors) found.add({ key: record.key, pointer, detail })
    })
    if (work.unique && found.failing === 0) await duplicates(plan, { ...options, records, found })
  }
  const { failing, failures } = found
  return {
    ...report,
    records,
    failing,
    failures,
    rewritten: work.rewrites ? records : 0,
    status: failing > 0 ? 'blocked' : plan.status === 'blocked' ? 'additive' : plan.status,
  }
}

/** Counts records, keeps the first findings. */
class Failing {
  readonly #most: number
  readonly failures: Failure[] = []
  failing = 0
  #last: string | undefined

  constructor(most: number) {
    this.#most = most
  }
  add(failure: Failure): void {
    if (failure.key !== this.#last) this.failing++
    this.#last = failure.key
    if (this.failing <= this.#most) this.failures.push(failure)
  }
}

/** Unique values held in memory at once; with more records the table is passed several times, each time for a part of the values. */
const VALUES_AT_ONCE = 500_000

/** Two records that would hold the same unique value. */
async function duplicates(plan: ResourcePlan, options: ExamineOptions & { readonly records: number; readonly found: Failing }): Promise<void> {
  const { work } = plan
  if (!work || work.wanted.rules.size === 0) return
  const parts = Math.ceil((options.records * work.wanted.rules.size) / VALUES_AT_ONCE)
  for (let part = 0; part < parts; part++) {
    const holders = new Map<string, string>()
    await eachRecord(work.stored, options, (record) => {
      const converted = work.convert(record)
      if (!converted.ok) return
      for (const { rule, value } of converted.unique) {
        const id = hash('sha256', `${rule}\u0000${value}`, 'hex')
        if (parts > 1 && Number.parseInt(id.slice(0, 8), 16) % parts !== part) continue
        const holder = holders.get(id)
        if (holder === undefined) holders.set(id, record.key)
        else
          options.found.add({
            key: record.key,
            pointer: `/${work.wanted.rules.get(rule)?.fields.join(', /').replaceAll('.', '/') ?? ''}`,
            detail: `holds the same as '${holder}', where only one may`,
          })
      }
    })
  }
}

const AT_ONCE = 500

async function eachRecord(
  model: ResourceModel,
  { store, signal }: Pick<ExamineOptions, 'store' | 'signal'>,
  each: (record: StoredRecord) => void,
): Promise<void> {
  const scan: Scan = { table: model.layout.table, index: null, equal: [], reverse: false, limit: AT_ONCE }
  for (let after: { readonly key: string } | undefined; ;) {
    signal?.throwIfAborted()
    const records = await store.scan({ ...scan, ...(after && { after }) })
    for (const record of records) each(record)
    const last = records.at(-1)
    if (!last || records.length < AT_ONCE) return
    after = { key: last.key }
  }
}
