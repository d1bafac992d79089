import type { Audience } from '../../src/contract/data.ts'
import type { LimitState } from '../../src/kernel/outcome.ts'
import type { Plan } from '../../src/kernel/ports/directory.ts'
import type { StoreDescriptor } from '../../src/kernel/ports/store.ts'
import { kernelFace, toldOf } from './kernel.ts'
import type { ScenarioFace } from './face.ts'
import type { Observed, Scenario, Told } from './scenario.ts'
import { canonical, showingAtClose } from './state.ts'
import { type Admissions, watch } from './watched.ts'
import { makeWorld } from './world.ts'

/** Everything that can be seen of one scenario over one way to the kernel. */
export interface Play {
  readonly steps: readonly PlayedStep[]
  /** What the store held at the end, a line a row. */
  readonly state: readonly string[]
  /** What was logged as an error. */
  readonly defects: readonly string[]
}

export interface PlayedStep {
  /** For messages: `step 3, Order.get as internal`. */
  readonly where: string
  readonly face: ScenarioFace
  /** Why it was played over the kernel instead. */
  readonly cannot: string | undefined
  readonly observed: Observed
  /** What went along, as the kernel said it; without the words of a problem where the protocol refused by itself. */
  readonly told: Told
  /** As the limiter stood behind the call. */
  readonly limits: readonly LimitState[] | undefined
  readonly admissions: Admissions
}

/** So large that nobody meets it, so that each token that a call takes is seen. */
const COUNTED: Plan = { id: 'counted', rate: 10_000, burst: 10_000, day: 100_000, month: 1_000_000 }

/** Plays step i over face i modulo their number, all over one kernel. What a face does not say is taken from `said`. */
export async function play(
  scenario: Scenario,
  on: { readonly store: StoreDescriptor; readonly faces: readonly ScenarioFace[]; readonly said?: readonly PlayedStep[] },
): Promise<Play> {
  const store = showingAtClose(on.store)
  const steps: PlayedStep[] = []
  const world = await makeWorld(counted(scenario), store, { anonymous: COUNTED })
  try {
    const watched = watch(world.kernel, () => world.clock.now())
    const direct = kernelFace(watched.kernelFor({ admits: false }))
    const faces = on.faces.map((face) => ({ face, way: face.make(watched.kernelFor({ admits: face.admits !== undefined })) }))
    const seen: Observed[] = []
    for (const [i, step] of scenario.steps.entries()) {
      if (step.wait !== undefined) world.clock.advance(step.wait)
      const as = step.as ?? 'internal'
      const asked = typeof step.call === 'function' ? step.call(seen) : step.call
      const { face, way } = faces[i % faces.length] ?? { face: { name: direct.name, make: kernelFace }, way: direct }
      const cannot = way.cannot?.(asked)
      const call = world.call(asked, as)
      watched.step()
      const answered = await (cannot === undefined ? way : direct).play(call, { audience: audienceOf(scenario, as) })
      const observed = completed(answered, on.said?.[i]?.observed)
      const last = watched.last()
      if (last) for (const other of faces) other.way.saw?.(call, last)
      steps.push({
        where: `step ${i + 1}, ${asked.operation} as ${as}${on.faces.length > 1 ? ` over ${face.name}` : ''}`,
        face,
        cannot,
        observed,
        told: last ? toldOf(last) : {},
        limits: last?.notices?.limits,
        admissions: watched.admissions(call),
      })
      seen.push(observed)
    }
  } finally {
    await world[Symbol.asyncDispose]()
  }
  const defects = world.log.entries.filter(({ level }) => level === 'error').map((entry) => JSON.stringify(entry))
  return { steps, state: store.held(), defects }
}

function counted(scenario: Scenario): Scenario {
  const callers = Object.entries({ internal: {}, ...scenario.callers }).map(([name, caller]) => [name, { plan: COUNTED, ...caller }] as const)
  return { ...scenario, callers: Object.fromEntries(callers) }
}

function audienceOf(scenario: Scenario, as: string): Audience {
  return as === 'anyone' ? 'public' : (scenario.callers?.[as]?.audience ?? 'internal')
}

/** With what the protocol did not say for a reason. */
function completed(answered: Observed, said: Observed | undefined): Observed {
  if (!said) return answered
  const { unsaid = {}, nullIsAbsent, wordless } = answered
  if (wordless !== undefined) return { ...said, wordless, told: answered.told ?? {} }
  const taken = Object.fromEntries(Object.entries(said).filter(([member]) => Object.hasOwn(unsaid, member)))
  const sameBody = nullIsAbsent !== undefined && canonical(withoutNulls(answered.body)) === canonical(withoutNulls(said.body))
  return { ...answered, ...taken, ...(sameBody && 'body' in said && { body: said.body }) }
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]: [string, unknown]) => (member === null ? [] : [[name, withoutNulls(member)]])))
}
