/**
 * The way out: everything that dials an address somebody else wrote goes through this one. The address is checked on the
 * resolved IP when the connection is made, each time; a redirect is an answer like another and is never followed.
 */
export interface Net {
  /**
   * One request. Resolves with what the target answered, whatever its status. Rejects with `NetError` only.
   */
  request(request: NetRequest): Promise<NetAnswer>
  /**
   * What is wrong with a target before anyone dials it: scheme, credentials in the URL, port, address, own public URL.
   * Resolves the name; `undefined` where it may be dialled now. A name that does not resolve now is no finding: it is checked again at each dial.
   */
  check(url: string, guard: NetGuard): Promise<string | undefined>
}

export interface NetRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'OPTIONS'
  /** Absolute, `http:` or `https:`, without credentials. */
  readonly url: string
  /** Names in lower case. Neither names nor values with CR, LF or NUL; `host`, `content-length`, `transfer-encoding`, `connection` are refused. */
  readonly headers: { readonly [name: string]: string }
  readonly body?: string | Uint8Array
  /** Milliseconds for all of it: name, connection, TLS, answer. */
  readonly timeout: number
  /** Bytes of the answer's body that are read; the rest is dropped and `truncated` says so. */
  readonly most: number
  readonly guard: NetGuard
  readonly signal?: AbortSignal
}

/** What a target may be, and how it is reached. */
export interface NetGuard {
  /** CIDR ranges, beyond public addresses, that may be dialled: private, loopback and link-local ones have to be named here. Metadata ranges never may. */
  readonly allow: readonly string[]
  /** `https` only, unless set. */
  readonly plain?: boolean
  /** PEM of further authorities that the target's certificate may come from. */
  readonly ca?: string
  /** PEM: the certificate and key we show. */
  readonly clientCertificate?: string
  readonly clientKey?: string
  /** A forward proxy, `http://host:port`; its own address is checked against `proxyAllow`, and the target's resolved address against the guard all the same. */
  readonly proxy?: string
  readonly proxyAllow?: readonly string[]
  /** Hosts and suffixes (`.corp.example`), and CIDR ranges, that are reached without the proxy. */
  readonly noProxy?: readonly string[]
}

export interface NetAnswer {
  readonly status: number
  /** Names in lower case; the last of repeated ones. */
  readonly headers: { readonly [name: string]: string }
  readonly body: Uint8Array
  readonly truncated: boolean
  /** Milliseconds until the head of the answer. */
  readonly took: number
  /** The address that was dialled. */
  readonly address: string
}

/**
 * `blocked`: the guard refused the address; nothing was sent. `unresolved`: the name has no address. `refused`: no connection.
 * `tls`: the certificate is not good for this host. `proxy`: the proxy failed, not the target. `timeout`: not answered in time.
 * `broken`: the connection ended, or what came was no HTTP. `aborted`: the caller's signal.
 */
export type NetFailure = 'blocked' | 'unresolved' | 'refused' | 'tls' | 'proxy' | 'timeout' | 'broken' | 'aborted'

export class NetError extends Error {
  override readonly name = 'NetError'
  readonly kind: NetFailure
  constructor(kind: NetFailure, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.kind = kind
  }
}
