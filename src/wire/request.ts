import type { XmlElement } from '../codecs/xml/element.ts'
import type { Credential } from '../kernel/call.ts'
import type { HttpRequest } from '../kernel/ports/http.ts'

/** A request as the rest of this folder reads it: one from the server, or one of a batch. */
export interface WireRequest extends Pick<
  HttpRequest,
  'method' | 'params' | 'search' | 'headers' | 'rawHeaders' | 'body' | 'address' | 'requestId' | 'signal' | 'turn'
> {
  /** One of a batch has its body parsed, */
  readonly parsed?: { readonly value: unknown }
  /** and the credential of the whole. */
  readonly credential?: Credential
  /** The root of a body of XML: it is read in pieces, before all else of the request. */
  readonly xml?: XmlElement
}

/** With something else in it; a request of the server is no plain object. */
export function requestWith(request: WireRequest, other: Partial<WireRequest>): WireRequest {
  const { method, params, search, headers, rawHeaders, body, address, requestId, signal } = request
  return { method, params, search, headers, rawHeaders, body, address, requestId, signal, turn: () => request.turn(), ...other }
}
