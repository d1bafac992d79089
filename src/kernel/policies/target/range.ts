import { network, within, type Ip, type Network } from './ip.ts'
import { LOCAL_NAT64, partsOf } from './parts.ts'

/**
 * `public`: anyone may be sent there. `named`: only where an operator's allow-list has it. `never`: not even then, since
 * what answers there hands out the machine's own credentials, or is no host at all.
 */
export type Dialing = 'public' | 'named' | 'never'

export interface Range {
  /** As it goes into a sentence: `loopback`, `private`. */
  readonly name: string
  readonly dialing: Dialing
}

/** What an address is, judged by the worst of what it leads to. */
export function rangeOf(address: Ip): Range {
  let worst = PUBLIC
  for (const part of partsToJudge(address)) {
    const range = rangeOfPart(part)
    if (rank(range) > rank(worst)) worst = range
  }
  return worst
}

/** Why an address may not be dialed; `undefined` where it may. */
export function barred(address: Ip, allow: readonly Network[]): Range | undefined {
  for (const part of partsToJudge(address)) {
    const range = rangeOfPart(part)
    if (range.dialing === 'never' || (range.dialing === 'named' && !allow.some((one) => within(part, one)))) return range
  }
  return undefined
}

/** Of the places where a local translator may have put IPv4, all but one hold something else: there, only what is never dialed counts. */
function partsToJudge(address: Ip): readonly Ip[] {
  const parts = partsOf(address)
  return within(address, LOCAL_NAT64) ? parts.filter((part) => part === address || METADATA.some((one) => within(part, one))) : parts
}

function rangeOfPart(address: Ip): Range {
  for (const { networks, range } of address.length === 4 ? IPV4 : IPV6) for (const one of networks) if (within(address, one)) return range
  // RFC 4291, 2.4 and the IANA registry: of IPv6, only 2000::/3 is given out.
  return address.length === 4 || within(address, GLOBAL_UNICAST) ? PUBLIC : UNASSIGNED
}

function rank(range: Range): number {
  return range.dialing === 'public' ? 0 : range.dialing === 'named' ? 1 : 2
}

const PUBLIC: Range = { name: 'public', dialing: 'public' }
const UNASSIGNED: Range = { name: 'unassigned', dialing: 'named' }
const GLOBAL_UNICAST = network('2000::/3')

interface Row {
  readonly networks: readonly Network[]
  readonly range: Range
}

function never(name: string, ...texts: readonly string[]): Row {
  return { networks: texts.map(network), range: { name, dialing: 'never' } }
}

function named(name: string, ...texts: readonly string[]): Row {
  return { networks: texts.map(network), range: { name, dialing: 'named' } }
}

/** Where clouds keep the credentials of the machine itself. What answers there asks nobody who they are. */
const METADATA_IPV4 = never(
  'metadata service',
  // AWS, Azure, GCP, OCI, DigitalOcean and most others; DNS and time beside them.
  '169.254.169.0/24',
  // Tasks and pods of AWS.
  '169.254.170.0/24',
  // Tencent, Scaleway.
  '169.254.0.23/32',
  '169.254.42.42/32',
  // Azure's wire server, Alibaba, OCI's earlier one.
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
)
/** AWS, GCP, Scaleway, OCI, OpenStack. */
const METADATA_IPV6 = never('metadata service', 'fd00:ec2::/32', 'fd20:ce::/64', 'fd00:42::42/128', 'fd00:c1::a9fe:a9fe/128', 'fe80::a9fe:a9fe/128')
const METADATA = METADATA_IPV4.networks

/** IANA IPv4 Special-Purpose Address Registry, and the class D and E blocks. The first row that has an address counts. */
const IPV4: readonly Row[] = [
  METADATA_IPV4,
  // To Linux, 0.0.0.0 is this machine.
  never('unspecified', '0.0.0.0/8'),
  named('private', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'),
  named('loopback', '127.0.0.0/8'),
  named('link-local', '169.254.0.0/16'),
  named('shared', '100.64.0.0/10'),
  named('reserved for protocols', '192.0.0.0/24', '192.88.99.0/24'),
  named('reserved for documentation', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'),
  named('reserved for benchmarks', '198.18.0.0/15'),
  never('multicast', '224.0.0.0/4'),
  never('broadcast', '255.255.255.255/32'),
  named('reserved', '240.0.0.0/4'),
]

/** IANA IPv6 Special-Purpose Address Registry, as far as it does not carry IPv4. */
const IPV6: readonly Row[] = [
  METADATA_IPV6,
  never('unspecified', '::/128'),
  named('loopback', '::1/128'),
  named('link-local', 'fe80::/10'),
  named('private', 'fc00::/7', 'fec0::/10'),
  named('reserved for protocols', '2001::/23', '64:ff9b:1::/48', '5f00::/16'),
  named('reserved for documentation', '2001:db8::/32', '3fff::/20'),
  named('discarding', '100::/64', '100:0:0:1::/64'),
  never('multicast', 'ff00::/8'),
]
