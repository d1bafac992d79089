import type { Scenario } from '../scenario.ts'
import { recordScenarios } from './record.ts'

/** All of them, the simplest first. */
export const scenarios: readonly Scenario[] = [...recordScenarios]
