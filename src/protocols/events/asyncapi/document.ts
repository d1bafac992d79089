import { forAudience } from '../../../contract/audience.ts'
import type { Audience, ContractData } from '../../../contract/data.ts'
import { PROBLEM } from '../../../wire/docs/problem-schema.ts'
import { cursorsWay } from './cursors.ts'
import { documentedEvents, type DocumentedEvents } from './events.ts'
import { ref, type Part, type Section, type Way } from './part.ts'
import { pollingWay } from './polling.ts'
import { GAP } from './query.ts'
import { socketWay } from './socket.ts'
import { SOCKET_SCHEMAS } from './socket-schemas.ts'
import { streamWay } from './stream.ts'
import { webhookWay } from './webhook.ts'

export interface AsyncApiOptions {
  /** Scheme, host and base path, without a slash at the end. */
  readonly publicUrl: string
  /** `/api/v1`. */
  readonly base: string
  readonly audience: Audience
  /** Whether events are pushed to webhook endpoints. */
  readonly webhooks: boolean
  /** RFC 3339: since when this version is deprecated. */
  readonly deprecated?: string
  /** RFC 3339: when this version ends. */
  readonly sunset?: string
}

/**
 * The AsyncAPI 3.0 document of one version for one audience, from the side of Busbar: it sends events and receives what readers
 * ask. `undefined` where the audience sees no event. The types come from the list that the kernel shows events by.
 */
export function asyncApi(version: ContractData, options: AsyncApiOptions): Part | undefined {
  const source = options.publicUrl + options.base
  const narrowed = forAudience(version, options.audience)
  const events = documentedEvents(version, narrowed, { audience: options.audience, source })
  if (events.types.length === 0) return undefined
  const ways: readonly Way[] = [pollingWay(), cursorsWay(), streamWay(events), socketWay(), ...(options.webhooks ? [webhookWay(events)] : [])]
  const all = <K extends keyof Way>(section: K): Section => Object.assign({}, ...ways.map((way) => way[section] ?? {})) as Section
  return {
    asyncapi: '3.0.0',
    info: {
      title: `${version.name} events`,
      version: version.version,
      description: introduction(version, options),
      tags: tagsOf(narrowed, events),
    },
    defaultContentType: 'application/json',
    servers: { ...serversOf(options), ...all('servers') },
    channels: all('channels'),
    operations: all('operations'),
    components: {
      messages: { ...events.messages, ...all('messages') },
      schemas: { ...events.schemas, Gap: GAP, Problem: PROBLEM, ...SOCKET_SCHEMAS, ...all('schemas') },
      ...(options.webhooks && { messageTraits: all('messageTraits') }),
      securitySchemes: SECURITY,
    },
  }
}

function introduction(contract: ContractData, { deprecated, sunset, webhooks }: AsyncApiOptions): string {
  return [
    contract.doc ?? `The contract \`${contract.name}\`, version ${contract.version}.`,
    ...(deprecated === undefined ? [] : [`This version is deprecated since ${deprecated}. Use a newer one.`]),
    ...(sunset === undefined ? [] : [`This version ends at ${sunset}; from then on every answer is 410.`]),
    `Every committed change is an event in one log. It is read by polling, as Server-Sent Events or over a WebSocket${webhooks ? ', and pushed to webhook endpoints' : ''}; all of them show the same events, in the same order, with the same cursors.`,
    'Events of one record come in the order in which they were committed. An event may come more than once: its `id` stays the same. A reader that goes on behind its cursor misses nothing, or is told of a gap. Fields that a reader does not know may be added to any event at any time.',
  ].join('\n\n')
}

function tagsOf(contract: ContractData, { types }: DocumentedEvents): readonly Part[] {
  const names = [...new Set(types.flatMap(({ resource }) => resource ?? []))]
  return names.map((name) => ({ name, description: contract.resources[name]?.doc ?? `Records of \`${name}\`.` }))
}

function serversOf({ publicUrl, base }: AsyncApiOptions): Section {
  const { host, pathname, protocol } = new URL(publicUrl)
  const path = pathname.replace(/\/$/, '') + base
  const isPlain = protocol === 'http:'
  const security = [ref('securitySchemes', 'bearer'), ref('securitySchemes', 'apiKey')]
  return {
    api: { host, pathname: path, protocol: isPlain ? 'http' : 'https', title: 'HTTP', description: 'Polling and Server-Sent Events.', security },
    socket: {
      host,
      pathname: path,
      protocol: isPlain ? 'ws' : 'wss',
      title: 'WebSocket',
      description: 'The key goes along with the handshake, or, where that cannot carry it as in a browser, with the first message.',
      security,
    },
  }
}

const SECURITY: Section = {
  bearer: { type: 'http', scheme: 'bearer', description: '`Authorization: Bearer bb_…`, with an API key.' },
  apiKey: { type: 'httpApiKey', in: 'header', name: 'X-API-Key', description: 'The same key, for clients that cannot send the other header.' },
}
