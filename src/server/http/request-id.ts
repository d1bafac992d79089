import type { IncomingMessage } from 'node:http'
import type { Random } from '../../kernel/ports/random.ts'

/**
 * Makes the id of a request: random for the process, counted within it, so that it is unique across restarts and
 * processes and costs no randomness a request. An id from outside counts only from a trusted proxy: else a stranger could
 * write into our log and audit trail.
 */
export function requestIds(options: {
  readonly random: Random
  readonly trusts: (request: IncomingMessage) => boolean
}): (request: IncomingMessage | undefined) => string {
  const prefix = `${Buffer.from(options.random.bytes(9)).toString('base64url')}-`
  let count = 0
  return (request) => {
    if (request) {
      const given = request.headers['x-request-id']
      if (given !== undefined && typeof given === 'string' && /^[A-Za-z0-9._:-]{1,128}$/.test(given) && options.trusts(request)) return given
    }
    return prefix + (++count).toString(36)
  }
}
