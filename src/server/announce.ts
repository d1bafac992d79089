import { administrationContract } from '../administration/contract.ts'
import type { ContractData } from '../contract/data.ts'
import { basePath as mountOf } from '../wire/mount.ts'
import { soapPath } from '../protocols/soap/path.ts'
import type { Config } from './config/config.ts'
import { VERSION } from './version.ts'

/** Where everything is, for whoever started it. */
export interface Whereabouts {
  readonly config: Config
  /** Without a slash at the end. */
  readonly publicUrl: string
  readonly operationsUrl: string | undefined
  /** Where the data is: a folder, or host and database. */
  readonly place: string
  readonly firstKey: string | undefined
  readonly seeded: number
  readonly milliseconds: number
}

export function announce(at: Whereabouts): string {
  const { contract, store, environment } = at.config
  const lines = [
    `Busbar ${VERSION} serves ${contract.name} ${contract.version} (${store.kind}, ${environment === 'test' ? 'test' : 'production'}), up in ${Math.round(at.milliseconds)} ms.`,
    '',
  ]
  const line = (what: string, where: string): number => lines.push(`  ${what.padEnd(16)}${where}`)
  if (at.config.protocols.some((protocol) => protocol.name === 'rest')) {
    const bases = basesOf(contract)
    const api = at.publicUrl + bases.api
    line('API', api)
    line('Documentation', `${at.publicUrl}/docs`)
    line('OpenAPI', `${api}/openapi.json`)
    if (at.config.protocols.some((protocol) => protocol.name === 'events')) line('Events', `${api}/events`)
    line('Administration', at.publicUrl + bases.administration)
  }
  if (at.config.protocols.some((protocol) => protocol.name === 'graphql')) line('GraphQL', `${at.publicUrl}/graphql`)
  if (at.config.protocols.some((protocol) => protocol.name === 'soap')) line('SOAP', `${at.publicUrl}${soapPath(contract)}?wsdl`)
  if (at.operationsUrl !== undefined) {
    line('Health', `${at.operationsUrl}/health/ready`)
    line('Metrics', `${at.operationsUrl}/metrics`)
  }
  line('Data', at.place)
  if (at.seeded > 0) line('Seed', `${at.seeded} calls, made once`)
  if (at.firstKey !== undefined) {
    lines.push('', '  Administrator key, shown this once and kept nowhere (`busbar keys` makes others):', '', `    ${at.firstKey}`)
  }
  return `${lines.join('\n')}\n`
}

/** Where its APIs are, below the public URL. */
export function basesOf(contract: Pick<ContractData, 'name' | 'version'>): { readonly api: string; readonly administration: string } {
  return { api: mountOf(contract), administration: mountOf(administrationContract.data) }
}

/** Defaults that are fine on a desk and not in a plant: each with the option that changes it. */
export function insecureDefaults(config: Config): readonly string[] {
  const found: string[] = []
  const open = !isLoopback(config.listen.host)
  if (open && config.publicUrl === undefined)
    found.push(
      `The API listens on ${config.listen.host} with plain HTTP: keys can be read on the way. Put a proxy with TLS in front and set publicUrl to its https:// address.`,
    )
  if (config.publicUrl?.startsWith('http:') === true && !isLoopback(new URL(config.publicUrl).hostname))
    found.push('publicUrl is plain HTTP: keys can be read on the way. Use an https:// address.')
  if (config.operations && !isLoopback(config.operations.host))
    found.push(`Health and metrics listen on ${config.operations.host} without a key. Keep that network inside, or set operations.host to 127.0.0.1.`)
  if (config.trustedProxies.some((proxy) => proxy.endsWith('/0')))
    found.push('trustedProxies trusts everyone: any caller can choose its own address. Name the addresses of your proxies.')
  return found
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || host.startsWith('127.')
}
