import { writeEnvelope } from '../../codecs/soap/index.ts'
import { XmlError } from '../../codecs/xml/index.ts'
import { ERRORS } from '../../kernel/errors.ts'
import type { Success } from '../../kernel/outcome.ts'
import type { HttpAnswer, HttpRequest } from '../../kernel/ports/http.ts'
import { addTrace, type Headers } from '../../wire/headers.ts'
import { refusal } from '../../wire/mount.ts'
import { addNotices } from '../../wire/notices.ts'
import { WireRefusal } from '../../wire/problem.ts'
import { requestWith } from '../../wire/request.ts'
import { readCall, reading, type Reading } from './call.ts'
import { httpCredential } from './credential.ts'
import { faultAnswer } from './fault.ts'
import type { Endpoint, Service } from './service.ts'

/** One message, one call, one answer. */
export async function handle(service: Service, request: HttpRequest): Promise<HttpAnswer> {
  const read = reading()
  let asked
  try {
    asked = await readCall(service, request, read)
  } catch (error) {
    return refused(service, request, { read, error })
  }
  const outcome = await service.mount.kernel.handle(asked.call)
  if (!outcome.ok) return faultAnswer(service, outcome, { ...read, request })
  return answer(service, outcome, { read, request, endpoint: asked.endpoint })
}

function answer(service: Service, outcome: Success, of: { readonly read: Reading; readonly request: HttpRequest; readonly endpoint: Endpoint }): HttpAnswer {
  const { read, request, endpoint } = of
  let content
  try {
    content = endpoint.content(outcome)
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    const problem = { code: 'not-acceptable', title: ERRORS['not-acceptable'].title, detail: `The answer cannot be said in XML. ${error.message}` }
    return faultAnswer(service, { ok: false, problem }, { ...read, request })
  }
  const headers: Headers = {
    'content-type': `${read.version.media}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': request.requestId,
  }
  if (outcome.replayed) headers['idempotent-replayed'] = 'true'
  if (outcome.notices) addNotices(headers, outcome.notices, service.mount.links)
  if (request.headers['traceparent'] !== undefined) addTrace(headers, request)
  const reply = read.messageId === undefined ? undefined : { messageId: read.messageId, action: endpoint.replyAction }
  return { status: 200, headers, body: writeEnvelope(read.version, content, reply) }
}

/** Who asks is known before it is said what is wrong with a message, and a limit token is taken. */
async function refused(service: Service, request: HttpRequest, of: { readonly read: Reading; readonly error: unknown }): Promise<HttpAnswer> {
  const { read, error } = of
  if (!(error instanceof WireRefusal)) throw error
  let credential = read.credential
  try {
    credential ??= httpCredential(request)
  } catch (unreadable) {
    if (!(unreadable instanceof WireRefusal)) throw unreadable
    return faultAnswer(service, { ok: false, problem: unreadable.problem }, { version: read.version, request })
  }
  const isHidden = read.credential === undefined && credential.kind === 'none' && !error.anonymous
  const { failure, headers } = await refusal(service.mount, requestWith(request, { credential }), error)
  const { problem } = error
  if (failure.problem === problem) return faultAnswer(service, failure, { ...read, headers, request })
  // The credential may be in the very envelope that cannot be read. That it cannot says nothing of any record, and goes to anyone within the limits.
  if (isHidden && failure.problem.code === 'unauthenticated') return faultAnswer(service, { ok: false, problem }, { ...read, headers: error.headers, request })
  return faultAnswer(service, failure, { version: read.version, messageId: read.messageId, request })
}
