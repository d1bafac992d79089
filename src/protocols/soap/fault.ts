import { writeFault, type FaultCode, type ReplyTo, type SoapError, type SoapVersion } from '../../codecs/soap/index.ts'
import { replaceUnsayable } from '../../codecs/xml/index.ts'
import type { Failure } from '../../kernel/outcome.ts'
import type { HttpAnswer, HttpRequest } from '../../kernel/ports/http.ts'
import type { Headers } from '../../wire/headers.ts'
import { problemAnswer } from '../../wire/problem.ts'
import { actionOf } from './action.ts'
import { faultCodeOf } from './fault-code.ts'
import { BUSBAR_NAMESPACE } from './namespace.ts'
import type { Service } from './service.ts'

/** What is known of the message that failed, as far as it was read. */
export interface Asked {
  readonly version: SoapVersion
  readonly messageId?: string | undefined
  readonly error?: SoapError | undefined
  readonly headers?: Headers | undefined
}

/**
 * A failure as a fault: its detail has `Problem`, and before it the element of the fault that the contract declares. HTTP
 * says what REST says in its headers, and by the status as far as SOAP leaves it to it.
 */
export function faultAnswer(service: Service, failure: Failure, of: Asked & { readonly request: HttpRequest }): HttpAnswer {
  const { version, error, request } = of
  const { problem } = failure
  const answer = problemAnswer(failure, request, { headers: of.headers, links: service.mount.links })
  const code = error?.kind === 'version-mismatch' ? 'VersionMismatch' : error?.kind === 'must-understand' ? 'MustUnderstand' : faultCodeOf(problem)
  const body = writeFault(
    version,
    {
      code,
      subcode: { name: problem.code, namespace: BUSBAR_NAMESPACE },
      reason: replaceUnsayable(problem.detail ?? problem.title),
      detail: service.detail(problem, request.requestId),
      ...(error && { notUnderstood: error.blocks }),
    },
    replyOf(service.namespace, of.messageId),
  )
  const headers: Headers = { ...answer.headers, 'content-type': `${version.media}; charset=utf-8` }
  // RFC 7617: clients that know nothing else wait to be asked.
  if (answer.status === 401)
    headers['www-authenticate'] = [String(headers['www-authenticate'] ?? 'Bearer realm="busbar"'), 'Basic realm="busbar", charset="UTF-8"']
  return { status: faultStatus(version, answer.status, code), headers, body }
}

/** What HTTP itself acts upon: credentials, media types, when to try again. */
const OF_HTTP: ReadonlySet<number> = new Set([401, 415, 429, 503])

/**
 * SOAP 1.1, 6.2: a fault is 500; SOAP 1.2 Part 2, 7.5.2.2: 400 where the sender must act, else 500. WS-I Basic Profile 1.1,
 * 3.4.2 and 3.4.6 leave the statuses that HTTP acts upon as they are.
 */
function faultStatus(version: SoapVersion, status: number, code: FaultCode): number {
  if (OF_HTTP.has(status)) return status
  return version.name === '1.2' && code === 'Client' ? 400 : 500
}

function replyOf(namespace: string, messageId: string | undefined): ReplyTo | undefined {
  return messageId === undefined ? undefined : { messageId, action: actionOf(namespace, 'Problem') }
}
