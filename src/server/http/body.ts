import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { Problem } from '../../kernel/outcome.ts'
import { ERRORS } from '../../kernel/errors.ts'

const decoders = { 'gzip': promisify(gunzip), 'x-gzip': promisify(gunzip), 'br': promisify(brotliDecompress), 'deflate': promisify(inflate) }
const known: { readonly [coding: string]: (typeof decoders)['gzip'] } = decoders

/** The content codings that a request may have, for `Accept-Encoding` on 415 (RFC 9110, 12.5.3). */
export const ACCEPTED_CODINGS = 'gzip, br, deflate'

/** Why a body was not read. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.title)
    this.problem = problem
  }
}

/** The client went away in the middle of a body; nobody is left to answer. */
export class BodyCut extends Error {
  override readonly name = 'BodyCut'
}

/** Whether a request has a body at all (RFC 9112, 6.3): it says so by one of these two. */
export function hasBody(request: IncomingMessage): boolean {
  const { headers } = request
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0')
}

/**
 * The whole body, decoded. `limit` is the most bytes of it, on the wire and decoded alike, so that a bomb of a few
 * kilobytes costs no more than a body of the limit. Refuses before reading where the length is announced.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const coding = request.headers['content-encoding']
  return coding === undefined || coding === 'identity' ? receive(request, limit) : readPacked(request, { coding, limit })
}

async function readPacked(request: IncomingMessage, { coding, limit }: { readonly coding: string; readonly limit: number }): Promise<Buffer> {
  const decode = known[coding.toLowerCase()]
  if (!decode)
    throw new BodyRefused({
      code: 'unsupported-media-type',
      title: ERRORS['unsupported-media-type'].title,
      detail: `The content coding '${coding.slice(0, 40)}' is not read here. Use one of ${ACCEPTED_CODINGS}, or none.`,
    })
  const packed = await receive(request, limit)
  try {
    return await decode(packed, { maxOutputLength: limit })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw new BodyRefused(tooLarge(limit, 'decoded'))
    throw new BodyRefused({ code: 'malformed', title: ERRORS.malformed.title, detail: `The body is not valid ${coding}.` })
  }
}

function tooLarge(limit: number, what: string): Problem {
  return { code: 'too-large', title: ERRORS['too-large'].title, detail: `The ${what} body has more than ${limit} bytes.`, more: { limit } }
}

interface Receiving {
  readonly limit: number
  length: number
  first: Buffer | undefined
  rest: Buffer[] | undefined
  readonly resolve: (body: Buffer) => void
  readonly reject: (error: Error) => void
}
const RECEIVING = Symbol('receiving')
type Source = IncomingMessage & { [RECEIVING]?: Receiving | undefined }

function receive(request: Source, limit: number): Promise<Buffer> {
  const announced = request.headers['content-length']
  if (announced !== undefined && Number(announced) > limit) return Promise.reject(new BodyRefused(tooLarge(limit, 'request')))
  return new Promise((resolve, reject) => {
    request[RECEIVING] = { limit, length: 0, first: undefined, rest: undefined, resolve, reject }
    request.on('data', onData)
    request.on('end', onEnd)
    request.on('close', onClose)
    request.on('error', onClose)
  })
}

// The listeners are shared by all requests: `this` is the request, its state hangs on it.
function onData(this: Source, chunk: Buffer): void {
  const state = this[RECEIVING]
  if (!state) return
  state.length += chunk.length
  if (state.length > state.limit) {
    leave(this)
    state.reject(new BodyRefused(tooLarge(state.limit, 'request')))
  } else if (!state.first) state.first = chunk
  else if (!state.rest) state.rest = [state.first, chunk]
  else state.rest.push(chunk)
}

// At the end of a whole body nothing is taken off the request: it is over, and that would cost as much as reading it.
function onEnd(this: Source): void {
  const state = this[RECEIVING]
  this[RECEIVING] = undefined
  if (state) state.resolve(state.rest ? Buffer.concat(state.rest, state.length) : (state.first ?? Buffer.alloc(0)))
}

function onClose(this: Source): void {
  leave(this)?.reject(new BodyCut('The client went away.'))
}

function leave(request: Source): Receiving | undefined {
  const state = request[RECEIVING]
  if (state === undefined) return undefined
  // Not `delete`, which would make every later look at the request slow.
  request[RECEIVING] = undefined
  request.off('data', onData)
  request.off('end', onEnd)
  request.off('close', onClose)
  request.off('error', onClose)
  request.on('error', ignore)
  return state
}

function ignore(): void {}
