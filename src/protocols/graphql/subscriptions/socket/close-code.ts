import type { Problem } from '../../../../kernel/outcome.ts'
import { statusOf } from '../../../../wire/status.ts'

/** Why a socket ends. 4400 and beyond are those of the protocol; with 4000 to 4399 and 1012 a client connects again. */
export interface CloseCode {
  readonly code: number
  readonly reason: string
}

export const CLOSE = {
  restart: { code: 1012, reason: 'Service restart' },
  slowConsumer: { code: 4000, reason: 'Slow consumer' },
  unavailable: { code: 4001, reason: 'Unavailable' },
  limited: { code: 4003, reason: 'Limited' },
  unauthorized: { code: 4401, reason: 'Unauthorized' },
  /** Clients try this one again, with what they send as `connection_init` by then. */
  forbidden: { code: 4403, reason: 'Forbidden' },
  credentialEnded: { code: 4403, reason: 'Credential ended' },
  initTimeout: { code: 4408, reason: 'Connection initialisation timeout' },
  tooManyInits: { code: 4429, reason: 'Too many initialisation requests' },
} as const satisfies { readonly [name: string]: CloseCode }

/** A message of a type or form that the protocol does not have. */
export function badMessage(what: string): CloseCode {
  return { code: 4400, reason: shortened(what) }
}

export function subscriberExists(id: string): CloseCode {
  return { code: 4409, reason: shortened(`Subscriber for ${id} already exists`) }
}

/** What a socket closes with when its caller cannot be let in. */
export function closeOf(problem: Problem): CloseCode {
  switch (statusOf(problem)) {
    case 400:
      return badMessage(problem.detail ?? problem.title)
    case 401:
      return CLOSE.unauthorized
    case 403:
      return CLOSE.forbidden
    case 429:
      return CLOSE.limited
    default:
      return CLOSE.unavailable
  }
}

/** A reason has 123 bytes (RFC 6455, 5.5); each of these characters has at most three. */
function shortened(text: string): string {
  const plain = text.toWellFormed()
  return Buffer.byteLength(plain) <= 123 ? plain : `${plain.slice(0, 40)}…`
}
