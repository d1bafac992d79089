import { RULES } from './check/index.ts'
import { diagnose } from './check/rule.ts'
import type { ContractData } from './data.ts'
import type { Diagnostic } from './diagnostic.ts'
import { checkOlder } from './versions/index.ts'

/**
 * What is wrong with a contract of the right form: everything that can be known without an app, a store or a protocol.
 * An error means that it must not be served. Never throws; same contract, same findings in the same order.
 */
export function checkContract(contract: ContractData): readonly Diagnostic[] {
  return [...diagnose(contract, RULES), ...checkOlder(contract)]
}
