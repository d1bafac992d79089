import type { GraphqlResult } from '../../engine.ts'

/** JSON as `JSON.stringify` writes it has no line ends. */
export function nextFrame(result: GraphqlResult): string {
  return `event: next\ndata: ${JSON.stringify(result)}\n\n`
}

/** Browsers dispatch nothing without data. */
export const COMPLETE = 'event: complete\ndata: \n\n'
