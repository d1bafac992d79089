import { checkContract } from '../contract/check.ts'
import type { ContractData } from '../contract/data.ts'
import { formatDiagnostic, type Diagnostic } from '../contract/diagnostic.ts'
import { administrationContract } from '../administration/contract.ts'
import { rest } from '../protocols/rest/index.ts'
import { checkBindings } from './check-bindings.ts'
import { checkRetention } from './check-retention.ts'
import type { Config } from './config/config.ts'

/** Everything that can be said of an app before it runs: its contract, the code behind it, and what its protocols cannot say. */
export function checkApp(config: Pick<Config, 'contract' | 'bindings' | 'protocols' | 'retention'>): readonly Diagnostic[] {
  const { contract, bindings, protocols, retention } = config
  const found: Diagnostic[] = [...checkContract(contract), ...checkBindings(contract, bindings)]
  found.push(...checkRetention([contract, administrationContract.data], retention))
  if (contract.name === administrationContract.data.name) {
    found.push({
      code: 'BB306',
      severity: 'error',
      place: 'name',
      message: `The name '${contract.name}' is taken by Busbar's own contract.`,
      remedy: 'Give the contract another name.',
    })
  }
  for (const protocol of protocols) found.push(...protocol.check(contract).filter((one) => !found.some((other) => isSame(one, other))))
  return found
}

/** What `busbar check` finds: of a contract without an app, what can be said of the contract and of REST. */
export function checkAnything(of: { readonly contract: ContractData; readonly config?: Config }): readonly Diagnostic[] {
  return of.config ? checkApp(of.config) : [...checkContract(of.contract), ...rest().check(of.contract)]
}

/** The app cannot be started as it is. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed'
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'))
    this.diagnostics = diagnostics
  }
}

/** Two protocols may say the same of what both are made of, such as XML. */
function isSame(one: Diagnostic, other: Diagnostic): boolean {
  return one.code === other.code && one.place === other.place && one.message === other.message
}
