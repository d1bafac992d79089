import type { ContractData } from '../data.ts'
import { mayTakeForever } from './pattern-ambiguity.ts'
import type { Report } from './rule.ts'
import { schemasIn } from './walk.ts'

/** A pattern can be read, cannot be used to stop the process, and means the whole text. */
export function patterns(contract: ContractData, report: Report): void {
  for (const { schema, place } of schemasIn(contract)) {
    if (schema.kind !== 'string' || schema.pattern === undefined) continue
    const { pattern } = schema
    const at = [...place, 'pattern']
    const problem = unreadable(pattern)
    if (problem !== undefined) report('BB163', at, `'${pattern}' cannot be read: ${problem}.`)
    else if (mayTakeForever(pattern)) report('BB164', at, `'${pattern}' can match one text in exponentially many ways.`)
    else if (!anchored(pattern))
      report('BB165', at, `'${pattern}' does not say where the text begins and ends.`, `Write ^${pattern.replace(/^\^|\$$/g, '')}$ if the whole text is meant.`)
  }
}

function unreadable(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u')
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^.*: /, '') : 'unknown'
  }
}

function anchored(pattern: string): boolean {
  // `^a|b$` is anchored on one side each; a group around the alternatives is needed.
  const inner = pattern.slice(1, -1)
  return pattern.startsWith('^') && pattern.endsWith('$') && !pattern.endsWith('\\$') && !topLevelAlternative(inner)
}

function topLevelAlternative(source: string): boolean {
  let depth = 0
  let inClass = false
  for (let i = 0; i < source.length; i++) {
    const c = source[i]
    if (c === '\\') i++
    else if (inClass) inClass = c !== ']'
    else if (c === '[') inClass = true
    else if (c === '(') depth++
    else if (c === ')') depth--
    else if (c === '|' && depth === 0) return true
  }
  return false
}
