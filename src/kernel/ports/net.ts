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
   * What is wrong with a target before anyone dials it: scheme, credentials in the URL, port, address, own public URL, and
   * what the guard itself says. Resolves the name; `undefined` where it may be dialed now. A name that does not resolve
   * now is no finding: it is checked again at each dial. The sentence is fit for whoever wrote the URL: it names no
   * address but one that stands in it.
   */
  check(url: string, guard: NetGuard): Promise<string | undefined>
}

export interface NetRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'OPTIONS'
  /** Absolute, `http:` or `https:`, without credentials. */
  readonly url: string
  /**
   * Names in lower case. Neither names nor values with CR, LF or NUL; `host`, `content-length`, `transfer-encoding`,
   * `connection` and others of the connection are refused (`policies/target/header.ts`). Without `accept-encoding`, none is accepted.
   */
  readonly headers: { readonly [name: string]: string }
  readonly body?: string | Uint8Array
  /** Milliseconds for all of it: a free connection, name, connection, TLS, answer. */
  readonly timeout: number
  /** Bytes of the answer's body that are read, as they were sent: nothing is decompressed. The rest is dropped, and the connection with it; `truncated` says so. */
  readonly most: number
  readonly guard: NetGuard
  readonly signal?: AbortSignal
}

/**
 * What a target may be, and how it is reached. Not changed once it is given: another rule is another guard. Guards of the
 * same content share connections, others never do; keeping the object saves reading it again.
 */
export interface NetGuard {
  /** CIDR ranges, beyond public addresses, that may be dialed: private, loopback and link-local ones have to be named here. Metadata ranges never may. */
  readonly allow: readonly string[]
  /** `http:` too, not only `https:`. */
  readonly plain?: boolean
  /** Ports that may be dialed, `443` or `8000-8099`. Default: 80, 443, and from 1024. */
  readonly ports?: readonly string[]
  /** PEM of the authorities that the target's certificate has to come from, in place of those that Node.js trusts. */
  readonly ca?: string
  /** PEM of authorities beside those: beside `ca` where there is one, else beside those that Node.js trusts. */
  readonly extraCa?: string
  /** PEM: the certificate and key we show. */
  readonly clientCertificate?: string
  readonly clientKey?: string
  /**
   * A forward proxy, `http://host:port`, with `user:password@` where it asks for them. Each target is reached by CONNECT to
   * its resolved and checked address. The proxy's own address must lie in `proxyAllow`.
   */
  readonly proxy?: string
  readonly proxyAllow?: readonly string[]
  /** CONNECT with the name, for a proxy that decides by names. The address that we resolve is checked all the same; which one the proxy dials, it alone knows. */
  readonly proxyNames?: boolean
  /** What is reached without the proxy: hosts (`erp.example`), all below a suffix (`.corp.example`), and CIDR ranges that all addresses of a target lie in. */
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
  /** The address that was dialed, or that the proxy was told to dial. */
  readonly address: string
}

/**
 * `invalid`: the request cannot be sent as it is: a header, the URL, a part of the guard. `blocked`: the guard refused the
 * target; nothing was sent. `unresolved`: the name has no address. `refused`: no connection. `tls`: the certificate is not
 * good for this host, or ours not for the target. `proxy`: the proxy failed, not the target. `timeout`: not answered in
 * time. `broken`: the connection ended, or what came was no HTTP. `aborted`: the caller's signal, or the end of the process.
 */
export type NetFailure = 'invalid' | 'blocked' | 'unresolved' | 'refused' | 'tls' | 'proxy' | 'timeout' | 'broken' | 'aborted'

/** The message is fit for whoever wrote the URL, as that of `check`; what the system said is the cause. */
export class NetError extends Error {
  override readonly name = 'NetError'
  readonly kind: NetFailure
  constructor(kind: NetFailure, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.kind = kind
  }
}
