import type { Socket } from '../../../../kernel/ports/socket.ts'
import type { GraphqlResult } from '../../engine.ts'
import type { Results } from '../results.ts'

/** What the server says of an operation (graphql-transport-ws, Next, Error, Complete). */

export function nextText(id: string, payload: GraphqlResult): string {
  return JSON.stringify({ id, type: 'next', payload })
}
export function completeText(id: string): string {
  return JSON.stringify({ id, type: 'complete' })
}

/** Without `data` nothing was executed, or nothing comes any more: that is what `error` is for, and it is the last word. */
export function answerTexts(id: string, result: GraphqlResult): readonly string[] {
  return result.data === undefined ? [JSON.stringify({ id, type: 'error', payload: result.errors ?? [] })] : [nextText(id, result), completeText(id)]
}

/**
 * Sends results for as long as there are any and the client takes them: the next one is asked for when it has taken the last.
 * Answers the last one where it says why nothing comes any more.
 */
export async function sendResults(socket: Socket, of: { readonly id: string; readonly results: Results }): Promise<GraphqlResult | undefined> {
  const { id, results } = of
  for (;;) {
    while (socket.full) await socket.drained()
    const result = await results.take()
    if (result === 'over') return undefined
    if (result === 'waiting') continue
    if (result.data === undefined) return result
    socket.send(nextText(id, result))
  }
}
