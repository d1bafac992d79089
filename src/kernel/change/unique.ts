import type { Admitted } from '../admitted.ts'
import type { ContractModel } from '../model/model.ts'
import type { RecordBody } from '../model/resource.ts'
import type { ChangeSet, CommitResult } from '../ports/store.ts'
import { refuse, Refusal } from '../refusal.ts'

/** What a unique rule that was violated is to the caller: the fault that the contract declares for it, or the general refusal. */
export function uniqueRefusal(
  the: Admitted,
  on: {
    readonly violated: Extract<CommitResult, { failed: 'unique' }>
    readonly changes: ChangeSet
    readonly models: ReadonlyMap<string, ContractModel>
  },
): Refusal {
  const { violated, changes, models } = on
  for (const model of models.values()) {
    for (const owner of model.resources.values()) {
      const rule = owner.rules.get(violated.rule)
      if (!rule) continue
      const fault = rule.fault === undefined ? undefined : model.data.faults[rule.fault]
      const written = changes.writes.find((w) => w.unique.some((u) => u.rule === violated.rule && u.value === violated.value))
      const record = written?.body ? (JSON.parse(written.body) as RecordBody) : {}
      const names = rule.fields.join(', ')
      // Whose the other record is, only those learn who see them all.
      const { audience } = the.caller.principal
      const sees = owner.data.access[audience] !== undefined && owner.layout.owners[audience] === undefined
      const holder = sees ? ` '${violated.holder}' has it.` : ''
      if (!fault || rule.fault === undefined)
        return refuse('unique-violation', `Another ${owner.noun} has the same ${names}.${holder}`, {
          errors: rule.fields.map((field) => ({ pointer: `/${field.replaceAll('.', '/')}`, detail: 'must be unique' })),
        })
      const detail: { [name: string]: string | number | boolean } = {}
      for (const [field, { kind }] of Object.entries(fault.detail)) {
        const value = record[field]
        if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') detail[field] = value
        else if (sees && (kind === 'string' || kind === 'ref' || kind === 'uuid')) detail[field] = violated.holder
      }
      return new Refusal({ code: rule.fault, title: fault.doc, fault: { contract: model.data.name, class: fault.class, detail } })
    }
  }
  return refuse('unique-violation')
}
