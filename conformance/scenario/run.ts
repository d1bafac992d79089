import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import type { StoreDescriptor } from '../../src/kernel/ports/store.ts'
import { mustBeTheSame } from './difference.ts'
import { mustBeAsExpected } from './expectation.ts'
import type { ScenarioFace } from './face.ts'
import { kernelFace } from './kernel.ts'
import { play, type Play } from './play.ts'
import type { Scenario } from './scenario.ts'
import type { Tally } from './tally.ts'

/** A fresh, empty store for each play. */
export interface ScenarioStore {
  readonly name: string
  /** Played over all faces in turn alone: for a store whose plays are slow. */
  readonly inTurnOnly?: true
  make(): Promise<StoreDescriptor & AsyncDisposable>
}

export const IN_TURN = 'all in turn'
const KERNEL: ScenarioFace = { name: 'kernel', make: kernelFace }

/**
 * Every scenario once over the kernel on the first store, against what it says; then over every face and all faces in turn,
 * on every store, against that play: answers, notices, limits, records, events, audit trail, idempotency records.
 */
export function playScenarios(
  scenarios: readonly Scenario[],
  on: { readonly faces: readonly ScenarioFace[]; readonly stores: readonly ScenarioStore[]; readonly tally: Tally },
): void {
  mustNameScenarios(scenarios, on.faces)
  const models = new Map<Scenario, Promise<Play>>()
  const [first] = on.stores
  if (!first) throw new Error('there is no store to play on')

  async function playOn(store: ScenarioStore, scenario: Scenario, faces: readonly ScenarioFace[]): Promise<Play> {
    await using descriptor = await store.make()
    const model = faces[0] === KERNEL && store === first ? undefined : await modelOf(scenario)
    const played = await play(scenario, { store: descriptor, faces, ...(model && { said: model.steps }) })
    for (const [i, step] of scenario.steps.entries()) {
      const one = played.steps[i]
      if (one) mustBeAsExpected(one.observed, step.expect, one.where)
    }
    assert.deepEqual(played.defects, [], 'nothing was a defect')
    if (model) mustBeTheSame(played, model)
    return played
  }

  function modelOf(scenario: Scenario): Promise<Play> {
    let model = models.get(scenario)
    if (!model && first) {
      model = playOn(first, scenario, [KERNEL])
      models.set(scenario, model)
    }
    return model ?? Promise.reject(new Error('there is no store to play on'))
  }

  // A play waits more than it computes: for the disk, and for the thread of its store to start.
  void suite('Scenarios', { concurrency: 4 }, () => {
    for (const scenario of scenarios) for (const store of on.stores) plays(scenario, store)
    after(() => models.clear())
  })

  function plays(scenario: Scenario, store: ScenarioStore): void {
    const way = (name: string, faces: readonly ScenarioFace[], skip?: string): void =>
      void test(`${scenario.name} (${name}, ${store.name})`, { skip: skip ?? false }, async () => {
        const played = faces[0] === KERNEL && store === first ? await modelOf(scenario) : await playOn(store, scenario, faces)
        on.tally.played({ name, store: store.name }, played)
      })
    if (!store.inTurnOnly) {
      way(KERNEL.name, [KERNEL])
      for (const face of on.faces) {
        const skip = face.skips?.[scenario.name]
        if (skip !== undefined) on.tally.skipped({ name: face.name, store: store.name }, scenario.name, skip)
        way(face.name, [face], skip)
      }
    }
    const turn = on.faces.filter((face) => face.skips?.[scenario.name] === undefined)
    const starts = scenario.inTurn === 'from each' && !store.inTurnOnly ? turn.map((_, i) => i) : [scenarios.indexOf(scenario) % turn.length]
    for (const start of starts)
      way(starts.length > 1 ? `${IN_TURN} from ${turn[start]?.name ?? ''} on` : IN_TURN, [...turn.slice(start), ...turn.slice(0, start)])
  }
}

function mustNameScenarios(scenarios: readonly Scenario[], faces: readonly ScenarioFace[]): void {
  const names = new Set<string>()
  for (const { name } of scenarios) {
    if (names.has(name)) throw new Error(`two scenarios are called '${name}'`)
    names.add(name)
  }
  for (const face of faces)
    for (const name of Object.keys(face.skips ?? {})) if (!names.has(name)) throw new Error(`${face.name} skips a scenario that there is not: '${name}'`)
}
