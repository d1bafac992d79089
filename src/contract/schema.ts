/**
 * The canonical form of a type: plain JSON, no functions. `t` builds it, everything else reads it.
 * A schema describes one value; `optional` and the access marks describe the field that holds it.
 */
export type Schema = SchemaKind & SchemaMarks

export interface SchemaMarks {
  /** What the value means, in a sentence; shown in every generated document. */
  readonly doc?: string
  readonly examples?: readonly Json[]
  /** The field may be absent. */
  readonly optional?: true
  /** The value may be `null`. */
  readonly nullable?: true
  /** A sentence that says what to use instead. */
  readonly deprecated?: string
  /** Set by Busbar or by a command; a caller that sends it gets 422. */
  readonly readOnly?: true
  /** Accepted, stored, never shown. */
  readonly writeOnly?: true
  /** The value a `create` without the field gets. */
  readonly default?: Json
}

export type SchemaKind =
  | { readonly kind: 'string'; readonly pattern?: string; readonly minLength?: number; readonly maxLength?: number }
  | { readonly kind: 'uuid'; readonly generated?: true }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly minimum?: number; readonly maximum?: number; readonly unit?: string }
  | { readonly kind: 'float'; readonly minimum?: number; readonly maximum?: number; readonly unit?: string }
  /** On the wire a string: at most `precision` digits, `scale` of them behind the point; no exponent (XML Schema Part 2, 3.2.3). */
  | {
      readonly kind: 'decimal'
      readonly precision: number
      readonly scale: number
      readonly minimum?: string
      readonly maximum?: string
      readonly unit?: string
    }
  /** RFC 3339 with an offset, at most nine digits of a second; compared as a point in time. */
  | { readonly kind: 'instant' }
  /** RFC 3339 full-date. */
  | { readonly kind: 'date' }
  /** `hh:mm:ss`, up to nine digits of a second, no offset. */
  | { readonly kind: 'time' }
  /** `{ "local": "2026-10-25T02:30:00", "zone": "Europe/Berlin" }`: a wall clock and its IANA zone. */
  | { readonly kind: 'local' }
  /** ISO 8601 duration, such as `PT90S`. Equality only: months have no length. */
  | { readonly kind: 'duration' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** A life cycle; the first value is the initial one. Read-only: commands move it. */
  | { readonly kind: 'state'; readonly values: readonly string[] }
  /** Base64 (RFC 4648, 4) on the wire; `maxLength` in bytes. */
  | { readonly kind: 'bytes'; readonly maxLength?: number }
  | { readonly kind: 'object'; readonly fields: SchemaFields }
  | { readonly kind: 'list'; readonly of: Schema; readonly minItems?: number; readonly maxItems?: number }
  | { readonly kind: 'map'; readonly of: Schema; readonly maxItems?: number }
  /** `{ "amount": "12.50", "currency": "EUR" }` (ISO 4217). */
  | { readonly kind: 'money'; readonly precision: number; readonly scale: number }
  /** `{ "value": "12.5", "unit": "kg" }` (UCUM, case-sensitive); `units` narrows which. */
  | { readonly kind: 'quantity'; readonly precision: number; readonly scale: number; readonly units?: readonly string[] }
  /** The key of a record of another resource. */
  | { readonly kind: 'ref'; readonly resource: string }
  /** The records of `resource` whose reference `via` names this one; never stored, only included. */
  | { readonly kind: 'many'; readonly resource: string; readonly via: string }
  /** Any JSON value, kept as it came. */
  | { readonly kind: 'json' }

export type SchemaFields = { readonly [name: string]: Schema }

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** Fields that every stored record carries beside its own; set by Busbar, names reserved. */
export const SYSTEM_FIELDS = {
  revision: { kind: 'integer', minimum: 1, readOnly: true, doc: 'Counts the changes of this record, from 1.' },
  createdAt: { kind: 'instant', readOnly: true, doc: 'When the record was created.' },
  updatedAt: { kind: 'instant', readOnly: true, doc: 'When the record was last changed.' },
} as const satisfies SchemaFields

/** The most characters (code points) of a string that declares no `maxLength`. */
export const DEFAULT_MAX_LENGTH = 255
