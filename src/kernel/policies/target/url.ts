import { parseIp, type Ip } from './ip.ts'
import { rangeOf } from './range.ts'

/** A place that can be dialed, as a URL names it. */
export interface Target {
  readonly secure: boolean
  /** Lower case, without brackets and without a trailing dot: the name as a certificate has it, or an address. */
  readonly host: string
  /** Where the host is an address. */
  readonly ip?: Ip
  readonly port: number
  /** Scheme, host and port. */
  readonly origin: string
  /** Path and query. */
  readonly path: string
}

export interface TargetRules {
  /** `http:` too, not only `https:`. */
  readonly plain: boolean
  readonly ports: readonly PortRange[]
  /** Where we ourselves answer. */
  readonly own: readonly Target[]
}

export interface PortRange {
  readonly from: number
  readonly to: number
}

/** Below 1024 stand the services that take an HTTP request for something else; the two of the Web are what a target may use there. */
export const PORTS: readonly PortRange[] = [
  { from: 80, to: 80 },
  { from: 443, to: 443 },
  { from: 1024, to: 65_535 },
]

/** `443` or `8000-8099`; `undefined` where it is neither. */
export function parsePorts(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text)
  if (!match) return undefined
  const from = Number(match[1])
  const to = Number(match[2] ?? match[1])
  return from >= 1 && to >= from && to <= 65_535 ? { from, to } : undefined
}

/**
 * Rule: what is odd about an address in a URL ends here. The URL parser turns `2130706433`, `0x7f.1`, `0177.0.0.1` and
 * full-width digits into the address they mean; a trailing dot is the same name. `undefined` where the text is no URL of HTTP.
 */
export function parseTarget(text: string): Target | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  const secure = url.protocol === 'https:'
  const dotless = url.hostname.endsWith('.') ? url.hostname.slice(0, -1) : url.hostname
  const host = dotless.startsWith('[') ? dotless.slice(1, -1) : dotless
  if (host === '' || host.endsWith('.')) return undefined
  const ip = parseIp(host)
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
  return {
    secure,
    host,
    ...(ip && { ip }),
    port,
    origin: `${url.protocol}//${dotless}${url.port === '' ? '' : `:${url.port}`}`,
    path: `${url.pathname}${url.search}`,
  }
}

/** What a URL says that may not be dialed, before its name is looked up; the target where it is in order. */
export function targetOf(text: string, rules: TargetRules): Target | { readonly problem: string } {
  const target = parseTarget(text)
  if (target === undefined) return { problem: URL.canParse(text) ? 'The URL is neither http: nor https:.' : 'This is no URL.' }
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return { problem: 'The URL has a user name or a password in it; credentials go into headers.' }
  if (!target.secure && !rules.plain) return { problem: 'The URL is not https:.' }
  if (!rules.ports.some(({ from, to }) => target.port >= from && target.port <= to))
    return { problem: `Port ${target.port} may not be used; these may: ${rules.ports.map(portsText).join(', ')}.` }
  if (rules.own.some((own) => own.host === target.host && own.port === target.port)) return { problem: 'The URL is one of ours.' }
  return target
}

/** Whether an address leads to one of our own listeners, whatever name it was found under. */
export function isOwn(address: Ip, port: number, own: readonly Target[]): boolean {
  return own.some((one) => {
    if (one.port !== port) return false
    if (one.ip === undefined) return one.host === 'localhost' && isLoopback(address)
    return sameBytes(one.ip, address) || (isLoopback(address) && (isLoopback(one.ip) || one.ip.every((byte) => byte === 0)))
  })
}

function isLoopback(address: Ip): boolean {
  return rangeOf(address).name === 'loopback'
}

function sameBytes(a: Ip, b: Ip): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

function portsText({ from, to }: PortRange): string {
  return from === to ? String(from) : `${from}-${to}`
}
