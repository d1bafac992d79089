import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Observer } from '../../kernel/ports/observer.ts'
import type { HostFigures } from '../http/host.ts'
import { Registry, type Counter, type Histogram } from './registry.ts'

export interface Metrics {
  readonly observer: Observer
  /** The figures of the API's listener, once there is one. */
  watch(figures: () => HostFigures): void
  /** Prometheus text format 0.0.4. */
  print(): string
  stop(): void
}

/** Seconds; from a read of half a millisecond to a call that somebody gave up on. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** Names come from the contract, but a protocol may pass on what a caller sent. */
const MOST_OPERATIONS = 1_000
const LIMITED: ReadonlySet<string> = new Set(['rate-limited', 'quota-exceeded', 'too-many-concurrent'])

export function createMetrics(of: { readonly version: string; readonly contract: string; readonly store: string }): Metrics {
  const registry = new Registry()
  const calls = registry.counter('busbar_calls_total', 'Calls by outcome: ok, or the code of the problem.', ['protocol', 'operation', 'outcome'])
  const limited = registry.counter('busbar_limited_calls_total', 'Calls that met a limit of their consumer.', ['consumer', 'outcome'])
  const seconds = registry.histogram('busbar_call_duration_seconds', 'From the call to its outcome, commit included.', {
    labels: ['protocol', 'operation'],
    buckets: BUCKETS,
  })
  /** What nearly every call adds to, one look-up away. */
  const byOperation = new Map<string, { readonly protocol: string; readonly ok: Counter; readonly seconds: Histogram }>()
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  let figures: () => HostFigures = () => ({ statuses: new Map(), inFlight: 0, connections: 0, sockets: 0, dropped: 0 })
  registry.sampled('busbar_http_answers_total', {
    help: 'HTTP answers of the API by status.',
    type: 'counter',
    read: () => [...figures().statuses].map(([status, count]) => [{ status: String(status) }, count] as const),
  })
  registry.sampled('busbar_http_in_flight', { help: 'HTTP requests that have no answer yet.', type: 'gauge', read: () => figures().inFlight })
  registry.sampled('busbar_http_connections', { help: 'Open connections of the API.', type: 'gauge', read: () => figures().connections })
  registry.sampled('busbar_http_websockets', {
    help: 'Open WebSockets of the API; they are among the connections.',
    type: 'gauge',
    read: () => figures().sockets,
  })
  registry.sampled('busbar_http_refused_connections_total', { help: 'Connections beyond limits.connections.', type: 'counter', read: () => figures().dropped })
  registry.sampled('busbar_event_loop_delay_seconds', {
    help: 'How late the event loop runs, since the last scrape.',
    type: 'gauge',
    read: () => {
      const read = [
        ['0.5', delay.percentile(50)],
        ['0.99', delay.percentile(99)],
        ['1', delay.max],
      ] as const
      delay.reset()
      return read.map(([quantile, nanoseconds]) => [{ quantile }, Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0] as const)
    },
  })
  registry.sampled('process_resident_memory_bytes', { help: 'Resident memory.', type: 'gauge', read: () => process.memoryUsage.rss() })
  registry.sampled('nodejs_heap_size_used_bytes', { help: 'Heap in use.', type: 'gauge', read: () => process.memoryUsage().heapUsed })
  registry.sampled('process_cpu_seconds_total', {
    help: 'User and system CPU time.',
    type: 'counter',
    read: () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1e6
    },
  })
  const started = Date.now() / 1000 - process.uptime()
  registry.sampled('process_start_time_seconds', { help: 'When the process began, in seconds since 1970.', type: 'gauge', read: () => started })
  registry.sampled('busbar_info', { help: 'What runs here.', type: 'gauge', read: () => [[{ ...of, node: process.versions.node }, 1]] })
  return {
    observer: {
      called({ protocol, operation, outcome, consumer, took }) {
        let usual = byOperation.get(operation)
        if (usual?.protocol !== protocol) {
          usual = { protocol, ok: calls.at(protocol, operation, 'ok'), seconds: seconds.at(protocol, operation) }
          if (byOperation.size < MOST_OPERATIONS) byOperation.set(operation, usual)
        }
        usual.seconds.observe(took / 1000)
        if (outcome === 'ok') {
          usual.ok.value++
          return
        }
        calls.at(protocol, operation, outcome).value++
        if (LIMITED.has(outcome)) limited.at(consumer, outcome).value++
      },
    },
    watch(read) {
      figures = read
    },
    print: () => registry.print(),
    stop: () => delay.disable(),
  }
}
