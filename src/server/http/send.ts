import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { HttpAnswer } from '../../kernel/ports/http.ts'

/** An answer beyond this may stay in memory for a client that does not read it. */
const LARGE = 64 * 1024

/**
 * Writes an answer. A string or bytes leave in one write with their headers; a stream as fast as the client takes it. A client
 * that takes nothing for `stall` ms is cut, so that it holds neither memory nor what a stream reads from.
 */
export function send(response: ServerResponse, answer: HttpAnswer, stall: number): void | Promise<void> {
  const { status, body } = answer
  const headers: (string | string[])[] = []
  const given = answer.headers
  for (const name in given) {
    const value = given[name]
    if (value !== undefined) headers.push(name, typeof value === 'string' ? value : [...value])
  }
  if (typeof body === 'string') headers.push('content-length', String(Buffer.byteLength(body)))
  else if (body === null) {
    // RFC 9110, 8.6: no Content-Length with 204; with 304 it would have to be that of the 200.
    if (status !== 204 && status !== 304) headers.push('content-length', '0')
  } else if (body instanceof Uint8Array) headers.push('content-length', String(body.byteLength))
  else return stream(response, { status, headers, body, stall })
  response.writeHead(status, headers as string[])
  if (body === null) response.end()
  else {
    // Ends with the answer: Node then counts the time of an idle connection. An injected request has no connection to stall.
    if (body.length > LARGE && response.socket instanceof Socket) response.setTimeout(stall)
    response.end(body)
  }
}

async function stream(
  response: ServerResponse,
  of: { status: number; headers: (string | string[])[]; body: AsyncIterable<string | Uint8Array>; stall: number },
): Promise<void> {
  const pieces = of.body[Symbol.asyncIterator]()
  let complete = false
  try {
    response.writeHead(of.status, of.headers as string[])
    if (response.req.method === 'HEAD') {
      response.end()
      return
    }
    for (;;) {
      const piece = await pieces.next()
      if (piece.done) break
      if (response.destroyed) return
      if (!response.write(piece.value) && !(await writable(response, of.stall))) return
    }
    complete = true
    response.end()
  } finally {
    // Whatever ended it early, the source lets go of what it holds.
    if (!complete) await pieces.return?.()
  }
}

/** Waits until the client took what was written; false where it went away, or took nothing for `stall` ms. */
function writable(response: ServerResponse, stall: number): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false)
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), stall)
    const settle = (): void => {
      clearTimeout(timer)
      response.off('drain', settle)
      response.off('close', settle)
      resolve(!response.destroyed)
    }
    response.on('drain', settle)
    response.on('close', settle)
  })
}

/** How long and how much of a refused body is still taken, so that the client gets to read why. */
const LINGER_MS = 2_000
const LINGER_BYTES = 64 * 1024 * 1024

/**
 * Refuses a request whose body was not read: the answer leaves at once and the connection ends after it. Closing at
 * once would reset the connection under a client that is still sending, and it would never see the answer.
 */
export function sendAndClose(request: IncomingMessage, response: ServerResponse, answer: HttpAnswer): void {
  const body = typeof answer.body === 'string' ? answer.body : ''
  response.writeHead(answer.status, { ...(answer.headers as { [name: string]: string }), 'content-length': Buffer.byteLength(body), 'connection': 'close' })
  if (request.complete || request.destroyed) {
    response.end(body)
    return
  }
  response.write(body)
  let taken = 0
  const end = (): void => {
    clearTimeout(timer)
    request.off('data', count)
    response.end()
  }
  const count = (chunk: Buffer): void => {
    taken += chunk.length
    if (taken > LINGER_BYTES) end()
  }
  const timer = setTimeout(end, LINGER_MS)
  request.on('data', count)
  request.once('end', end)
  request.once('close', end)
}
