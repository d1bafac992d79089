import { mayDo } from './audience-rules.ts'
import type { Audience, ContractData } from './data.ts'

/** The codes of the faults that an audience can meet: of what it may call, and of the unique rules that its writes can break, also where it does not see the fields. */
export function reachableFaults(contract: ContractData, audience: Audience): ReadonlySet<string> {
  const codes = new Set<string>()
  for (const resource of Object.values(contract.resources)) {
    const commands = Object.entries(resource.commands).filter(([name]) => mayDo(resource, audience, name))
    for (const [, command] of commands) for (const code of command.faults) codes.add(code)
    const writes =
      commands.length > 0 || resource.standard.some((operation) => (operation === 'create' || operation === 'update') && mayDo(resource, audience, operation))
    if (writes) for (const code of resource.faults ?? []) codes.add(code)
    if (writes) for (const rule of resource.unique) if (rule.fault !== undefined) codes.add(rule.fault)
  }
  for (const operation of Object.values(contract.operations)) if (operation.audiences.includes(audience)) for (const code of operation.faults) codes.add(code)
  return codes
}
