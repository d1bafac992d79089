import type { ContractData } from '../data.ts'
import type { Json } from '../schema.ts'
import { misfit } from './fit.ts'
import type { Report } from './rule.ts'
import { schemasIn } from './walk.ts'

/** Defaults and examples are values of their type. */
export function values(contract: ContractData, report: Report): void {
  for (const { schema, place } of schemasIn(contract)) {
    if (schema.default !== undefined) {
      const problem = misfit(schema, schema.default)
      if (problem !== undefined) report('BB167', [...place, 'default'], `The default ${JSON.stringify(schema.default)} is no valid value: ${problem}.`)
    }
    for (const [i, example] of (schema.examples ?? []).entries()) {
      const problem = misfit(schema, example)
      if (problem !== undefined) report('BB168', [...place, 'examples', i], `The example ${shown(example)} is no valid value: ${problem}.`)
    }
  }
}

function shown(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
