import type { Json } from './schema.ts'

/** The form of a JSON document as data: a contract is read by it, and its published JSON Schema is printed from it. */
export type Shape =
  | { readonly is: 'text'; readonly pattern?: string; readonly values?: readonly string[] }
  | { readonly is: 'integer' | 'number'; readonly minimum?: number }
  | { readonly is: 'true' }
  | { readonly is: 'json' }
  | { readonly is: 'constant'; readonly value: number }
  | { readonly is: 'list'; readonly of: Shape; readonly least?: number }
  /** Names the author chooses. */
  | { readonly is: 'map'; readonly of: Shape }
  /** Names from a fixed set, each optional. */
  | { readonly is: 'keyed'; readonly names: readonly string[]; readonly of: Shape }
  | { readonly is: 'object'; readonly members: Members }
  /** An object whose member `tag` decides which further members it has. */
  | { readonly is: 'variants'; readonly tag: string; readonly variants: { readonly [value: string]: Members }; readonly common: Members }
  /** One of the named shapes, for recursion and for the printed document's `$defs`. */
  | { readonly is: 'named'; readonly name: string }

export type Members = { readonly [name: string]: Member }
export interface Member {
  readonly shape: Shape
  readonly doc?: string
  readonly optional?: true
  /** What is read where the member is absent; makes it optional in a written document. */
  readonly default?: Json
}

export const text: Shape = { is: 'text' }
export const flag: Shape = { is: 'true' }
export const json: Shape = { is: 'json' }
export function oneOf(...values: readonly string[]): Shape {
  return { is: 'text', values }
}
export function list(of: Shape, least?: number): Shape {
  return { is: 'list', of, ...(least !== undefined && { least }) }
}
export function map(of: Shape): Shape {
  return { is: 'map', of }
}
export function named(name: string): Shape {
  return { is: 'named', name }
}
export function need(shape: Shape, doc?: string): Member {
  return { shape, ...(doc !== undefined && { doc }) }
}
export function may(shape: Shape, doc?: string): Member {
  return { shape, optional: true, ...(doc !== undefined && { doc }) }
}
export function otherwise(shape: Shape, value: Json, doc?: string): Member {
  return { shape, default: value, ...(doc !== undefined && { doc }) }
}
