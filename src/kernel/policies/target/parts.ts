import { MAPPED, network, within, type Ip, type Network } from './ip.ts'

/**
 * Rule: an IPv6 address that carries an IPv4 address leads to that one, so it is judged as that one. Answers the addresses
 * that have to be judged in place of one: the carried ones, and the address itself where it is more than a wrapping.
 */
export function partsOf(address: Ip): readonly Ip[] {
  if (address.length === 4) return [address]
  for (const wrapping of WRAPPINGS) if (within(address, wrapping.network)) return [address.subarray(wrapping.at, wrapping.at + 4)]
  if (within(address, COMPATIBLE) && !isLow(address)) return [address.subarray(12)]
  // RFC 4380, 4: the server, then, inverted, the client that the packets end at.
  if (within(address, TEREDO)) return [address, address.subarray(4, 8), address.subarray(12).map((byte) => byte ^ 0xff)]
  // RFC 6052, 2.2: whoever set up this translator chose how long its prefix is, and with that where IPv4 stands.
  if (within(address, LOCAL_NAT64)) return [address, ...LENGTHS.map((places) => Uint8Array.from(places, (at) => address[at] ?? 0))]
  // RFC 5214, 6.1: any prefix, then 0000:5efe or 0200:5efe in the interface identifier.
  if (((address[8] ?? 0) & 0xfd) === 0 && address[9] === 0 && address[10] === 0x5e && address[11] === 0xfe) return [address, address.subarray(12)]
  return [address]
}

/** `::` and `::1` are addresses of their own. */
function isLow(address: Ip): boolean {
  return address[12] === 0 && address[13] === 0 && address[14] === 0 && (address[15] ?? 0) < 2
}

const WRAPPINGS: readonly { readonly network: Network; readonly at: number }[] = [
  { network: MAPPED, at: 12 },
  // RFC 2765, 2.1: translated.
  { network: network('::ffff:0:0:0/96'), at: 12 },
  // RFC 6052, 2.1: the well-known prefix of NAT64.
  { network: network('64:ff9b::/96'), at: 12 },
  // RFC 3056, 2: 6to4.
  { network: network('2002::/16'), at: 2 },
]
/** RFC 4291, 2.5.5.1. */
const COMPATIBLE = network('::/96')
const TEREDO = network('2001::/32')
/** RFC 8215. */
export const LOCAL_NAT64: Network = network('64:ff9b:1::/48')
/** Where IPv4 stands behind a prefix of 48, 56, 64 and 96 bits. */
const LENGTHS: readonly (readonly number[])[] = [
  [6, 7, 9, 10],
  [7, 9, 10, 11],
  [9, 10, 11, 12],
  [12, 13, 14, 15],
]
