import { canonicalJson, contractHash } from '../../contract/canonical.ts'
import type { ContractData } from '../../contract/data.ts'
import type { ContractModel } from '../model/model.ts'
import { StoreRefused, type Facts } from '../ports/store.ts'

/** Facts of a contract: its canonical JSON, as the stored records are; how far a migration is, empty without one; the epoch in which owners over references were last computed. */
export const contractFact = (contract: string): string => `contract:${contract}`
export const migrationFact = (contract: string): string => `migration:${contract}`
export const ownersFact = (contract: string): string => `owners:${contract}`

/** How far a migration is. Its text is compared and set as a whole, so that each step is done by one process, once. */
export interface Progress {
  /** Hashes of the contracts. */
  readonly from: string
  readonly to: string
  /** RFC 3339: when it began. It tells two migrations between the same contracts apart. */
  readonly at: string
  /** Some of it may be done: it can only be finished. Before, whoever starts with the stored contract takes it back. */
  readonly begun: boolean
  /** Passes that are done, and the last key of the one that is not. */
  readonly pass: number
  readonly after: string
  /** Records rewritten, by resource. */
  readonly rewritten: { readonly [resource: string]: number }
}

export function readProgress(text: string | undefined): Progress | undefined {
  return text === undefined || text === '' ? undefined : (JSON.parse(text) as Progress)
}

/** A contract whose records are not as the kernel needs them. */
export interface Due {
  readonly wanted: ContractData
  readonly stored: ContractData
  /** What the fact says, for compare-and-set. */
  readonly storedText: string
  readonly progress: Progress | undefined
}

/** What is stored has to be migrated first; nothing was changed. */
export class MigrationDue extends Error {
  override readonly name = 'MigrationDue'
  readonly due: readonly Due[]
  constructor(due: readonly Due[]) {
    super(
      `The stored records are those of another contract (${due.map(({ wanted, stored }) => `${wanted.name}: ${stored.version}, ${contractHash(stored).slice(0, 12)} instead of ${wanted.version}, ${contractHash(wanted).slice(0, 12)}`).join('; ')}). \`busbar migrate --plan\` says what has to be done.`,
    )
    this.due = due
  }
}

/** What is due, read only. A contract that nothing is stored of yet is not. */
export async function dueOf(facts: Facts, models: Iterable<ContractModel>): Promise<readonly Due[]> {
  const due: Due[] = []
  const epoch = (await facts.fact('epoch')) ?? ''
  for (const { data, resources } of models) {
    const storedText = await facts.fact(contractFact(data.name))
    if (storedText === undefined) continue
    const progress = readProgress(await facts.fact(migrationFact(data.name)))
    const owners = hasOwnerPaths(resources) && (await facts.fact(ownersFact(data.name))) !== epoch
    const other = storedText !== canonicalJson(data)
    if (other || owners || (progress?.begun && progress.to !== contractHash(data)))
      due.push({ wanted: data, stored: other ? (JSON.parse(storedText) as ContractData) : data, storedText, progress })
  }
  return due
}

/**
 * For the `open` of a kernel's store: lets it pass where the stored records are as these contracts say, and notes the contract
 * where nothing is stored yet. Takes back a migration to another contract that was prepared and never begun. Rejects with
 * `MigrationDue`. Answers the contracts that are new here.
 */
export async function admitContracts(facts: Facts, models: readonly ContractModel[]): Promise<readonly ContractModel[]> {
  const due = await dueOf(facts, models)
  if (due.length > 0) throw new MigrationDue(due)
  const fresh: ContractModel[] = []
  for (const model of models) {
    const { name } = model.data
    if (await facts.setFact(contractFact(name), canonicalJson(model.data), null)) fresh.push(model)
    else await takeBack(facts, name, contractHash(model.data))
  }
  return fresh
}

/**
 * Before the tables take the shape of the stored contract: a migration that was prepared and never begun is taken back, so that
 * it cannot begin any more. Rejects where it has begun: its columns must stay as they are until it is done. `finished`: the
 * contract that a migration has led to, where it is the stored one.
 */
export async function takeBack(facts: Facts, contract: string, finished?: string): Promise<void> {
  const text = await facts.fact(migrationFact(contract))
  const progress = readProgress(text)
  if (text === undefined || !progress) return
  if (progress.begun && progress.to !== finished) throw otherBegun(contract, progress)
  if (!(await facts.setFact(migrationFact(contract), '', text))) throw new MigrationMoved(`Another process has just begun to migrate ${contract}.`)
}

/** For what opens a store without a kernel: it must not give the tables another shape than the records have. */
export async function refuseOtherContracts(facts: Facts, models: readonly ContractModel[]): Promise<void> {
  for (const { data } of models) {
    const stored = await facts.fact(contractFact(data.name))
    if (stored === undefined) continue
    if (stored !== canonicalJson(data))
      throw new StoreRefused(
        `The stored records are those of another contract than ${data.name} ${data.version} as it is in this app file. Bring them to it with \`busbar migrate\` (\`--plan\` shows what it would do), or use the app file that they were written with.`,
      )
    await takeBack(facts, data.name, contractHash(data))
  }
}

/** Another process finished the migration, or took it back, or the stored contract is another one by now: look again. */
export class MigrationMoved extends Error {
  override readonly name = 'MigrationMoved'
}

export function otherBegun(contract: string, progress: Progress): StoreRefused {
  return new StoreRefused(
    `The records of ${contract} are in the middle of a migration to the contract ${progress.to.slice(0, 12)}, begun at ${progress.at}. Start the program with that contract to finish it, or restore a backup of before.`,
  )
}

export function hasOwnerPaths(resources: ContractModel['resources']): boolean {
  return [...resources.values()].some((resource) => resource.layout.columns.some(({ owner }) => owner))
}
