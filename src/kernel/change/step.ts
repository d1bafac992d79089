import { kebab } from '../../contract/define.ts'
import type { Admitted } from '../admitted.ts'
import type { OperationModel } from '../model/operation.ts'
import type { Step } from '../work/step.ts'

export function stepOf({ call, caller, hops }: Pick<Admitted, 'call' | 'caller' | 'hops'>, operation: OperationModel): Step {
  const audited = operation.writes && (operation.kind === 'command' || operation.kind === 'operation')
  return {
    call,
    principal: caller.principal,
    ...(hops && { hops }),
    operation: operation.name,
    changed: new Map(),
    moved: new Set(),
    emitted: [],
    verb: verbOf(operation),
    audited,
  }
}

/** How the event is called that a change of this operation makes. */
function verbOf(operation: OperationModel): string {
  switch (operation.kind) {
    case 'create':
      return 'created'
    case 'update':
    case 'replace':
      return 'changed'
    case 'delete':
      return 'deleted'
    case 'command':
      return kebab(operation.command?.event ?? operation.commandName ?? 'changed')
    default:
      return 'changed'
  }
}
