import type { ContractModel } from '../model/model.ts'
import type { ResourceModel } from '../model/resource.ts'
import type { MigrationPlan, ResourceWork } from './plan.ts'

/**
 * One way through a table. `release` gives up the unique values, so that `convert` cannot meet one that a record further on
 * still holds; `owners` computes the owners over references, once all records are as they will be.
 */
export type Pass =
  | { readonly kind: 'release' | 'convert'; readonly resource: ResourceModel; readonly work: ResourceWork }
  | { readonly kind: 'owners'; readonly resource: ResourceModel }

/** All of a migration, in order: a function of the two contracts and the declarations alone, so that whoever resumes counts the same. */
export function passesOf(plan: MigrationPlan): readonly Pass[] {
  const passes: Pass[] = []
  const rewritten = new Set<string>()
  for (const { work } of plan.resources) {
    if (!work?.rewrites) continue
    rewritten.add(work.wanted.name)
    if (work.unique && work.stored.rules.size > 0) passes.push({ kind: 'release', resource: work.wanted, work })
    passes.push({ kind: 'convert', resource: work.wanted, work })
  }
  for (const resource of plan.wanted.resources.values()) if (needsOwners(resource, plan, rewritten)) passes.push({ kind: 'owners', resource })
  return passes
}

/** After a restore: nothing but owners, which a dump does not hold. */
export function ownerPasses(contract: ContractModel): readonly Pass[] {
  return [...contract.resources.values()].flatMap((resource): Pass[] =>
    resource.layout.columns.some(({ owner }) => owner) ? [{ kind: 'owners', resource }] : [],
  )
}

function needsOwners(resource: ResourceModel, plan: MigrationPlan, rewritten: ReadonlySet<string>): boolean {
  const columns = resource.layout.columns.filter(({ owner }) => owner)
  if (columns.length === 0) return false
  if (rewritten.has(resource.name)) return true
  const was = plan.stored.resources.get(resource.name)
  return columns.some(({ name, owner }) => {
    const before = was?.layout.columns.find((column) => column.name === name)?.owner
    return JSON.stringify(before) !== JSON.stringify(owner) || owner?.hops.some((hop) => rewritten.has(hop.resource))
  })
}
