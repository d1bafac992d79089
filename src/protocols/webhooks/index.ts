import { sealWith, UNSEALED, type Seal } from '../../kernel/credential/seal.ts'
import type { Random } from '../../kernel/ports/random.ts'
import { readSetting, type Late } from '../../kernel/ports/setting.ts'
import { readGuard } from '../../kernel/policies/target/guard.ts'
import { NetError, type NetGuard } from '../../kernel/ports/net.ts'
import type { Protocol } from '../../kernel/ports/protocol.ts'
import { Dispatcher } from './dispatcher.ts'
import { HOLD_MS } from './holder.ts'

export interface WebhooksOptions {
  /** CIDR ranges that may be called beyond public addresses: of the plant's own network, say. Addresses of cloud metadata never may. None by default. */
  readonly allow?: readonly string[]
  /** Also `http:`. Default: `https:` only. */
  readonly plain?: boolean
  /** Ports that may be called, `443` or `8000-8099`. Default: 80, 443, and from 1024. */
  readonly ports?: readonly string[]
  /** PEM of authorities that the certificates of targets may come from, beside those that the system trusts. */
  readonly ca?: string
  /** A forward proxy, `http://host:port`, for all targets but `noProxy`. */
  readonly proxy?: string
  /** CIDR ranges that the proxy's own address has to be in, a public one too. */
  readonly proxyAllow?: readonly string[]
  /** Asks the proxy for names instead of the addresses that were checked, where it decides by names. */
  readonly proxyNames?: boolean
  /** Hosts, suffixes (`.corp.example`) and CIDR ranges that are reached without the proxy. */
  readonly noProxy?: readonly string[]
  /**
   * What secrets, headers and keys of endpoints are sealed with in the store, so that neither a backup nor who reads the
   * database has them: 32 characters at least, from the environment. Without it they are kept as they are.
   */
  readonly secretKey?: Late<string>
  /** Requests a second of a replay whose endpoint has no rate of its own. Default: 100. */
  readonly replayRate?: number
  /** Requests at the same time, over all endpoints. Default: 2,000. */
  readonly connections?: number
  /**
   * Seconds after which other processes on the same PostgreSQL take over the endpoints of one that died. The same in all of them, and
   * at least 15 more than the longest `timeoutSeconds` of an endpoint. Default: 45.
   */
  readonly takeoverSeconds?: number
  /**
   * How often an event may have gone round (out by a webhook, back as a call that shows the `baggage` of the delivery) and is sent
   * all the same; beyond it the delivery is kept as `skipped`. Default: 3.
   */
  readonly rounds?: number
  /** Days that attempts and settled deliveries are kept. Default: 30. */
  readonly keptDays?: number
}

const DAY_MS = 86_400_000

/** Events pushed to the addresses that consumers give, as docs/guides/webhooks.md says. */
export function webhooks(options: WebhooksOptions = {}): Protocol {
  const guard = guardOf(options)
  try {
    readGuard(guard)
  } catch (error) {
    throw error instanceof NetError ? new TypeError(`webhooks(): ${error.message}`, { cause: error }) : error
  }
  const { secretKey } = options
  const seal = (random: Random): Seal => (secretKey === undefined ? UNSEALED : sealWith(readSetting(secretKey), random))
  const { replayRate = 100, connections = 2_000, keptDays = 30, rounds = 3, takeoverSeconds = HOLD_MS / 1000 } = options
  for (const [name, value] of Object.entries({ replayRate, connections, keptDays, rounds, takeoverSeconds }))
    if (!(value > 0 && Number.isFinite(value))) throw new TypeError(`webhooks(): ${name} has to be a number above 0, not ${String(value)}`)
  return {
    name: 'webhooks',
    guard,
    seal,
    routes: () => [],
    check: () => [],
    start: ({ kernel, store, net, clock, random, log, site, environment, version }) =>
      Dispatcher.start({
        kernel,
        store,
        net,
        clock,
        random,
        log,
        environment,
        guard,
        seal: seal(random),
        replayRate,
        rounds,
        publicUrl: site.publicUrl,
        userAgent: `busbar/${version}`,
        most: connections,
        kept: keptDays * DAY_MS,
        // SQLite locks its folder: no other process has the store open.
        alone: store.kind === 'sqlite',
        hold: takeoverSeconds * 1000,
      }),
  }
}

/** What an endpoint may be, and how it is reached, whatever it says itself. */
export function guardOf(options: WebhooksOptions): NetGuard {
  const { allow = [], plain, ports, ca, proxy, proxyAllow, proxyNames, noProxy } = options
  return {
    allow,
    ...(plain !== undefined && { plain }),
    ...(ports !== undefined && { ports }),
    ...(ca !== undefined && { extraCa: ca }),
    ...(proxy !== undefined && { proxy }),
    ...(proxyAllow !== undefined && { proxyAllow }),
    ...(proxyNames !== undefined && { proxyNames }),
    ...(noProxy !== undefined && { noProxy }),
  }
}
