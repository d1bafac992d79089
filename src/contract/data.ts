import type { Json, Schema, SchemaFields } from './schema.ts'

/** A whole contract in its canonical form: what is stored, compared, published and, for those who write no TypeScript, written. */
export interface ContractData {
  /** The version of this format. */
  readonly busbar: 1
  /** kebab-case; part of problem types and of nothing a client must parse. */
  readonly name: string
  /** The current major version, `v1`, `v2`, …; the first segment behind `/api/`. */
  readonly version: string
  readonly doc?: string
  readonly resources: { readonly [name: string]: ResourceData }
  readonly operations: { readonly [name: string]: OperationData }
  readonly events: { readonly [name: string]: EventData }
  /** By code. */
  readonly faults: { readonly [code: string]: FaultData }
  readonly composites: { readonly [name: string]: CompositeData }
  readonly telemetry: { readonly [name: string]: TelemetryData }
  /** Older major versions still served, newest first; each is written over the one before it (the current one first). */
  readonly older: readonly OlderVersionData[]
}

export type Standard = 'get' | 'list' | 'create' | 'update' | 'delete'
export type Audience = 'internal' | 'partner' | 'public'
export const AUDIENCES: readonly Audience[] = ['internal', 'partner', 'public']

export interface ResourceData {
  /** kebab-case, plural: the path segment. */
  readonly plural: string
  readonly doc?: string
  /** The key's field and its type: `uuid` with `generated`, or a string, uuid or enum that the creator gives. */
  readonly key: { readonly field: string; readonly schema: Schema }
  readonly fields: SchemaFields
  /** `update` is PATCH and PUT; PUT creates where `create` is there too and the key is given. */
  readonly standard: readonly Standard[]
  /** From each state, the states it may go to; derived from the commands where absent. */
  readonly transitions?: { readonly [from: string]: readonly string[] }
  /** The list shapes that are fast at any depth. */
  readonly lists: readonly ListShape[]
  readonly unique: readonly UniqueRule[]
  /** Codes of the faults that the app's own rule may answer to what creates and updates its records. */
  readonly faults?: readonly string[]
  readonly access: { readonly [A in Audience]?: Access }
  readonly commands: { readonly [name: string]: CommandData }
  readonly events: { readonly [name: string]: SchemaFields }
  /** Which system may write a field, by field name; the others' writes are refused. `*` stands for the rest. */
  readonly master?: { readonly [field: string]: string }
  /** The record carries `externalRefs`: what other systems call it, each unique. */
  readonly external?: true
  /** Reads are written to the audit trail too. */
  readonly auditReads?: true
  /** Changing an existing record needs `If-Match`; without it 428. */
  readonly requireMatch?: true
  /** `create` and commands need an idempotency key; without it 400. */
  readonly requireIdempotencyKey?: true
  readonly scopes?: { readonly read?: string; readonly write?: string }
}

export interface ListShape {
  readonly equal: readonly string[]
  readonly sort?: string
}

export interface UniqueRule {
  readonly fields: readonly string[]
  /** The rule holds only among records whose fields have these values. */
  readonly when?: { readonly [field: string]: Json }
  /** The fault's code; without one the answer is `unique-violation`. */
  readonly fault?: string
}

export interface Access {
  /** Standard operations and commands by name; `*` is all of them. */
  readonly can: readonly string[]
  /** The field, or path over references, that holds the owner; the caller sees only records whose owner is its own. */
  readonly own?: string
  /** What the owner is compared with: the id of the calling consumer itself. Absent: the consumer's `owner` value. */
  readonly ownIs?: 'consumer'
  /** Fields this audience sees; without it, all but `hide`. */
  readonly show?: readonly string[]
  readonly hide?: readonly string[]
}

export interface CommandData {
  readonly doc?: string
  readonly from?: readonly string[]
  readonly to?: string
  /** How its event is called, `started`; without it the command's own name. */
  readonly event?: string
  readonly input: SchemaFields
  readonly output?: SchemaFields
  /** Codes of the faults it may answer. */
  readonly faults: readonly string[]
  readonly scope?: string
  readonly requireIdempotencyKey?: true
  /** Its output is shown once and kept nowhere, also not for an idempotency key. */
  readonly secret?: true
  readonly deprecated?: string
}

/** An operation tied to no resource. */
export interface OperationData {
  readonly doc?: string
  /** kebab-case path segment. */
  readonly path: string
  /** It changes nothing and may be called by GET's rules; commands are POST. */
  readonly reads?: true
  readonly input: SchemaFields
  readonly output?: SchemaFields
  readonly faults: readonly string[]
  readonly audiences: readonly Audience[]
  /** Callers without a credential are refused, in the public audience too. */
  readonly requireCredential?: true
  readonly scope?: string
  readonly requireIdempotencyKey?: true
  readonly deprecated?: string
}

export interface EventData {
  readonly doc?: string
  readonly data: SchemaFields
  readonly audiences: readonly Audience[]
}

/** What failed, in the words every protocol shares. */
export type FaultClass = 'conflict' | 'not-found' | 'invalid' | 'forbidden' | 'unavailable'

export interface FaultData {
  readonly class: FaultClass
  /** One sentence, the same each time; it becomes the title. */
  readonly doc: string
  readonly detail: SchemaFields
}

/** One call that answers a record with its surroundings: a root resource and include paths. */
export interface CompositeData {
  readonly doc?: string
  /** kebab-case path segment; served as `/<path>/{key}`. */
  readonly path: string
  readonly root: string
  readonly include: readonly string[]
  readonly audiences: readonly Audience[]
}

/** Declared now, served by the telemetry part. */
export interface TelemetryData {
  readonly doc?: string
  readonly value: Schema
  readonly resource?: string
}

/**
 * An older major version, as what has changed since, seen from the older side. Resources, commands, fields and so on are
 * named as in the version it is written over; what is not named is as it is there. `checkOlder` says what does not hold up.
 */
export interface OlderVersionData {
  readonly version: string
  /** RFC 3339 instant; the `Deprecation` field (RFC 9745). */
  readonly deprecated?: string
  /** RFC 3339 instant; the `Sunset` field (RFC 8594). After it, 410. */
  readonly sunset?: string
  readonly resources: { readonly [name: string]: ResourceChange }
  readonly operations?: { readonly [name: string]: OperationChange }
  readonly events?: { readonly [name: string]: EventChange }
  readonly composites?: { readonly [name: string]: { readonly absent?: true; readonly was?: { readonly name?: string; readonly path?: string } } }
  /** By code. */
  readonly faults?: { readonly [code: string]: { readonly was?: string; readonly detail?: readonly FieldChange[] } }
}

export interface ResourceChange {
  /** The resource was called so. */
  readonly was?: { readonly name?: string; readonly plural?: string }
  /** The resource did not exist. */
  readonly absent?: true
  /** Of its records. Commands and events have fields of their own, and changes of their own. */
  readonly fields?: readonly FieldChange[]
  readonly commands?: { readonly [name: string]: CommandChange }
  readonly events?: { readonly [name: string]: EventChange }
}

export interface CommandChange {
  readonly absent?: true
  readonly was?: string
  readonly input?: readonly FieldChange[]
  readonly output?: readonly FieldChange[]
}

export interface OperationChange {
  readonly absent?: true
  readonly was?: { readonly name?: string; readonly path?: string }
  readonly input?: readonly FieldChange[]
  readonly output?: readonly FieldChange[]
}

export interface EventChange {
  readonly absent?: true
  readonly was?: string
  readonly data?: readonly FieldChange[]
}

/**
 * One difference. `from` is a path in the older version, `to` in the newer: field names joined by dots. A path goes
 * through lists and maps and then means every element (`lines.price`); both paths go through the same ones. At most one
 * difference a field; a more specific path wins over the one above it, so that an object may be dropped and one of its
 * fields kept under another name.
 */
export type FieldChange =
  /** The field, or a nested one, had another name or place. */
  | ({ readonly change: 'rename' } & Moved)
  /**
   * Values of an enumeration or state had other names: older value → newer value. Values not named have kept theirs.
   * Where several older values meet in one newer, the first is shown. `shown` says what the older version shows for
   * newer values that it does not have: newer value → older value; a write that sends it back changes nothing.
   */
  | ({ readonly change: 'values'; readonly map: { readonly [older: string]: string }; readonly shown?: { readonly [newer: string]: string } } & Moved)
  /**
   * The number was in another unit: newer = older × factor + offset, exactly; both are decimals or fractions (`1/60`),
   * and `factor` is positive. `unit` is the older unit. `as` is the older type where it was another one (a float that became a
   * decimal), or where the derived digits do not suit. What the older version shows is rounded half to even; a write
   * that sends it back keeps the exact value.
   */
  | ({ readonly change: 'unit'; readonly factor: string; readonly offset?: string; readonly unit?: string; readonly as?: Schema } & Moved)
  /** The older version always showed this value, and its writers send nothing else. */
  | { readonly change: 'constant'; readonly from: string; readonly schema: Schema; readonly value: Json }
  /** The older version does not show the newer field; what it creates (a record, or an object or list element around the field) gets this value. A write keeps what is there. */
  | { readonly change: 'default'; readonly to: string; readonly value: Json }
  /** The older version does not show the newer field; what it creates is without it, a write keeps what is there. */
  | { readonly change: 'drop'; readonly to: string }
  /** Elements of the list at `to` are the same one when they agree in the field `by` (a path in the element, as the newer version calls it). Without it they are told apart by value and position. */
  | { readonly change: 'match'; readonly to: string; readonly by: string }

interface Moved {
  readonly from: string
  readonly to: string
  /** The older version may leave the field out, the newer may not: it keeps what it has, and what is created gets this newer value. */
  readonly otherwise?: Json
}
