import { XmlError } from '../../codecs/xml/index.ts'
import { ERRORS } from '../../kernel/errors.ts'
import type { HttpAnswer, HttpRequest } from '../../kernel/ports/http.ts'
import { isUnchanged } from '../../wire/entity-tag.ts'
import { problemAnswer, problemBody } from '../../wire/problem.ts'
import { requestWith, type WireRequest } from '../../wire/request.ts'
import { PROBLEM_XML_TYPE, problemDocument } from '../../wire/xml/index.ts'
import { asksForXml } from './accept.ts'
import { type Endpoint, handle } from './endpoint.ts'

const XML_TYPE = 'application/xml; charset=utf-8'

type Handler = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>

/** What a route answers, as XML where that is asked for. Whoever does not ask pays one comparison. */
export function orInXml(endpoint: Endpoint, otherwise: Handler): Handler {
  const offered = endpoint.route.kind === 'list' ? 'list' : 'one'
  return (request) => {
    const { accept } = request.headers
    if (accept === undefined || accept === '*/*' || accept === 'application/json' || !asksForXml(accept, offered)) return otherwise(request)
    return inXml(endpoint, request)
  }
}

/**
 * The JSON answer in other words: the same call, status and headers. The entity tag is another one, since the bytes are
 * (RFC 9110, 8.8.3); its first half is the revision, as ever, so it guards a write just as well.
 */
async function inXml(endpoint: Endpoint, request: HttpRequest): Promise<HttpAnswer> {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  const known = request.headers['if-none-match']
  const answer = await handle(endpoint, reads && known !== undefined ? withoutCondition(request) : request)
  const etag = answer.headers['etag']
  const more: { [name: string]: string | readonly string[] } = { ...answer.headers, ...(typeof etag === 'string' && { etag: xmlTag(etag) }) }
  if (reads && answer.status === 200 && known !== undefined && typeof more['etag'] === 'string' && isUnchanged(known, more['etag'])) {
    delete more['content-type']
    return { status: 304, headers: more, body: null }
  }
  if (typeof answer.body !== 'string' || answer.body === '') return { ...answer, headers: more }
  if (answer.status >= 300) {
    more['content-type'] = PROBLEM_XML_TYPE
    return { status: answer.status, headers: more, body: problemDocument(JSON.parse(answer.body) as { readonly [member: string]: unknown }) }
  }
  more['content-type'] = XML_TYPE
  try {
    return { status: answer.status, headers: more, body: endpoint.xml.output(answer.body, reads) }
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    return unsayable(error, request, more)
  }
}

/** The tag of the JSON is not the one that the client has. */
function withoutCondition(request: HttpRequest): WireRequest {
  const { 'if-none-match': _known, ...headers } = request.headers
  return requestWith(request, { headers })
}

function unsayable(error: XmlError, request: HttpRequest, headers: HttpAnswer['headers']): HttpAnswer {
  const code = 'not-acceptable'
  const problem = {
    code,
    title: ERRORS[code].title,
    detail: `What is to be shown has a character that XML cannot say. ${error.message} Ask for application/json.`,
  }
  const { etag: _etag, ...kept } = headers
  const refused = problemAnswer({ ok: false, problem }, request)
  return {
    status: refused.status,
    headers: { ...kept, ...refused.headers, 'content-type': PROBLEM_XML_TYPE },
    body: problemDocument(problemBody(problem, refused.status, request.requestId)),
  }
}

function xmlTag(etag: string): string {
  return etag.replace(/"$/, '.xml"')
}
