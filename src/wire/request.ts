import type { Credential } from '../kernel/call.ts'
import type { HttpRequest } from '../kernel/ports/http.ts'

/** A request as the rest of this folder reads it: one from the server, or one of a batch. */
export interface WireRequest extends Pick<
  HttpRequest,
  'method' | 'params' | 'search' | 'headers' | 'rawHeaders' | 'body' | 'address' | 'requestId' | 'signal'
> {
  /** One of a batch has its body parsed, */
  readonly parsed?: { readonly value: unknown }
  /** and the credential of the whole. */
  readonly credential?: Credential
}
