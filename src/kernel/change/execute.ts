import { command, operate } from './command.ts'
import type { Execution, Request, Result } from './execution.ts'
import { create, remove, replace, update } from './record.ts'

/** Does in the unit of work what a call asks for; nothing reaches the store yet. */
export function execute(request: Request, the: Execution): Promise<Result> {
  switch (request.operation.kind) {
    case 'create':
      return create(request, the)
    case 'update':
      return update(request, the)
    case 'replace':
      return replace(request, the)
    case 'delete':
      return remove(request, the)
    case 'command':
      return command(request, the)
    case 'operation':
      return operate(request, the)
    case 'get':
    case 'list':
    case 'composite':
      throw new Error(`${request.operation.name} changes nothing`)
  }
}
