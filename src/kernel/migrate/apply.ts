import { canonicalJson } from '../../contract/canonical.ts'
import { auditDraft } from '../audit/draft.ts'
import type { ContractModel } from '../model/model.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import {
  OutcomeUnknown,
  StepTaken,
  StoreFull,
  StoreRefused,
  StoreUnavailable,
  type Facts,
  type RecordRewrite,
  type Store,
  type StoredRecord,
  type TableLayout,
} from '../ports/store.ts'
import { contractFact, migrationFact, MigrationMoved, otherBegun, ownersFact, readProgress, type Due, type Progress } from './gate.ts'
import { ownersRewrite, plainColumns } from './owners.ts'
import { passesOf, ownerPasses, type Pass } from './passes.ts'
import type { MigrationPlan } from './plan.ts'

export interface ApplyOptions {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly progress?: (of: { readonly resource: string; readonly done: number; readonly total: number }) => void
  /** Between two steps; what is done stays, and the next migration goes on from there. */
  readonly signal?: AbortSignal
  /** Records that one durable step rewrites; 500 where absent. */
  readonly step?: number
}

/**
 * The tables of the wanted contract, for records that are still as they were: new columns are filled with what each record
 * will have in them. All columns are full before the first record is rewritten, so that never a record of the one kind is
 * taken for one of the other.
 */
export function migrationLayouts(plan: MigrationPlan, begun: () => Progress | undefined): readonly TableLayout[] {
  if (plan.from.hash === plan.to.hash) return [...plan.wanted.resources.values()].map(({ layout }) => layout.store)
  const works = new Map(plan.resources.flatMap(({ work }) => (work ? [[work.wanted.name, work]] : [])))
  return [...plan.wanted.resources.values()].map((resource): TableLayout => {
    const work = works.get(resource.name)
    if (!work) return resource.layout.store
    const { stored } = work
    return {
      ...resource.layout.store,
      ...(stored.layout.table !== resource.layout.table && { was: stored.layout.table }),
      columnsOf(body) {
        const progress = begun()
        if (progress && (progress.pass > 0 || progress.after !== ''))
          throw new StoreRefused(
            `A migration of ${plan.contract} was begun by another version of Busbar, whose tables were different. Finish it with that version.`,
          )
        const converted = work.convert({ key: keyOf(stored.data.key.field, body), revision: 0, body })
        if (!converted.ok) throw new Error(converted.errors.map(({ pointer = '', detail }) => `${pointer} ${detail}`.trim()).join('; '))
        return plainColumns(resource, converted.record)
      },
    }
  })
}

/**
 * For the `open` of the store that is migrated: notes that a migration begins, before its first table changes. Answers how
 * far it is. Where several processes come at once they find the same note, and share the steps.
 */
export async function beginMigration(facts: Facts, the: { readonly due: Due; readonly plan: MigrationPlan; readonly clock: Clock }): Promise<Progress> {
  const { due, plan, clock } = the
  const { name } = due.wanted
  if ((await facts.fact(contractFact(name))) !== due.storedText) throw new MigrationMoved(`The contract of ${name} was changed meanwhile.`)
  const text = await facts.fact(migrationFact(name))
  const there = readProgress(text)
  const { from, to } = plan
  if (there?.from === from.hash && there.to === to.hash) return there
  if (there?.begun) throw otherBegun(name, there)
  // A table that changes its name cannot be found by who starts with the stored contract.
  const begun = plan.resources.some(({ was }) => was !== undefined)
  const progress: Progress = { from: from.hash, to: to.hash, at: new Date(clock.now()).toISOString(), begun, pass: 0, after: '', rewritten: {} }
  if (!(await facts.setFact(migrationFact(name), JSON.stringify(progress), text ?? null)))
    throw new MigrationMoved(`Another process began a migration of ${name}.`)
  return progress
}

/** Takes all steps that are left, and makes the wanted contract the stored one. The store is open with `migrationLayouts`. */
export async function applyMigration(plan: MigrationPlan, due: Due, options: ApplyOptions): Promise<Progress> {
  const { store, step: size = 500 } = options
  const fact = migrationFact(plan.contract)
  const passes = plan.from.hash === plan.to.hash ? ownerPasses(plan.wanted) : passesOf(plan)
  let text = (await store.fact(fact)) ?? ''
  let progress = mustBe(plan, text)
  const totals = new Map<string, number>()
  for (let pass = passes[progress.pass]; pass; pass = passes[progress.pass]) {
    options.signal?.throwIfAborted()
    const { table } = pass.resource.layout
    const { name } = pass.resource
    if (!totals.has(name)) totals.set(name, await store.count({ table, index: null, equal: [], reverse: false }))
    const step = await stepOf(pass, { plan, store, after: progress.after, limit: size })
    const now = progress
    let next = text
    try {
      await store.rewrite(table, now.after, size, step, {
        fact,
        expected: text,
        next: ({ last, rewritten }) => {
          const counted = pass.kind === 'convert' ? { ...now.rewritten, [name]: (now.rewritten[name] ?? 0) + rewritten } : now.rewritten
          next = JSON.stringify({
            ...now,
            begun: true,
            rewritten: counted,
            ...(last === undefined ? { pass: now.pass + 1, after: '' } : { after: last }),
          } satisfies Progress)
          return next
        },
      })
    } catch (error) {
      if (error instanceof StoreUnavailable || error instanceof OutcomeUnknown || error instanceof StoreFull) throw error
      // Another process may have done the step while this one read its records: then nothing it made of them counts.
      next = (await store.fact(fact)) ?? ''
      if (next === text && !(error instanceof StepTaken)) throw error
    }
    text = next
    progress = mustBe(plan, text)
    if (pass.kind === 'convert') options.progress?.({ resource: name, done: progress.rewritten[name] ?? 0, total: totals.get(name) ?? 0 })
  }
  await finish({ plan, due, progress, text }, options)
  return progress
}

function mustBe(plan: MigrationPlan, text: string): Progress {
  const progress = readProgress(text)
  if (!progress || progress.from !== plan.from.hash || progress.to !== plan.to.hash)
    throw new MigrationMoved(`Another process finished the migration of ${plan.contract}, or took it back.`)
  return progress
}

async function stepOf(
  pass: Pass,
  { plan, store, after, limit }: { readonly plan: MigrationPlan; readonly store: Store; readonly after: string; readonly limit: number },
): Promise<(record: StoredRecord) => RecordRewrite | undefined> {
  if (pass.kind === 'owners') return ownersRewrite(store, { contract: plan.wanted, resource: pass.resource, after, limit })
  const { work, resource, kind } = pass
  return (record) => {
    const converted = work.convert(record)
    if (!converted.ok)
      throw new StoreRefused(
        `${resource.name} '${record.key}' cannot be migrated: ${converted.errors.map(({ pointer = '', detail }) => `${pointer} ${detail}`.trim()).join('; ')}. Correct the migration in the app file and start again; it goes on from there.`,
      )
    const columns = plainColumns(resource, converted.record)
    // In a pass of its own the old values are given up; the record itself is as it was.
    if (kind === 'release') return { body: record.body, columns, unique: [], released: converted.released }
    return { body: converted.body, columns, unique: work.unique ? converted.unique : [], released: [] }
  }
}

/** The year 9999: an audit record of a migration is never written twice. */
const NEVER = 253_402_300_799_000

async function finish(
  the: { readonly plan: MigrationPlan; readonly due: Due; readonly progress: Progress; readonly text: string },
  { store, clock, random }: ApplyOptions,
): Promise<void> {
  const { plan, due, progress, text } = the
  const { contract, from, to } = plan
  const now = clock.now()
  if (from.hash !== to.hash) {
    const id = `migration ${contract} ${progress.at} ${from.hash} ${to.hash}`
    const payload = JSON.stringify({ changes: [], input: { from, to, rewritten: progress.rewritten } })
    const audit = auditDraft({
      at: now,
      call: { protocol: 'migrate', address: '127.0.0.1', requestId: `migration-${to.hash.slice(0, 12)}` },
      principal: { consumer: 'busbar', credential: 'system' },
      operation: 'migrate',
      key: contract,
      outcome: 'ok',
      payload,
      salt: Buffer.from(random.bytes(16)).toString('hex'),
    })
    // Whoever comes second, or again after a kill, finds the answer taken.
    await store.commit({
      expect: [],
      writes: [],
      events: [],
      audit: [audit],
      answer: { id, request: to.hash, state: 'done', token: '', until: NEVER, outcome: '{}', now },
    })
    await store.setFact(contractFact(contract), canonicalJson(plan.wanted.data), due.storedText)
  }
  await store.setFact(ownersFact(contract), (await store.eventRange()).epoch)
  await store.setFact(migrationFact(contract), '', text)
}

/** After the first start of a contract: its owners are computed by whoever writes records. */
export async function noteOwners(store: Store, fresh: readonly ContractModel[]): Promise<void> {
  if (fresh.length === 0) return
  const { epoch } = await store.eventRange()
  for (const { data } of fresh) await store.setFact(ownersFact(data.name), epoch)
}

function keyOf(field: string, body: string): string {
  const key: unknown = (JSON.parse(body) as { readonly [field: string]: unknown })[field]
  return typeof key === 'string' ? key : ''
}
