import { mustUnderstand, readAddressing, readEnvelope, ADDRESSING, SECURITY, SOAP_11, SoapError, type SoapVersion } from '../../codecs/soap/index.ts'
import { readXmlInPieces, XmlError, type XmlElement } from '../../codecs/xml/index.ts'
import type { Call, Credential } from '../../kernel/call.ts'
import type { HttpRequest } from '../../kernel/ports/http.ts'
import { traceOf } from '../../wire/headers.ts'
import { hopsIn } from '../../wire/hops.ts'
import { wireRefusal } from '../../wire/problem.ts'
import { xmlRefusal } from '../../wire/xml/index.ts'
import { refuseOtherAction } from './action.ts'
import { soapCredential } from './credential.ts'
import { soapIdempotencyKey, isIdempotencyKey } from './idempotency.ts'
import { mediaOf } from './media.ts'
import { Parts } from './parts.ts'
import type { CallDraft, Endpoint, Service } from './service.ts'

/** What is known of a message, step by step: what goes wrong is answered in its words, to the one who sent it. */
export interface Reading {
  version: SoapVersion
  credential: Credential | undefined
  messageId: string | undefined
  error: SoapError | undefined
}

export function reading(): Reading {
  return { version: SOAP_11, credential: undefined, messageId: undefined, error: undefined }
}

/** Message → `Call`. Throws a `WireRefusal`. */
export async function readCall(service: Service, request: HttpRequest, read: Reading): Promise<Asked> {
  try {
    return await readMessage(service, request, read)
  } catch (error) {
    throw inOurWords(read, error)
  }
}

interface Asked {
  readonly endpoint: Endpoint
  readonly call: Call
}

async function readMessage(service: Service, request: HttpRequest, read: Reading): Promise<Asked> {
  const { headers, body } = request
  const media = mediaOf(headers['content-type'])
  read.version = media.version
  if (body === undefined || body.length === 0) throw wireRefusal('malformed', 'The body is empty: a SOAP envelope is expected.')
  const envelope = readEnvelope(await readXmlInPieces(body, { limits: LIMITS, charset: media.charset, turn: () => request.turn() }))
  const { version, blocks, content } = envelope
  read.version = version
  read.credential = soapCredential(request, blocks, service)
  mustUnderstand(envelope, isKnown)
  const { messageId, action } = blocks.length === 0 ? NOTHING : readAddressing(blocks)
  read.messageId = messageId
  const endpoint = service.endpointOf(content)
  const { name, operation, reads } = endpoint.operation
  refuseOtherAction(soapAction(headers['soapaction']), name)
  refuseOtherAction(media.action, name)
  refuseOtherAction(action, name)
  const { mount } = service
  const call: CallDraft = {
    protocol: mount.protocol,
    contract: mount.contract,
    version: mount.version,
    operation,
    credential: read.credential,
    address: request.address,
    requestId: request.requestId,
  }
  if (headers['traceparent'] !== undefined) {
    const trace = traceOf(headers)
    if (trace !== undefined) call.trace = trace
  }
  const hops = hopsIn(headers['baggage'])
  if (hops !== undefined) call.hops = hops
  if (endpoint.waits) call.signal = request.signal
  if (!reads) {
    const key = soapIdempotencyKey(request, blocks, messageId)
    if (key !== undefined) call.idempotencyKey = key
  }
  endpoint.fill(call, new Parts(content, endpoint.parts))
  return { endpoint, call }
}

/** Deeper and longer than any contract; the bytes are bounded by the route. */
const LIMITS = { depth: 64, attributes: 64, elements: 20_000 } as const
const NOTHING: { readonly messageId?: string; readonly action?: string } = {}

function isKnown(block: XmlElement): boolean {
  return block.namespace === ADDRESSING || (block.namespace === SECURITY && block.name === 'Security') || isIdempotencyKey(block)
}

function soapAction(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0]
}

/** What is wrong with XML or SOAP, as a refusal. */
function inOurWords(read: Reading, error: unknown): unknown {
  if (error instanceof SoapError) {
    read.error = error
    return wireRefusal('malformed', error.message)
  }
  return error instanceof XmlError ? xmlRefusal(error) : error
}
