import { connect as connectSocket, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Proxy } from '../../kernel/policies/target/guard.ts'
import { parseIp, within } from '../../kernel/policies/target/ip.ts'
import type { Target } from '../../kernel/policies/target/url.ts'
import { NetError } from '../../kernel/ports/net.ts'
import { addressesOf, problemOf } from './addresses.ts'
import { failureOf } from './failure.ts'
import type { Resolve } from './resolve.ts'
import type { Rules } from './rules.ts'
import type { Stage } from './stage.ts'
import { openTunnel } from './tunnel.ts'

export interface Line {
  readonly socket: Socket
  readonly address: string
}

export interface DialOptions {
  readonly resolve: Resolve
  /** Ends the attempt wherever it stands. */
  readonly signal: AbortSignal
  readonly at: (stage: Stage) => void
}

/**
 * A connection to a target. The name is resolved once, and what is checked is what is dialed: there is no second look-up
 * that a name server could answer otherwise (DNS rebinding). Throws a `NetError`.
 */
export async function dial(target: Target, rules: Rules, options: DialOptions): Promise<Line> {
  let stage: Stage = 'name'
  const at = (next: Stage): void => {
    stage = next
    options.at(next)
  }
  let socket: Socket | undefined
  const cut = (): void => void socket?.destroy()
  options.signal.addEventListener('abort', cut)
  try {
    at('name')
    const addresses = await addressesOf(target, rules, options.resolve)
    const proxy = rules.proxy !== undefined && !isDirect(target, addresses, rules.proxy) ? rules.proxy : undefined
    let address = addresses[0] ?? ''
    if (proxy) {
      at('proxy')
      const addressesOfIt = await proxyAddressesOf(proxy, options.resolve)
      options.signal.throwIfAborted()
      socket = open(addressesOfIt, proxy.at)
      await ready(socket, 'connect')
      at('tunnel')
      await openTunnel(socket, { address, target, proxy })
    } else {
      options.signal.throwIfAborted()
      at('connecting')
      socket = open(addresses, target)
      await ready(socket, 'connect')
      if (socket.remoteAddress === undefined) throw new NetError('broken', 'The target ended the connection at once.')
      address = socket.remoteAddress
      const problem = problemOf(address, target.port, rules)
      if (problem) throw new NetError('blocked', `The target may not be dialed: its address is ${problem}.`)
    }
    if (target.secure) {
      at('tls')
      socket = secure(socket, target, rules)
      await ready(socket, 'secureConnect')
    }
    return { socket, address }
  } catch (error) {
    socket?.destroy()
    throw failureOf(error, stage)
  } finally {
    options.signal.removeEventListener('abort', cut)
  }
}

function isDirect(target: Target, addresses: readonly string[], { direct }: Proxy): boolean {
  if (direct.hosts.has(target.host) || direct.suffixes.some((suffix) => target.host.endsWith(suffix))) return true
  return addresses.every((address) => {
    const ip = parseIp(address)
    return ip !== undefined && direct.networks.some((network) => within(ip, network))
  })
}

/** Of a proxy, also a public address has to be named: everything we send would go there. */
async function proxyAddressesOf(proxy: Proxy, resolve: Resolve): Promise<readonly string[]> {
  const outside = (cause?: unknown): NetError => new NetError('proxy', "The proxy has no address that lies in 'proxyAllow'.", { cause })
  const addresses = await addressesOf(proxy.at, { allow: proxy.allow, own: [] }, resolve).catch((error: unknown) => {
    throw outside(error)
  })
  const named = addresses.filter((address) => {
    const ip = parseIp(address)
    return ip !== undefined && proxy.allow.some((network) => within(ip, network))
  })
  if (named.length === 0) throw outside()
  return named
}

/** Where there are several addresses they are tried in turn, so that one dead protocol family does not make a host unreachable. */
function open(addresses: readonly string[], target: Target): Socket {
  const lookup: LookupFunction = (_name, _options, callback) => {
    callback(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    )
  }
  return quiet(
    connectSocket({ host: target.host, port: target.port, lookup, autoSelectFamily: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }),
  )
}

/**
 * The certificate is checked whatever the environment says (`NODE_TLS_REJECT_UNAUTHORIZED`). No session is resumed: that
 * would be a connection without a certificate to check.
 */
function secure(socket: Socket, target: Target, rules: Rules): Socket {
  return quiet(
    connectTls({
      socket,
      host: target.host,
      // RFC 6066, 3: an address is no server name.
      ...(target.ip === undefined && { servername: target.host }),
      secureContext: rules.secureContext(),
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
    }),
  )
}

/** An error that nobody listens for would end the process; whoever waits for the socket hears it all the same. */
function quiet(socket: Socket): Socket {
  return socket.on('error', () => {})
}

function ready(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      socket.off(event, done)
      socket.off('error', settle)
      socket.off('close', closed)
      if (error === undefined) resolve()
      else reject(error)
    }
    const done = (): void => settle()
    const closed = (): void => settle(Object.assign(new Error('The connection was closed.'), { code: 'ECONNRESET' }))
    socket.once(event, done)
    socket.once('error', settle)
    socket.once('close', closed)
  })
}
