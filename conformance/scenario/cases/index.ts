import type { Scenario } from '../scenario.ts'
import { accessScenarios } from './access.ts'
import { commandScenarios } from './command.ts'
import { guardScenarios } from './guard.ts'
import { idempotencyScenarios } from './idempotency.ts'
import { listScenarios } from './list.ts'
import { ownConsumerScenarios } from './own-consumer.ts'
import { policyScenarios } from './policy.ts'
import { queryScenarios } from './query.ts'
import { recordScenarios } from './record.ts'
import { typeScenarios } from './type.ts'
import { valueScenarios } from './value.ts'
import { versionScenarios } from './version.ts'

/** All of them, the simplest first. */
export const scenarios: readonly Scenario[] = [
  ...recordScenarios,
  ...commandScenarios,
  ...listScenarios,
  ...accessScenarios,
  ...ownConsumerScenarios,
  ...guardScenarios,
  ...idempotencyScenarios,
  ...valueScenarios,
  ...typeScenarios,
  ...queryScenarios,
  ...policyScenarios,
  ...versionScenarios,
]
