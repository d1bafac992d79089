import type { Kernel } from '../../src/kernel/kernel.ts'
import type { Outcome } from '../../src/kernel/outcome.ts'
import type { Face, Observed, Told } from './scenario.ts'

/** No protocol at all. */
export function kernelFace(kernel: Kernel): Face {
  return { name: 'kernel', play: async (call) => observe(await kernel.handle(call)) }
}

function observe(outcome: Outcome): Observed {
  const replayed = outcome.replayed === true
  if (!outcome.ok) {
    const { code, errors, fault } = outcome.problem
    return {
      code,
      replayed,
      errors: (errors ?? []).map((e) => e.pointer ?? e.parameter ?? ''),
      ...(fault && { detail: fault.detail }),
      told: toldOf(outcome),
    }
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
    told: toldOf(outcome),
  }
}

/** What every protocol that has a place for it must tell of this outcome. */
export function toldOf(outcome: Outcome): Told {
  const { limits, deprecated, sunset } = outcome.notices ?? {}
  const notices: Told = {
    ...(limits && { limits: Object.fromEntries(limits.map(({ name, remaining }) => [name, remaining])) }),
    ...(deprecated !== undefined && { deprecated: Date.parse(deprecated) / 1000 }),
    ...(sunset !== undefined && { sunset: Date.parse(sunset) / 1000 }),
  }
  if (outcome.ok) return notices
  const { title, detail, retryAfter } = outcome.problem
  return {
    ...notices,
    title,
    ...(detail !== undefined && { sentence: detail }),
    ...(retryAfter !== undefined && { retryAfter: Math.max(1, Math.ceil(retryAfter)) }),
  }
}
