import { createHash } from 'node:crypto'
import type { SecureContext } from 'node:tls'
import { parseNetwork, type Network } from '../../kernel/policies/target/ip.ts'
import { parsePorts, parseTarget, PORTS, type PortRange, type Target } from '../../kernel/policies/target/url.ts'
import { NetError, type NetGuard } from '../../kernel/ports/net.ts'
import { contextOf } from './certificates.ts'

/** A guard, read once. */
export interface Rules {
  readonly fingerprint: string
  readonly allow: readonly Network[]
  readonly plain: boolean
  readonly ports: readonly PortRange[]
  readonly own: readonly Target[]
  readonly proxy?: Proxy
  /** Certificates and keys, checked when the guard was read. */
  secureContext(): SecureContext
}

export interface Proxy {
  readonly at: Target
  readonly allow: readonly Network[]
  readonly byName: boolean
  /** Value of `Proxy-Authorization`. */
  readonly authorization?: string
  readonly direct: { readonly hosts: ReadonlySet<string>; readonly suffixes: readonly string[]; readonly networks: readonly Network[] }
}

/** Throws a `NetError` that names what of the guard cannot be read. */
export function readGuard(guard: NetGuard, { fingerprint, own }: { readonly fingerprint: string; readonly own: readonly Target[] }): Rules {
  const secureContext = contextOf(guard)
  const proxy = proxyOf(guard)
  return {
    fingerprint,
    allow: networksOf(guard.allow, 'allow'),
    plain: guard.plain ?? false,
    ports: guard.ports?.map((text) => parsePorts(text) ?? invalid(`'${text}' of 'ports' is neither a port nor a range such as 8000-8099.`)) ?? PORTS,
    own,
    ...(proxy && { proxy }),
    secureContext,
  }
}

/** The same for guards of the same content. A digest, so that the key of a client certificate is not kept a second time. */
export function fingerprintOf(guard: NetGuard): string {
  const { allow, plain, ports, ca, extraCa, clientCertificate, clientKey, proxy, proxyAllow, proxyNames, noProxy } = guard
  const content = JSON.stringify([allow, plain ?? false, ports, ca, extraCa, clientCertificate, clientKey, proxy, proxyAllow, proxyNames ?? false, noProxy])
  return createHash('sha256').update(content).digest('base64')
}

function proxyOf({ proxy, proxyAllow, proxyNames, noProxy }: NetGuard): Proxy | undefined {
  if (proxy === undefined) return undefined
  const at = parseTarget(proxy)
  if (at === undefined || at.secure || at.path !== '/') invalid("'proxy' is no URL such as http://proxy.example:3128.")
  const url = new URL(proxy)
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  const direct = { hosts: new Set<string>(), suffixes: new Array<string>(), networks: new Array<Network>() }
  for (const text of noProxy ?? []) {
    const network = parseNetwork(text)
    if (network) direct.networks.push(network)
    else if (text.startsWith('.')) direct.suffixes.push(text.toLowerCase())
    else if (/^[\w.-]+$/.test(text)) direct.hosts.add(text.toLowerCase())
    else invalid(`'${text}' of 'noProxy' is neither a host, nor a suffix such as .corp.example, nor a network.`)
  }
  return {
    at,
    allow: networksOf(proxyAllow ?? [], 'proxyAllow'),
    byName: proxyNames ?? false,
    ...(credentials !== ':' && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
    direct,
  }
}

function networksOf(texts: readonly string[], of: string): readonly Network[] {
  return texts.map((text) => parseNetwork(text) ?? invalid(`'${text}' of '${of}' is neither an address nor a network such as 10.0.0.0/8.`))
}

function invalid(message: string): never {
  throw new NetError('invalid', message)
}
