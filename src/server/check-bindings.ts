import type { ContractData } from '../contract/data.ts'
import { placeOf, type Diagnostic } from '../contract/diagnostic.ts'
import type { Binding } from '../kernel/bindings.ts'
import { nearest } from '../kernel/validation-nearest.ts'

/** What is wrong between a contract and the code behind it: code that nothing calls, and what cannot be answered without code. */
export function checkBindings(contract: ContractData, bindings: readonly Binding[]): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const bound = new Set<string>()
  const callable = new Set(Object.keys(contract.operations))
  for (const [name, resource] of Object.entries(contract.resources)) for (const command of Object.keys(resource.commands)) callable.add(`${name}.${command}`)

  for (const operation of bindings.flatMap((binding) => Object.entries(binding.handlers))) {
    const [name, handler] = operation
    const place = placeOf('bindings', name)
    if (!callable.has(name)) {
      const meant = nearest(name, [...callable])
      found.push({
        code: 'BB301',
        severity: 'error',
        place,
        message: `implement() has code for '${name}', which is no command or operation of the contract.`,
        remedy: meant === undefined ? 'Add it to the contract, or remove the code.' : `Did you mean '${meant}'?`,
      })
    } else if (typeof handler !== 'function') {
      found.push({
        code: 'BB302',
        severity: 'error',
        place,
        message: `What implement() has for '${name}' is not a function.`,
        remedy: 'Give a function of the context and the input.',
      })
    } else if (bound.has(name)) {
      found.push({
        code: 'BB303',
        severity: 'error',
        place,
        message: `'${name}' is implemented twice.`,
        remedy: 'Keep one of them: which one ran would be chance.',
      })
    }
    bound.add(name)
  }

  found.push(...checkGuards(contract, bindings))

  for (const [name, resource] of Object.entries(contract.resources)) {
    for (const [command, { output }] of Object.entries(resource.commands)) {
      // An output of optional fields alone can be answered by nothing.
      const owed = Object.entries(output ?? {}).find(([, schema]) => schema.optional !== true)
      if (!owed || bound.has(`${name}.${command}`)) continue
      found.push({
        code: 'BB304',
        severity: 'error',
        place: placeOf('resources', name, 'commands', command),
        message: `The command answers '${owed[0]}', and no code makes it.`,
        remedy: `Add implement(${name}, { ${command}(context, input) { … } }) to the bindings, or remove the output.`,
      })
    }
  }
  for (const name of Object.keys(contract.operations)) {
    if (bound.has(name)) continue
    found.push({
      code: 'BB305',
      severity: 'error',
      place: placeOf('operations', name),
      message: 'The operation has no code, and there is nothing that Busbar could do by itself.',
      remedy: `Add implement(${name}, (context, input) => …) to the bindings.`,
    })
  }
  return found
}

/** A rule stands in front of a resource whose records are created or updated, and is the only one there. */
function checkGuards(contract: ContractData, bindings: readonly Binding[]): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const guarded = new Set<string>()
  for (const [name, rule] of bindings.flatMap((binding) => Object.entries(binding.guards ?? {}))) {
    const wrong = (code: string, message: string, remedy: string): void =>
      void found.push({ code, severity: 'error', place: placeOf('bindings', name), message, remedy })
    const resource = Object.hasOwn(contract.resources, name) ? contract.resources[name] : undefined
    if (!resource?.standard.some((operation) => operation === 'create' || operation === 'update')) {
      const meant = resource ? undefined : nearest(name, Object.keys(contract.resources))
      wrong(
        'BB301',
        resource
          ? `guard() has a rule for '${name}', which is neither created nor updated.`
          : `guard() has a rule for '${name}', which is no resource of the contract.`,
        meant === undefined ? 'Remove the rule, or add what it is for to the contract.' : `Did you mean '${meant}'?`,
      )
    } else if (typeof rule !== 'function') wrong('BB302', `What guard() has for '${name}' is not a function.`, 'Give a function of the context.')
    else if (guarded.has(name)) wrong('BB303', `'${name}' has two rules.`, 'Make one of them: they would run in an order that nothing says.')
    guarded.add(name)
  }
  return found
}
