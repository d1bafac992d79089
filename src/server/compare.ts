import { forAudience } from '../contract/audience.ts'
import type { Audience, ContractData } from '../contract/data.ts'
import { changesFor, CLIENTS, diffContracts, diffServed, formatChanges, type Change, type Client } from '../contract/diff.ts'
import { contractAt, versionsOf } from '../contract/versions/index.ts'
import { ConfigError } from './config/problem.ts'
import { readContractFile } from './contract-file.ts'

export interface Side {
  readonly file: string
  readonly contract: ContractData
  /** The kinds of client that the app serves; absent where the file is a contract alone. */
  readonly clients?: readonly Client[]
  /** In which order the fields were declared is not known. */
  readonly sorted?: true
}

export interface Comparison {
  /** The version that clients speak; absent where they move from the one to the other. */
  readonly version?: string
  readonly changes: readonly Change[]
  readonly text: string
}

/** `contract.json`, or `contract.json@v1`: an older version of it. */
export async function readSide(given: string, folder: string): Promise<Side> {
  const [, file = given, version] = /^(.+)@(v\d+)$/.exec(given) ?? []
  const { contract, config, sorted } = await readContractFile(file, folder)
  const more = { ...(config && { clients: servedBy(config.protocols.map(({ name }) => name)) }), ...(sorted && { sorted }) }
  if (version === undefined) return { file, contract, ...more }
  if (!versionsOf(contract).includes(version))
    throw new ConfigError(file, [{ field: '', message: `The contract has no version ${version}.`, remedy: `There is ${versionsOf(contract).join(', ')}.` }])
  return { file, contract: { ...contractAt(contract, version), older: [] }, ...more }
}

/**
 * What changes for clients: that move from one contract to the other, or (`served`) that stay on the version they speak.
 * `client`: as this kind of client sees it; where absent, as those that the newer app serves, or all.
 */
export function compare(
  older: Side,
  newer: Side,
  how: { readonly audience: Audience | undefined; readonly served: boolean; readonly client: Client | undefined },
): readonly Comparison[] {
  const seen = ({ contract }: Side): ContractData => (how.audience === undefined ? contract : forAudience(contract, how.audience))
  const clients = how.client ? [how.client] : (newer.clients ?? CLIENTS)
  const known = older.sorted || newer.sorted ? { order: 'unknown' as const } : {}
  const found = how.served ? diffServed(seen(older), seen(newer), known) : [{ changes: diffContracts(seen(older), seen(newer), known) }]
  return found.map((one) => {
    const changes = changesFor(one.changes, clients)
    return { ...one, changes, text: formatChanges(changes, clients) }
  })
}

const PROTOCOLS: { readonly [name: string]: Client } = { rest: 'REST', graphql: 'GraphQL', soap: 'SOAP', events: 'events', webhooks: 'events' }

/** All kinds, where a protocol is not one of ours: whoever wrote it knows what its clients rely upon. */
function servedBy(protocols: readonly string[]): readonly Client[] {
  const names = new Set(protocols.map((name) => (Object.hasOwn(PROTOCOLS, name) ? PROTOCOLS[name] : undefined)))
  return names.has(undefined) || names.size === 0 ? CLIENTS : CLIENTS.filter((client) => names.has(client))
}
