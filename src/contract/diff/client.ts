/** Whose program may stop working: who reads records, who writes them, who calls commands and operations, who receives events. */
export type Breaks = 'reader' | 'writer' | 'caller' | 'events'
export const ROLES: readonly Breaks[] = ['reader', 'writer', 'caller', 'events']

/** A kind of client, by how it talks. `events`: polling, streams, WebSocket and webhooks. */
export type Client = 'REST' | 'GraphQL' | 'SOAP' | 'events'
export const CLIENTS: readonly Client[] = ['REST', 'GraphQL', 'SOAP', 'events']

/**
 * What of a contract a client relies upon. A rule says which of these a change touches; which kinds of client rely on it is
 * said once, below. So a further protocol is a further word in this table, and no rule of comparison names one.
 */
export type Aspect =
  /** Which values come and are accepted, what they mean, what is done and what is refused. */
  | 'meaning'
  /** Where records, operations and composites are: the path, and the subject of an event. */
  | 'address'
  /** Lengths, digits, ranges, patterns and counts of what is answered. */
  | 'bounds'
  /** Whether what is not there is left out or null. */
  | 'absence'
  /** The type of a value by its name, and whether one selects inside it. */
  | 'type'
  /** A type that is JSON in the one version and not in the other. */
  | 'json'
  /** How the list of a resource is called, after its plural. */
  | 'list'
  /** Whether an operation is a query or a mutation. */
  | 'root'
  /** In which order the fields of an answer come. */
  | 'order'
  /** By which name all types of the contract are qualified. */
  | 'namespace'
  /** That no other faults are answered than the declared ones. */
  | 'all faults'
  /** That each declared fault can be asked about. */
  | 'each fault'
  /** The status or code by which a fault is sorted, beside its own code. */
  | 'fault class'

/**
 * The rule: a kind of client relies on what the document says that it was made from, and on what it calls going on to work.
 * - REST, from OpenAPI. It bounds what is answered, and lists the faults of each call.
 * - GraphQL, from the schema. It bounds nothing and has one null for both ways of not being there; documents name the type
 *   of each variable, and one that selects a field or fault that is gone is refused as a whole. A union may grow.
 * - SOAP, from the WSDL. Its XSD bounds what is answered and gives it an order, in which generated code reads it; JSON is text in it.
 *   A fault that is not declared is a fault all the same.
 * - events, from AsyncAPI. Bounded like OpenAPI.
 */
const RELIES: { readonly [A in Aspect]: readonly Client[] } = {
  'meaning': CLIENTS,
  'address': ['REST', 'events'],
  'bounds': ['REST', 'SOAP', 'events'],
  'absence': ['REST', 'SOAP', 'events'],
  'type': ['GraphQL'],
  'json': ['GraphQL', 'SOAP'],
  'list': ['GraphQL', 'SOAP'],
  'root': ['GraphQL'],
  'order': ['SOAP'],
  'namespace': ['SOAP'],
  'all faults': ['REST'],
  'each fault': ['GraphQL'],
  'fault class': ['REST', 'SOAP'],
}

const CALLS: readonly Client[] = ['REST', 'GraphQL', 'SOAP']
/** GraphQL brings events as subscriptions. */
const TALKS: { readonly [B in Breaks]: readonly Client[] } = { reader: CALLS, writer: CALLS, caller: CALLS, events: ['GraphQL', 'events'] }

/** Somebody, and what it is that changes for them. */
export interface Broken {
  readonly who: Breaks
  readonly by: Aspect
}

export function by(aspect: Aspect, who: readonly (Breaks | undefined)[]): readonly Broken[] {
  return who.flatMap((one) => (one === undefined ? [] : [{ who: one, by: aspect }]))
}

/** The kinds of client that notice. */
export function clientsOf({ who, by }: Broken): readonly Client[] {
  return TALKS[who].filter((client) => RELIES[by].includes(client))
}

/** All kinds of client that some of these may be, in the order of `CLIENTS`. */
export function talkedBy(who: readonly Breaks[]): readonly Client[] {
  return CLIENTS.filter((client) => who.some((one) => TALKS[one].includes(client)))
}
