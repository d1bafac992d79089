import type { ContractData } from '../data.ts'
import type { Json, Schema } from '../schema.ts'
import type { Filter, FilterUp, SortUp } from './filter.ts'

/** The body of a create; the whole record of a PUT; a merge patch (RFC 7396). */
export type WriteFace = 'create' | 'replace' | 'patch'

/**
 * Between one older version and the current one. Compiled once; every method is total (it throws for no input) and leaves
 * its arguments alone. Resources, operations, events and faults are named as the current version does, unless it says
 * otherwise; for one that the older version does not have, objects come out empty and names `undefined`.
 *
 * How a call through the older version is served:
 * 1. `operationUp`; `undefined`: there is no such operation.
 * 2. Check the input against the schemas of `data`, and say what is wrong in its words. `refusals` adds what a schema cannot
 *    say. What `up` is given has passed this; of anything else it makes something that need not be refused later.
 * 3. What of `touches` the caller may not see is unknown to it.
 * 4. create: `up(…, 'create')`. PUT: `up(…, 'replace', current)`. Merge patch: `up(…, 'patch', current)`, a merge patch
 *    again. JSON Patch: apply it to `down(current)`, check the result as a PUT, then `up(…, 'replace', current)`: so paths,
 *    `test` values and moves are meant in older terms. `current` is what the caller may see of the record; what it may not
 *    see is kept the way it is for a caller of the current version.
 * 5. All rules and the commit are in current terms; pointers in errors come back through `pointerDown`.
 * 6. Cut the answer to what the caller may see, then `down`, then to the fields it asked for, in its words. An included
 *    record goes down by itself and is put under `fieldDown` of its field.
 * Cursors hold current values: they are made and read behind `filtersUp` and `sortUp`.
 */
export interface VersionTranslator {
  readonly version: string
  /** The contract in the older version's words: for documents and for checking input. Access is decided on the current one. */
  readonly data: ContractData
  /** RFC 3339. */
  readonly deprecated?: string
  /** RFC 3339. After it, 410. */
  readonly sunset?: string

  /** `Order.start` in older words → current words; `undefined`: not in this version. Standard operations, `replace`, commands, operations, composites. */
  operationUp(operation: string): string | undefined
  operationDown(operation: string): string | undefined
  /** Older name of a resource → current name. */
  resourceUp(resource: string): string | undefined
  resourceDown(resource: string): string | undefined
  /** `Order.quantityReported`, or an event of no resource. */
  eventUp(event: string): string | undefined
  eventDown(event: string): string | undefined

  /** Nothing of the resource's records differs: `down` and `up` answer what they are given, and stored bytes may go out as they are. */
  isSame(resource: string): boolean
  /** A current record, or part of one, as the older version shows it. Missing parts stay missing; constants are added. */
  down(resource: string, body: object): { [field: string]: Json }
  /**
   * An older body in current terms.
   * `create`: fields that the older version cannot express get their declared default, or are absent.
   * `replace`: the whole record after it. What the older version cannot express stays as in `current`, in objects that
   * moved and in elements of lists too; so does every value that is sent back as it was shown (rounded numbers, values
   * that several current ones share), and what a writer need not send (read-only, write-only, key and system fields).
   * Elements of a list are the same one as `match` declares; without it, where they are unchanged, or changed in place
   * (between the same unchanged ones, as many as before). An element that is neither is new.
   * `patch`: a merge patch that touches what the older one names and nothing else.
   */
  up(resource: string, input: object, face: WriteFace, current?: object): { [field: string]: Json }
  /** What the older schema cannot refuse: a constant that is sent with another value. Pointers are older ones. */
  refusals(resource: string, input: object): readonly { readonly pointer: string; readonly detail: string }[]
  /** Current top-level fields that an older input or patch speaks of. */
  touches(resource: string, input: object): ReadonlySet<string>

  /** Input of a command or operation; what the older version cannot express gets its default. */
  inputUp(operation: string, input: object): { [field: string]: Json }
  outputDown(operation: string, output: object): { [field: string]: Json }
  eventDataDown(event: string, data: object): { [field: string]: Json }
  faultDown(code: string, detail: object): { readonly code: string; readonly detail: { [field: string]: Json } }

  /** An older dotted path → the current one, over references and has-many too: for include and owners. `undefined`: no such field, or a constant. */
  fieldUp(resource: string, path: string): string | undefined
  fieldDown(resource: string, path: string): string | undefined
  /** The value that the older version shows for every record, in its own terms, and its type. */
  constantOf(resource: string, path: string): { readonly schema: Schema; readonly value: Json } | undefined
  /** One comparison. A value may stand for several current ones, so it can become several comparisons, or none. */
  filterUp(resource: string, filter: Filter): FilterUp
  sortUp(resource: string, path: string): SortUp

  /** A pointer (RFC 6901) into a current record → into the older one; to what is around it where the older version has no such thing. */
  pointerDown(resource: string, pointer: string): string
  /** The same for the input of a command or operation. */
  inputPointerDown(operation: string, pointer: string): string
}
