import type { ContractData } from '../../contract/data.ts'
import { ERRORS } from '../../kernel/errors.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Clock } from '../../kernel/ports/clock.ts'
import type { Log } from '../../kernel/ports/log.ts'
import type { RunPorts } from './run-ports.ts'

const AGAIN_MS = 2_000

/** Calls on endpoints as the process itself, through the waist like any other: audited, with their event. */
export function operator(of: {
  readonly kernel: Pick<Kernel, 'handle'>
  readonly administration: ContractData
  readonly clock: Clock
  readonly log: Log
  readonly requestId: () => string
  readonly stopped: () => boolean
}): RunPorts['operate'] {
  const { kernel, administration, clock, log, requestId, stopped } = of
  return async (operation, key, input) => {
    // Of the same meaning however often it is tried.
    const idempotencyKey = requestId()
    while (!stopped()) {
      const outcome = await kernel.handle({
        protocol: 'webhooks',
        contract: administration.name,
        version: administration.version,
        operation,
        key,
        input,
        idempotencyKey,
        credential: { kind: 'system', name: 'webhooks' },
        address: '',
        requestId: requestId(),
      })
      if (outcome.ok) return
      const { code, detail } = outcome.problem
      if (!passes(code)) {
        log.info('What webhooks had to say of an endpoint was refused: somebody changed it meanwhile.', {
          operation,
          endpoint: key,
          code,
          ...(detail !== undefined && { detail }),
        })
        return
      }
      await new Promise<void>((resolve) => void clock.after(AGAIN_MS, resolve))
    }
  }
}

/** Problems that pass by themselves; with the same key it is done once, whatever became of the call before. */
function passes(code: string): boolean {
  return code === 'outcome-unknown' || (Object.hasOwn(ERRORS, code) && ERRORS[code as keyof typeof ERRORS].class === 'transient')
}
