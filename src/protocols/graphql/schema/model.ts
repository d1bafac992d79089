/** A schema as data, before there is anything of a library: what `check` looks at, and what SDL is printed from. */
export interface SchemaModel {
  readonly types: ReadonlyMap<string, TypeModel>
  /** Fields of `Query` and `Mutation`, by `Query.order`. */
  readonly roots: ReadonlyMap<string, Root>
  readonly clashes: readonly Clash[]
}

export type TypeModel =
  | { readonly kind: 'scalar'; readonly doc: string; readonly url: string }
  | { readonly kind: 'enum'; readonly doc?: string | undefined; readonly values: readonly string[] }
  | { readonly kind: 'union'; readonly doc?: string | undefined; readonly members: readonly string[] }
  | {
      readonly kind: 'object' | 'interface'
      readonly doc?: string | undefined
      readonly fields: FieldModels
      readonly interfaces?: readonly string[]
      /** Whose records these are. */
      readonly resource?: string
    }
  /** `compares`: its fields are operators of one field's filter. */
  | { readonly kind: 'input'; readonly doc?: string | undefined; readonly fields: FieldModels; readonly compares?: true }

export type FieldModels = { readonly [name: string]: FieldModel }

export interface FieldModel {
  /** As SDL has it: `[OrderLine!]!`. */
  readonly type: string
  readonly doc?: string | undefined
  readonly deprecated?: string | undefined
  readonly args?: FieldModels
  readonly source?: Source
}

/** Where a field's value is in what the kernel answers; absent: under its own name. */
export type Source =
  /** An included reference, or included records. */
  | { readonly kind: 'record' | 'records'; readonly from: string }
  /** The key of a reference, included or not. */
  | { readonly kind: 'key'; readonly from: string }
  | { readonly kind: 'node-id'; readonly from: string; readonly resource: string }

/** What a root field does. */
export type Root =
  | { readonly kind: 'get' | 'composite'; readonly operation: string; readonly type: string }
  | { readonly kind: 'node' }
  | { readonly kind: 'list'; readonly operation: string; readonly sorts: ReadonlyMap<string, { readonly field: string; readonly descending: boolean }> }
  | {
      readonly kind: 'call'
      readonly operation: string
      /** The argument that becomes the call's input, if there is one. */
      readonly input?: 'input' | 'patch'
      /** Where REST has a body that may be missing: an empty one. */
      readonly emptyInput: boolean
      /** The payload's field for the record, where the kernel answers one. */
      readonly record?: string
      readonly payload: string
      /** Type names by fault code. */
      readonly faults: ReadonlyMap<string, string>
    }

/** Two things of the contract that get one name. */
export interface Clash {
  readonly name: string
  readonly what: string
  readonly other: string
  readonly place: string
}
