import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'

/** Who is calling, and under which request id. */
export interface Callers {
  /** The client's IP address; `X-Forwarded-For` counts only as far as the chain of trusted proxies reaches. */
  address(request: IncomingMessage): string
  /** Whether the peer itself is one of the trusted proxies. */
  trusts(request: IncomingMessage): boolean
}

/** `proxies` in CIDR notation or single addresses; throws a `TypeError` that names a wrong one. */
export function callers(proxies: readonly string[]): Callers {
  if (proxies.length === 0) return { address: peer, trusts: () => false }
  const trusted = new BlockList()
  for (const proxy of proxies) addNetwork(trusted, proxy)
  const known = (address: string): boolean => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return {
    trusts: (request) => known(peer(request)),
    address(request) {
      let address = peer(request)
      const header = request.headers['x-forwarded-for']
      if (header === undefined || !known(address)) return address
      // From the right: each trusted hop vouches for the one before it, and the first that is not trusted is the client.
      const hops = (typeof header === 'string' ? header : header.join(',')).split(',')
      for (let at = hops.length - 1; at >= 0; at--) {
        const hop = plainAddress(hops[at] ?? '')
        if (hop === undefined) return address
        address = hop
        if (!known(hop)) return address
      }
      return address
    },
  }
}

function addNetwork(list: BlockList, network: string): void {
  const [address = '', bits] = network.split('/')
  const family = isIP(address)
  const most = family === 6 ? 128 : 32
  if (family === 0 || (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > most)))
    throw new TypeError(`'${network}' is neither an IP address nor a network such as 10.0.0.0/8`)
  list.addSubnet(address, bits === undefined ? most : Number(bits), family === 6 ? 'ipv6' : 'ipv4')
}

const ADDRESS = Symbol('address')
type Peer = Socket & { [ADDRESS]?: string }

function peer(request: IncomingMessage): string {
  const socket: Peer = request.socket
  return (socket[ADDRESS] ??= plainAddress(socket.remoteAddress ?? '') ?? 'unknown')
}

/** Without a port, brackets, zone or the IPv4-mapped prefix; `undefined` where it is no address. */
function plainAddress(text: string): string | undefined {
  let address = text.trim()
  if (address.startsWith('[')) address = address.slice(1, address.indexOf(']'))
  else if (address.split(':').length === 2) address = address.slice(0, address.indexOf(':'))
  const zone = address.indexOf('%')
  if (zone !== -1) address = address.slice(0, zone)
  if (/^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address)) address = address.slice(7)
  return isIP(address) === 0 ? undefined : address
}
