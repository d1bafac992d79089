import type { Problem } from '../../../kernel/outcome.ts'
import { statusOf } from '../../../wire/status.ts'

/** Why a socket ends. Private codes (RFC 6455, 7.4.2): 4000 to 4399 connect again, 4400 to 4999 something has to change first. */
export interface CloseCode {
  readonly code: number
  readonly reason: string
}

export const CLOSE = {
  restart: { code: 1012, reason: 'service-restart' },
  slowConsumer: { code: 4000, reason: 'slow-consumer' },
  unavailable: { code: 4001, reason: 'unavailable' },
  authenticationTimeout: { code: 4002, reason: 'authentication-timeout' },
  limited: { code: 4003, reason: 'limited' },
  protocolError: { code: 4400, reason: 'protocol-error' },
  unauthenticated: { code: 4401, reason: 'unauthenticated' },
  credentialEnded: { code: 4402, reason: 'credential-ended' },
  notAllowed: { code: 4403, reason: 'not-allowed' },
} as const satisfies { readonly [name: string]: CloseCode }

/** What a socket closes with when its caller cannot be let in. */
export function closeOf(problem: Problem): CloseCode {
  switch (statusOf(problem)) {
    case 400:
      return CLOSE.protocolError
    case 401:
      return CLOSE.unauthenticated
    case 403:
      return CLOSE.notAllowed
    case 429:
      return CLOSE.limited
    default:
      return CLOSE.unavailable
  }
}
