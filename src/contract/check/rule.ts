import type { ContractData, ResourceData } from '../data.ts'
import { placeOf, type Diagnostic } from '../diagnostic.ts'
import { CODES, type Code } from './codes.ts'

export type Place = readonly (string | number)[]

/** A rule looks at a whole contract and reports what breaks it. It must stand every contract of the right form, however wrong. */
export type Rule = (contract: ContractData, report: Report) => void

/** `remedy`: better than the one of the code, where the rule knows more. */
export type Report = (code: Code, place: Place, message: string, remedy?: string) => void

export function diagnose(contract: ContractData, rules: readonly Rule[]): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const report: Report = (code, place, message, remedy) => {
    found.push({ code, severity: CODES[code].severity, place: placeOf(...place), message, remedy: remedy ?? CODES[code].remedy })
  }
  for (const rule of rules) rule(contract, report)
  return found
}

export function eachResource(contract: ContractData, visit: (name: string, resource: ResourceData) => void): void {
  for (const [name, resource] of Object.entries(contract.resources)) visit(name, resource)
}
