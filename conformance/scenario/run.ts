import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kernel } from '../../src/kernel/kernel.ts'
import type { StoreDescriptor } from '../../src/kernel/ports/store.ts'
import { kernelFace } from './kernel.ts'
import type { Expected, Face, Observed, Scenario } from './scenario.ts'
import { makeWorld } from './world.ts'

/** A fresh, empty store for each play. */
export interface ScenarioStore {
  readonly name: string
  make(): Promise<StoreDescriptor & AsyncDisposable>
}
export interface ScenarioFace {
  readonly name: string
  /** Scenarios that cannot be played over it, by their names, with the reason. */
  readonly skips?: { readonly [scenario: string]: string }
  make(kernel: Kernel): Face
}

/** Every scenario over every face and every store. */
export function playScenarios(
  scenarios: readonly Scenario[],
  on: { readonly faces: readonly ScenarioFace[]; readonly stores: readonly ScenarioStore[] },
): void {
  for (const face of on.faces)
    for (const name of Object.keys(face.skips ?? {}))
      if (!scenarios.some((scenario) => scenario.name === name)) throw new Error(`${face.name} skips a scenario that there is not: '${name}'`)
  for (const scenario of scenarios)
    for (const store of on.stores)
      for (const face of on.faces)
        test(`${scenario.name} (${face.name}, ${store.name})`, { skip: face.skips?.[scenario.name] ?? false }, async () => {
          await using descriptor = await store.make()
          await play(scenario, { descriptor, face })
        })
}

async function play(scenario: Scenario, on: { readonly descriptor: StoreDescriptor; readonly face: ScenarioFace }): Promise<void> {
  await using world = await makeWorld(scenario, on.descriptor)
  const direct = kernelFace(world.kernel)
  const face = on.face.make(world.kernel)
  const seen: Observed[] = []
  for (const [i, step] of scenario.steps.entries()) {
    if (step.wait !== undefined) world.clock.advance(step.wait)
    const asked = typeof step.call === 'function' ? step.call(seen) : step.call
    const unsayable = face.cannot?.(asked)
    const observed = await (unsayable === undefined ? face : direct).play(world.call(asked, step.as ?? 'internal'))
    seen.push(observed)
    compare(observed, step.expect, `step ${i + 1}, ${asked.operation} as ${step.as ?? 'internal'}`)
  }
  const defects = world.log.entries.filter((entry) => entry.level === 'error')
  assert.deepEqual(defects, [], 'nothing was a defect')
}

function compare(observed: Observed, expected: Expected, where: string): void {
  const seen = `${where}: ${JSON.stringify(observed)}`
  assert.equal(observed.code, expected.code ?? 'ok', seen)
  if (expected.record) assert.partialDeepStrictEqual(observed.body, expected.record, seen)
  if (expected.fields) assert.deepEqual(Object.keys(observed.body as object), expected.fields, seen)
  if (expected.items) {
    const items = observed.body as readonly unknown[]
    assert.equal(items.length, expected.items.length, seen)
    for (const [i, item] of expected.items.entries()) assert.partialDeepStrictEqual(items[i], item, seen)
  }
  if ('output' in expected) assert.deepEqual(observed.body, expected.output, seen)
  if (expected.more !== undefined) assert.equal(observed.next !== undefined, expected.more, seen)
  if (expected.count !== undefined) assert.equal(observed.count, expected.count, seen)
  if (expected.revision !== undefined) assert.equal(observed.revision, expected.revision, seen)
  if (expected.created !== undefined) assert.equal(observed.created, expected.created, seen)
  if (expected.unchanged !== undefined) assert.equal(observed.unchanged, expected.unchanged, seen)
  if (expected.empty) assert.equal(observed.body, undefined, seen)
  if (expected.errors) assert.deepEqual(observed.errors, expected.errors, seen)
  if (expected.detail) assert.deepEqual(observed.detail, expected.detail, seen)
  assert.equal(observed.replayed === true, expected.replayed === true, seen)
}
