import { NetError, type NetFailure } from '../../kernel/ports/net.ts'
import type { Stage } from './stage.ts'

/** What the system, TLS or undici said, in the words of the port. */
export function failureOf(error: unknown, stage: Stage): NetError {
  if (error instanceof NetError) return error
  const code = codeOf(error)
  const kind = kindOf(code, stage)
  const sentence = kind === 'broken' && stage === 'tls' ? 'The target ended the connection during the TLS handshake' : SENTENCES[kind]
  return new NetError(kind, `${sentence}${code === undefined ? '' : ` (${code})`}.`, { cause: error })
}

function kindOf(code: string | undefined, stage: Stage): NetFailure {
  if (code !== undefined && INVALID.has(code)) return 'invalid'
  switch (stage) {
    case 'proxy':
    case 'tunnel':
      return 'proxy'
    case 'name':
      return 'unresolved'
    case 'waiting':
    case 'connecting':
      return 'refused'
    case 'tls':
      return code !== undefined && CUT.has(code) ? 'broken' : 'tls'
    case 'answer':
    case 'body':
      // A server that wants another certificate of ours says so only after the handshake (RFC 8446, 4.4.2.4 and 6.2).
      return code !== undefined && /^ERR_(?:SSL|TLS)_/.test(code) ? 'tls' : 'broken'
  }
}

/** What undici says of a request that it cannot write. */
const INVALID: ReadonlySet<string> = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED'])
const CUT: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])

const SENTENCES: { readonly [kind in NetFailure]: string } = {
  invalid: 'The request cannot be sent as it is',
  blocked: 'The target may not be dialed',
  unresolved: 'The name of the target has no address',
  refused: 'There is no connection to the target',
  tls: 'TLS with the target failed',
  proxy: 'The proxy failed',
  timeout: 'The target did not answer in time',
  broken: 'The target ended the connection, or what it sent was no HTTP',
  aborted: 'The request was given up',
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code } = error as Error & { readonly code?: unknown }
  return typeof code === 'string' ? code : undefined
}
