import type { IncomingHttpHeaders } from 'node:http'

/** Of an answer, names in lower case. */
export type Headers = { [name: string]: string | readonly string[] }

export const JSON_TYPE = 'application/json; charset=utf-8'
/** A shared cache keeps nothing (who asks decides what is shown); the client's own asks again with the entity tag. */
export const CACHE_READ = 'private, no-cache'

/** What every part of an answer may need to know of its request. */
export interface Sender {
  readonly headers: IncomingHttpHeaders
  readonly requestId: string
}

/** W3C Trace Context, 3.2: version, trace, parent, flags. All zeros are invalid, and so is version ff. */
export function traceOf(headers: IncomingHttpHeaders): string | undefined {
  const trace = headers['traceparent']
  return typeof trace === 'string' && TRACE.test(trace) ? trace : undefined
}

export function addTrace(headers: Headers, sender: Pick<Sender, 'headers'>): void {
  const trace = sender.headers['traceparent']
  if (trace !== undefined && traceOf(sender.headers) !== undefined) headers['traceparent'] = trace
}

const TRACE = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
