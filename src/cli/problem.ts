import type { PlainProblem } from '../server/caller/caller.ts'
import { styled, type Io } from './io.ts'

/** A refusal, for whoever made the call. */
export function printProblem(problem: PlainProblem, io: Io): void {
  const red = styled(io, io.err, 'red')
  io.err.write(`${red(problem.code)}: ${problem.detail ?? problem.title}\n`)
  for (const error of problem.errors ?? []) io.err.write(`  ${error.pointer ?? error.parameter ?? ''} ${error.detail}\n`)
  if (problem.retryAfter !== undefined) io.err.write(`  Try again in ${Math.ceil(problem.retryAfter)} s.\n`)
  if (problem.requestId !== undefined) io.err.write(`  Request ${problem.requestId}\n`)
}
