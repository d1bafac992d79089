import type { ContractData } from '../../contract/data.ts'
import { contractModel, layoutsOf } from '../model/model.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { Store, TableLayout } from '../ports/store.ts'
import { applyMigration, beginMigration, migrationLayouts } from './apply.ts'
import { examine, unexamined, type MigrationReport } from './examine.ts'
import { dueOf, migrationFact, MigrationMoved, otherBegun, readProgress, takeBack, type Due, type Progress } from './gate.ts'
import type { Migration } from './migration.ts'
import { planMigration, type MigrationPlan } from './plan.ts'
import { formatReports } from './report.ts'

export interface MigrateOptions {
  readonly contracts: readonly { readonly data: ContractData; readonly prefix: string; readonly migrations: readonly Migration[] }[]
  /** A store on the same data each time; not yet open. It is disposed of. */
  readonly openStore: () => Store
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Of failing records of a resource, how many are told; 10 where absent. */
  readonly most?: number
  /** `look`: records are looked at; `rewrite`: they are rewritten. */
  readonly progress?: (of: { readonly phase: 'look' | 'rewrite'; readonly resource: string; readonly done: number; readonly total: number }) => void
  readonly signal?: AbortSignal
  /** Records that one durable step rewrites; 500 where absent. */
  readonly step?: number
}

/** The stored records cannot be brought to the wanted contract as things are; nothing was changed. The message is the plan. */
export class MigrationBlocked extends Error {
  override readonly name = 'MigrationBlocked'
  readonly reports: readonly MigrationReport[]
  constructor(reports: readonly MigrationReport[]) {
    super(formatReports(reports))
    this.reports = reports
  }
}

/** What would be done, contract by contract; those that are as they should be are left out. Reads only. */
export async function planMigrations(options: MigrateOptions): Promise<readonly MigrationReport[]> {
  return again(options, async () => {
    const reports: MigrationReport[] = []
    for (const { plan, due } of await plans(options)) reports.push(await reportOf(plan, due, options))
    return reports
  })
}

/**
 * Brings what is stored to the wanted contracts, durable step by durable step; a killed one is taken up where it was, by
 * whoever comes next. Rejects with `MigrationBlocked` where records do not fit, before anything was changed.
 */
export async function migrate(options: MigrateOptions): Promise<readonly MigrationReport[]> {
  const done: MigrationReport[] = []
  return again(options, async () => {
    const all = await plans(options)
    const reports: MigrationReport[] = []
    for (const { plan, due } of all) reports.push(await reportOf(plan, due, options))
    if (reports.some(({ blocked }) => blocked)) throw new MigrationBlocked(reports)
    for (const [i, { plan, due }] of all.entries()) {
      const progress = await apply(plan, due, options)
      const report = reports[i]
      if (report && plan.from.hash !== plan.to.hash) done.push(counted(report, progress))
    }
    return done
  })
}

const MOST_LOOKS = 10

/** Where another process was faster, what is left is looked at anew. */
async function again<T>({ log }: MigrateOptions, work: () => Promise<T>): Promise<T> {
  for (let look = 1; ; look++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof MigrationMoved) || look === MOST_LOOKS) throw error
      log.info('another process migrates the same records; looking again', { because: error.message })
    }
  }
}

async function plans(options: MigrateOptions): Promise<readonly { readonly plan: MigrationPlan; readonly due: Due }[]> {
  const due = await lookForDue(options)
  return due.map((one) => {
    const { prefix = '', migrations = [] } = options.contracts.find(({ data }) => data.name === one.wanted.name) ?? {}
    const plan = planMigration({ stored: one.stored, wanted: one.wanted, declared: migrations, prefix })
    const { progress } = one
    if (progress?.begun && progress.to !== plan.to.hash) throw otherBegun(plan.contract, progress)
    return { plan, due: one }
  })
}

/** Opens the store just as far as facts can be read. */
async function lookForDue({ contracts, openStore }: MigrateOptions): Promise<readonly Due[]> {
  const seen = new Error('seen')
  let due: readonly Due[] = []
  try {
    await opened(openStore(), [], {
      admit: async (facts) => {
        due = await dueOf(
          facts,
          contracts.map(({ data, prefix }) => contractModel(data, [], prefix)),
        )
        throw seen
      },
      work: async () => {},
    })
  } catch (error) {
    if (error !== seen) throw error
  }
  return due
}

async function reportOf(plan: MigrationPlan, { progress }: Due, options: MigrateOptions): Promise<MigrationReport> {
  if (plan.refusals.length > 0) return unexamined(plan, false)
  // Some records may be new ones by now; all were looked at before the note was written.
  if (joins(progress, plan)) return unexamined(plan, true)
  if (!plan.resources.some(({ look, work }) => look || work?.rewrites)) return unexamined(plan, false)
  const { most = 10, signal } = options
  return opened(options.openStore(), layoutsOf([plan.stored]), {
    admit: async (facts) => {
      if (joins(readProgress(await facts.fact(migrationFact(plan.contract))), plan)) throw new MigrationMoved(`Another process migrates ${plan.contract}.`)
      await takeBack(facts, plan.contract)
    },
    work: (store) =>
      examine(plan, { store, most, ...(options.progress && { progress: (of) => options.progress?.({ ...of, phase: 'look' }) }), ...(signal && { signal }) }),
  })
}

async function apply(plan: MigrationPlan, due: Due, options: MigrateOptions): Promise<Progress> {
  const { clock, random, log, signal, step } = options
  log.info('the stored records are brought to the contract', { contract: plan.contract, from: plan.from, to: plan.to })
  let begun: Progress | undefined
  const progress = await opened(
    options.openStore(),
    migrationLayouts(plan, () => begun),
    {
      admit: async (facts) => {
        begun = await beginMigration(facts, { due, plan, clock })
      },
      work: (store) =>
        applyMigration(plan, due, {
          store,
          clock,
          random,
          ...(options.progress && { progress: (of) => options.progress?.({ ...of, phase: 'rewrite' }) }),
          ...(signal && { signal }),
          ...(step !== undefined && { step }),
        }),
    },
  )
  log.info('the stored records are as the contract wants them', { contract: plan.contract, to: plan.to, rewritten: progress.rewritten })
  return progress
}

/** The same migration, prepared or begun by somebody, who may be gone. */
function joins(progress: Progress | undefined, plan: MigrationPlan): boolean {
  return progress !== undefined && progress.from === plan.from.hash && progress.to === plan.to.hash
}

async function opened<T>(
  store: Store,
  layouts: readonly TableLayout[],
  the: { readonly admit?: Parameters<Store['open']>[1]; readonly work: (store: Store) => Promise<T> },
): Promise<T> {
  try {
    await store.open(layouts, the.admit)
    return await the.work(store)
  } finally {
    await store[Symbol.asyncDispose]()
  }
}

function counted(report: MigrationReport, { rewritten }: Progress): MigrationReport {
  return { ...report, resources: report.resources.map((resource) => ({ ...resource, rewritten: rewritten[resource.resource] ?? 0 })) }
}
