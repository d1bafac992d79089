import { typeMatcher } from '../../kernel/events/pattern.ts'
import { callers } from '../http/address.ts'
import { originProblem } from '../http/cors.ts'
import type { AppOptions } from './app.ts'
import type { Option, Options } from './option.ts'

const DAY = 86_400_000

const address = (what: string, of: { readonly host: string; readonly port: number }): Option => ({
  kind: 'group',
  doc: what,
  example: `{ host: '${of.host}', port: ${of.port} }`,
  options: {
    host: {
      kind: 'text',
      default: of.host,
      doc: 'The address to listen on. `0.0.0.0` is every IPv4 address of the machine, `::` every address.',
      example: "'0.0.0.0'",
    },
    port: { kind: 'integer', minimum: 0, maximum: 65_535, default: of.port, doc: 'The TCP port; 0 takes a free one.', example: String(of.port) },
  },
})

/** Every option of `defineApp`, described once: its check, its messages and its page in the documentation come from here. */
export const OPTIONS = {
  contract: {
    kind: 'own',
    required: true,
    shows: 'what defineContract answers, the canonical form, or the path of a file that holds it',
    check: (value) => (typeof value === 'string' || (isObject(value) && ('data' in value || 'busbar' in value)) ? undefined : 'it is none of these'),
    doc: 'What is served: a contract from `defineContract`, its canonical form as an object, or the path of a JSON file with the canonical form.',
    example: "plant, or './contract.json'",
  },
  store: {
    kind: 'own',
    required: true,
    shows: 'a store such as sqlite({ path }) or postgres({ url })',
    check: (value) => (isObject(value) && typeof value['kind'] === 'string' && typeof value['open'] === 'function' ? undefined : 'it is not one'),
    doc: 'Where records, events, the audit trail and everything else is kept.',
    example: "sqlite({ path: './data' })",
  },
  protocols: {
    kind: 'own',
    required: true,
    shows: 'a list of protocols',
    check: (value) => {
      if (!Array.isArray(value)) return 'it is not a list'
      const wrong = value.findIndex((one) => !isObject(one) || typeof one['routes'] !== 'function' || typeof one['name'] !== 'string')
      if (wrong !== -1)
        return `${typeof value[wrong] === 'function' ? `entry ${wrong + 1} is a function; call it, as in rest()` : `entry ${wrong + 1} is not a protocol`}`
      const names = value.map((one: { name: string }) => one.name)
      const twice = names.find((name, at) => names.indexOf(name) !== at)
      return twice === undefined ? undefined : `'${twice}' is there twice`
    },
    doc: 'How the contract is served.',
    example: '[rest()]',
  },
  bindings: {
    kind: 'own',
    shows: 'a list of implement(…) and guard(…)',
    otherwise: 'none',
    check: (value) => {
      if (!Array.isArray(value)) return 'it is not a list'
      const wrong = value.findIndex((one) => !isObject(one) || (one['binding'] !== 'implement' && one['binding'] !== 'guard'))
      return wrong === -1 ? undefined : `entry ${wrong + 1} is not a binding${Array.isArray(value[wrong]) ? ' but a list; spread it with ...' : ''}`
    },
    doc: 'The code behind the contract, and its own rules: what has none is kept in the store by the rules of the contract alone.',
    example: '[implement(ProductionOrder, { start(context, input) { … } })]',
  },
  seed: {
    kind: 'own',
    shows: 'a list of calls, or a function that answers one',
    otherwise: 'none',
    check: (value) => {
      if (typeof value === 'function') return undefined
      if (!Array.isArray(value)) return 'it is neither'
      const wrong = value.findIndex((one) => !isObject(one) || typeof one['operation'] !== 'string' || !isObject(one['input']))
      return wrong === -1 ? undefined : `entry ${wrong + 1} is not { operation, input }`
    },
    doc: 'Calls that are made once, when the store is new: checked, audited and with events, like any other call.',
    example: "[{ operation: 'Material.create', input: { id: 'M-1' } }]",
  },
  migrations: {
    kind: 'own',
    shows: 'a list of defineMigration(…)',
    otherwise: 'none',
    check: (value) => {
      if (!Array.isArray(value)) return 'it is not a list'
      for (const [i, one] of value.entries()) {
        if (!isObject(one) || one['migration'] !== 'migration') return `entry ${i + 1} is not a migration`
        const from: unknown = one['from']
        const all: readonly unknown[] = Array.isArray(from) ? from : [from]
        if (all.length === 0 || all.some((text) => typeof text !== 'string' || !/^(v[1-9][0-9]*|[0-9a-fA-F]{8,64})$/.test(text)))
          return `entry ${i + 1} must say from: a version such as 'v1', or at least 8 characters of the hash that \`busbar migrate --plan\` prints`
      }
      return undefined
    },
    doc: 'What became of stored records where the contract alone does not say it: renamed, converted and removed fields. In the order they came about; each begins at one stored contract, so it is never applied twice. See docs/guides/migrations.md.',
    example: "[defineMigration({ from: '3f9a1c77', resources: { Order: { fields: [{ change: 'rename', from: 'qty', to: 'quantity' }] } } })]",
  },
  environment: {
    kind: 'choice',
    values: ['production', 'test'],
    default: 'production',
    doc: 'Keys are made for one environment and refused by the other: `bb_live_…` in production, `bb_test_…` in test.',
    example: "'test'",
  },
  publicUrl: {
    kind: 'text',
    otherwise: '`http://` with the address and port of `listen`',
    check: (value) => {
      if (!URL.canParse(value)) return 'it must be a URL such as https://api.example.com/plant'
      const url = new URL(value)
      if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'it must begin with https:// or http://'
      if (url.search !== '' || url.hash !== '' || value.includes('?') || value.includes('#')) return 'it must have neither a query nor a fragment'
      if (url.username !== '' || url.password !== '') return 'it must not hold a user or password'
      return undefined
    },
    doc: 'What callers see: scheme, host and, behind a proxy, the base path. Every link begins with it. Routes answer with and without the base path, so the proxy may strip it or not.',
    example: "'https://api.example.com/plant'",
  },
  listen: address('Where the API listens. Plain HTTP: put a proxy that ends TLS in front of it wherever others than this machine call.', {
    host: '127.0.0.1',
    port: 8080,
  }),
  operations: {
    ...address('Where `/health/live`, `/health/ready` and `/metrics` are: apart from the API, without keys, so keep it inside. `false` turns it off.', {
      host: '127.0.0.1',
      port: 9180,
    }),
    off: true,
  } as Option,
  trustedProxies: {
    kind: 'texts',
    default: [],
    check: (values) => {
      try {
        callers(values)
        return undefined
      } catch (error) {
        return error instanceof Error ? error.message : String(error)
      }
    },
    doc: "Addresses and networks of the proxies in front: only from them are `X-Forwarded-For` (the caller's address) and `X-Request-Id` believed.",
    example: "['10.0.0.0/8']",
  },
  cors: {
    kind: 'texts',
    default: [],
    check: (values) => values.map(originProblem).find((problem) => problem !== undefined),
    doc: 'Origins whose pages may call the API from a browser, with a key. Pages of others cannot read an answer. Health and metrics are open to none.',
    example: "['https://console.example.com']",
  },
  limits: {
    kind: 'group',
    doc: 'What one client may cost. Limits of a consumer are in its plan, not here.',
    example: "{ body: '4MiB' }",
    options: {
      body: {
        kind: 'size',
        minimum: 1_024,
        maximum: 1024 ** 3,
        default: '1MiB',
        doc: 'The largest body, after decompression, of routes that set no limit of their own; a larger one gets 413.',
        example: "'4MiB'",
      },
      headers: {
        kind: 'size',
        minimum: 1_024,
        maximum: 1024 ** 2,
        default: '16KiB',
        doc: 'Request line and header fields together; larger ones get 431.',
        example: "'32KiB'",
      },
      headerTimeout: { kind: 'duration', minimum: 100, maximum: 600_000, default: '10s', doc: 'How long a header may take; then 408.', example: "'5s'" },
      requestTimeout: {
        kind: 'duration',
        minimum: 100,
        maximum: 3_600_000,
        default: '60s',
        doc: 'How long a whole request may take to arrive; then 408.',
        example: "'2m'",
      },
      keepAlive: {
        kind: 'duration',
        minimum: 1_000,
        maximum: 3_600_000,
        default: '72s',
        doc: 'How long an idle connection is kept. Longer than that of a load balancer in front, or it will meet closed connections.',
        example: "'75s'",
      },
      stall: {
        kind: 'duration',
        minimum: 1_000,
        maximum: 3_600_000,
        default: '60s',
        doc: 'How long a client may take nothing of an answer that waits for it; then it is cut.',
        example: "'30s'",
      },
      connections: { kind: 'integer', minimum: 1, maximum: 1_000_000, default: 10_000, doc: 'Open connections; one more is closed at once.', example: '2000' },
    },
  },
  retention: {
    kind: 'group',
    doc: 'How long is kept what does not have to stay. Records and the audit trail stay until somebody removes them.',
    example: "{ events: '90d', eventBytes: '2GB' }",
    options: {
      events: {
        kind: 'duration',
        minimum: 60_000,
        maximum: 3650 * DAY,
        default: '30d',
        doc: 'Events of the log. Whoever follows it with an older cursor is told that there is a gap.',
        example: "'90d'",
      },
      eventBytes: {
        kind: 'size',
        minimum: 1024 ** 2,
        maximum: 1024 ** 5,
        otherwise: 'no limit',
        doc: 'The most bytes of all events together, without what the store needs around them. Beyond it the oldest go, whatever their age and type.',
        example: "'2GB'",
      },
      types: {
        kind: 'durations',
        minimum: 60_000,
        maximum: 3650 * DAY,
        otherwise: '`retention.events` for all',
        check: (name) => {
          try {
            typeMatcher([name])
            return undefined
          } catch {
            return `'${name}' is neither an event type such as 'production-order.started' nor a pattern such as 'production-order.*'`
          }
        },
        doc: 'Events of some types, for a longer or shorter time than `retention.events`. Names are types, with `*` for a segment and at the end for all that follow; of several that fit, the one with the most segments that are no `*` counts.',
        example: "{ 'production-order.*': '90d', 'machine.telemetry': '1d' }",
      },
    },
  },
  log: {
    kind: 'group',
    doc: 'Structured log, JSON lines on standard output. Values of `env.secret` never appear in it.',
    example: "{ level: 'warn' }",
    options: {
      level: { kind: 'choice', values: ['debug', 'info', 'warn', 'error'], default: 'info', doc: 'The least severe line that is written.', example: "'debug'" },
      calls: {
        kind: 'flag',
        default: false,
        doc: 'A line for each call: operation, consumer, outcome, milliseconds. The audit trail has every change without it.',
        example: 'true',
      },
    },
  },
  grace: {
    kind: 'duration',
    minimum: 0,
    maximum: 3_600_000,
    default: '20s',
    doc: 'How long a stop waits for what is in flight before it cuts it. Keep it below the time-out of what stops the process (systemd 90 s, Kubernetes 30 s, Windows services 20 s).',
    example: "'25s'",
  },
} as const satisfies { readonly [name in keyof Required<AppOptions>]: Option } satisfies Options

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
