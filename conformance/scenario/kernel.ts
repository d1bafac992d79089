import type { Kernel } from '../../src/kernel/kernel.ts'
import type { Outcome } from '../../src/kernel/outcome.ts'
import type { Face, Observed } from './scenario.ts'

/** No protocol at all. */
export function kernelFace(kernel: Kernel): Face {
  return { name: 'kernel', play: async (call) => observe(await kernel.handle(call)) }
}

export function observe(outcome: Outcome): Observed {
  const replayed = outcome.replayed === true
  if (!outcome.ok) {
    const { code, errors, fault } = outcome.problem
    return { code, replayed, errors: (errors ?? []).map((e) => e.pointer ?? e.parameter ?? ''), ...(fault && { detail: fault.detail }) }
  }
  return {
    code: 'ok',
    ...(outcome.body !== '' && { body: JSON.parse(outcome.body) as unknown }),
    ...(outcome.next !== undefined && { next: outcome.next }),
    ...(outcome.count !== undefined && { count: outcome.count }),
    ...(outcome.revision !== undefined && { revision: outcome.revision }),
    created: outcome.created === true,
    unchanged: outcome.kind === 'unchanged',
    replayed,
  }
}
