import type { Problem } from '../../kernel/outcome.ts'
import type { HttpAnswer } from '../../kernel/ports/http.ts'
import { problemAnswer } from '../../wire/problem.ts'

/** What the host itself refuses, before any protocol saw the request: a problem document (RFC 9457), as REST has them. */
export function refusalAnswer(problem: Problem, of: { readonly requestId: string; readonly status?: number }): HttpAnswer {
  const answer = problemAnswer({ ok: false, problem }, { requestId: of.requestId, headers: {} })
  if (of.status === undefined || of.status === answer.status || typeof answer.body !== 'string') return answer
  // RFC 9457, 3.1.2: `status` in the document is that of the answer.
  return { ...answer, status: of.status, body: JSON.stringify({ ...(JSON.parse(answer.body) as object), status: of.status }) }
}
