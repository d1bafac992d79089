import { NetError, type NetGuard } from '../../ports/net.ts'
import { parseNetwork, type Network } from './ip.ts'
import { parsePorts, parseTarget, PORTS, type PortRange, type Target } from './url.ts'

/** What a guard says, read; but for its certificates, which are the dialer's affair. */
export interface GuardRules {
  readonly allow: readonly Network[]
  readonly plain: boolean
  readonly ports: readonly PortRange[]
  readonly proxy?: Proxy
}

export interface Proxy {
  readonly at: Target
  readonly allow: readonly Network[]
  readonly byName: boolean
  /** Value of `Proxy-Authorization`. */
  readonly authorization?: string
  readonly direct: { readonly hosts: ReadonlySet<string>; readonly suffixes: readonly string[]; readonly networks: readonly Network[] }
}

/** Throws a `NetError` that names what cannot be read. */
export function readGuard(guard: NetGuard): GuardRules {
  const proxy = proxyOf(guard)
  return {
    allow: networksOf(guard.allow, 'allow'),
    plain: guard.plain ?? false,
    ports: guard.ports?.map((text) => parsePorts(text) ?? invalid(`'${text}' of 'ports' is neither a port nor a range such as 8000-8099.`)) ?? PORTS,
    ...(proxy && { proxy }),
  }
}

function proxyOf({ proxy, proxyAllow, proxyNames, noProxy }: NetGuard): Proxy | undefined {
  if (proxy === undefined) return undefined
  const at = parseTarget(proxy)
  if (at === undefined || at.secure || at.path !== '/') invalid("'proxy' is no URL such as http://proxy.example:3128.")
  const authorization = authorizationOf(new URL(proxy))
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
    ...(authorization !== undefined && { authorization }),
    direct,
  }
}

/** RFC 7617, 2. */
function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  try {
    return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`
  } catch {
    return invalid("User name or password of 'proxy' have a % that begins no encoded character; the sign itself is %25.")
  }
}

function networksOf(texts: readonly string[], of: string): readonly Network[] {
  return texts.map((text) => parseNetwork(text) ?? invalid(`'${text}' of '${of}' is neither an address nor a network such as 10.0.0.0/8.`))
}

function invalid(message: string): never {
  throw new NetError('invalid', message)
}
