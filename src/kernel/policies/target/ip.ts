import { isIP } from 'node:net'

/** An address as its bytes: 4 of IPv4, 16 of IPv6. A zone (`%eth0`) is no part of it. */
export type Ip = Uint8Array

export interface Network {
  readonly address: Ip
  /** Leading bits that count. */
  readonly bits: number
}

/** `undefined` where the text is no address. Only the four-part decimal form of IPv4 is one; whatever else a URL may hold was made that by its parser. */
export function parseIp(text: string): Ip | undefined {
  switch (isIP(text)) {
    case 4:
      return Uint8Array.from(text.split('.'), Number)
    case 6:
      return parseIpv6(text)
    default:
      return undefined
  }
}

function parseIpv6(text: string): Ip {
  const [head = '', tail] = withoutZone(text).split('::')
  const front = bytesOf(head)
  const back = tail === undefined ? [] : bytesOf(tail)
  const bytes = new Uint8Array(16)
  bytes.set(front)
  bytes.set(back, 16 - back.length)
  return bytes
}

function bytesOf(groups: string): readonly number[] {
  if (groups === '') return []
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}

function withoutZone(text: string): string {
  const zone = text.indexOf('%')
  return zone === -1 ? text : text.slice(0, zone)
}

/** `10.0.0.0/8`, `fd00::/8`, or a single address; `undefined` where it is neither. A mapped IPv4 network is the IPv4 one. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/')
  const address = parseIp(slash === -1 ? text : text.slice(0, slash))
  if (address === undefined) return undefined
  const most = address.length * 8
  const digits = slash === -1 ? String(most) : text.slice(slash + 1)
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > most) return undefined
  const bits = Number(digits)
  return bits >= 96 && within(address, MAPPED) ? { address: address.subarray(12), bits: bits - 96 } : { address, bits }
}

export function within(address: Ip, network: Network): boolean {
  if (address.length !== network.address.length) return false
  const whole = network.bits >> 3
  for (let at = 0; at < whole; at++) if (address[at] !== network.address[at]) return false
  const rest = network.bits & 7
  return rest === 0 || (((address[whole] ?? 0) ^ (network.address[whole] ?? 0)) & (0xff << (8 - rest)) & 0xff) === 0
}

/** A network that is written in the source. */
export function network(text: string): Network {
  const parsed = parseNetwork(text)
  if (parsed === undefined) throw new TypeError(`'${text}' is no network`)
  return parsed
}

/** RFC 4291, 2.5.5.2. */
export const MAPPED: Network = { address: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0), bits: 96 }
