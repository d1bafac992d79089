import type { ContractData } from '../../../contract/data.ts'
import type { Json } from '../../../contract/schema.ts'
import { FAULT_STATUS, STATUS } from '../../../wire/status.ts'
import { ALWAYS, headerRefs, type HeaderName } from './headers.ts'
import type { Names } from './names.ts'
import { ref } from './schemas.ts'

type Document = { readonly [name: string]: Json }

interface Refusal {
  readonly name: string
  readonly description: string
  readonly headers?: readonly HeaderName[]
  readonly schema?: 'Problem' | 'InvalidProblem'
}

/** What an answer of each status means, without the faults of a contract. */
const REFUSALS: { readonly [status: number]: Refusal } = {
  400: { name: 'BadRequest', description: 'The request cannot be read or used.', schema: 'InvalidProblem' },
  401: { name: 'Unauthorized', description: 'A valid credential is needed.', headers: ['WWW-Authenticate'] },
  403: { name: 'Forbidden', description: 'The caller may not do this.', headers: ['WWW-Authenticate'] },
  404: { name: 'NotFound', description: 'There is no such thing, or the caller may not know of it.' },
  406: { name: 'NotAcceptable', description: 'None of the accepted media types can be given.', headers: ['Accept'] },
  408: { name: 'RequestTimeout', description: 'The request was not complete in time.' },
  409: { name: 'Conflict', description: 'The call does not fit what is there now.', headers: ['Retry-After'] },
  410: { name: 'Gone', description: 'This version is no longer served.', headers: ['Sunset', 'Link'] },
  412: { name: 'PreconditionFailed', description: 'The record is not at the revision that was required.' },
  413: { name: 'ContentTooLarge', description: 'The request is larger than allowed.' },
  415: { name: 'UnsupportedMediaType', description: 'The body has a media type that is not read here.', headers: ['Accept', 'Accept-Post', 'Accept-Patch'] },
  422: {
    name: 'UnprocessableContent',
    description: 'The input does not fit the contract, or the idempotency key was used with another request.',
    schema: 'InvalidProblem',
  },
  428: { name: 'PreconditionRequired', description: 'The change needs the revision that it is based on: send `If-Match`.' },
  429: { name: 'TooManyRequests', description: 'A limit is reached.', headers: ['Retry-After'] },
  500: { name: 'InternalServerError', description: 'Something went wrong on our side.' },
  502: { name: 'BadGateway', description: 'A connected system did not answer as it should.', headers: ['Retry-After'] },
  503: { name: 'ServiceUnavailable', description: 'The service cannot do this now.', headers: ['Retry-After'] },
  507: { name: 'InsufficientStorage', description: 'No space is left to store this.' },
}

const PROBLEM = 'application/problem+json'

/** The refusals of one operation: shared ones by reference, those with a fault of the contract in full. */
export function refusalsOf(statuses: readonly number[], faults: readonly string[], the: { readonly contract: ContractData; readonly names: Names }): Document {
  const byStatus = new Map<number, string[]>()
  for (const code of faults) {
    const fault = the.contract.faults[code]
    if (!fault) continue
    const status = FAULT_STATUS[fault.class]
    const others = byStatus.get(status)
    if (others) others.push(code)
    else byStatus.set(status, [code])
  }
  const out: { [status: string]: Json } = {}
  for (const status of [...new Set([...statuses, ...byStatus.keys()])].toSorted((a, b) => a - b)) {
    const refusal = REFUSALS[status]
    if (!refusal) throw new TypeError(`no response is described for status ${status}`)
    const codes = byStatus.get(status)
    out[status] = codes ? withFaults({ ...described(refusal, status), status }, codes, the) : { $ref: `#/components/responses/${refusal.name}` }
  }
  return out
}

/** The shared ones that `paths` refer to. */
export function responseComponents(used: ReadonlySet<string>): Document {
  const all = Object.entries(REFUSALS).map(
    ([status, refusal]) => [refusal.name, response(described(refusal, Number(status)), ours(refusal, Number(status)))] as const,
  )
  return Object.fromEntries(all.filter(([name]) => used.has(`#/components/responses/${name}`)))
}

/** An atomic batch that did nothing has the status of what stopped it, and still says what became of each call. */
export function atomicRefusals(refusals: Document): Document {
  const out: { [status: string]: Json } = { ...refusals }
  for (const status of [400, 403, 404, 409, 412, 422, 428, 429, 500, 502, 503, 507]) {
    const refusal = REFUSALS[status]
    if (!refusal) continue
    const whole = status in refusals
    const description = `An atomic batch that was stopped by one of its calls, so that none took effect.${whole ? ` Or the batch as a whole: ${described(refusal, status).description}` : ''}`
    const { content: _, ...rest } = response({ ...refusal, description }, {})
    out[status] = { ...rest, content: { 'application/json': { schema: ref('BatchResponse') }, ...(whole && { [PROBLEM]: { schema: ours(refusal, status) } }) } }
  }
  return out
}

function withFaults(
  refusal: Refusal & { readonly status: number },
  codes: readonly string[],
  { contract, names }: { readonly contract: ContractData; readonly names: Names },
): Document {
  const said = codes.map((code) => `\`${code}\`: ${contract.faults[code]?.doc ?? ''}`)
  return response(
    // A declared fault is kept with its idempotency key, and so may be a replay.
    { ...refusal, description: [refusal.description, ...said].join('\n\n'), headers: [...(refusal.headers ?? []), 'Idempotent-Replayed'] },
    { oneOf: [...codes.map((code) => ref(names.fault(code))), ours(refusal, refusal.status)] },
  )
}

/** A problem that no contract declares. Its codes are listed, so that a typed client tells it from a fault, which has `data`. */
function ours(refusal: Refusal, status: number): Document {
  return { allOf: [ref(refusal.schema ?? 'Problem')], type: 'object', properties: { code: { type: 'string', enum: codesOf(status) } }, required: ['code'] }
}

function response(refusal: Refusal, schema: Document): Document {
  return { description: refusal.description, headers: headerRefs([...ALWAYS, ...(refusal.headers ?? [])]), content: { [PROBLEM]: { schema } } }
}

function described(refusal: Refusal, status: number): Refusal {
  return {
    ...refusal,
    description: `${refusal.description} By \`code\`: ${codesOf(status)
      .map((code) => `\`${code}\``)
      .join(', ')}.`,
  }
}

function codesOf(status: number): readonly string[] {
  return Object.entries(STATUS).flatMap(([code, its]) => (its === status ? [code] : []))
}
