import type { Json } from '../../contract/schema.ts'

export type Node = { readonly [name: string]: Json }

/** Reads a document part by part: what is missing is empty, what refers elsewhere is followed. */
export interface Lookup {
  /** The part itself, or what its `$ref` names. */
  follow(part: Json | undefined): Node
  readonly document: Node
}

export function lookupIn(document: Node): Lookup {
  return {
    document,
    follow(part) {
      let found = nodeOf(part)
      for (let steps = 0; typeof found.$ref === 'string' && steps < 10; steps++) found = at(document, found.$ref)
      return found
    },
  }
}

export function nodeOf(part: Json | undefined): Node {
  return isNode(part) ? part : {}
}

export function isNode(part: Json | undefined): part is Node {
  return typeof part === 'object' && part !== null && !Array.isArray(part)
}

export function listOf(part: Json | undefined): readonly Json[] {
  return Array.isArray(part) ? part : []
}

export function textOf(part: Json | undefined): string {
  return typeof part === 'string' ? part : ''
}

/** The last part of a reference: the component's name. */
export function nameOf(reference: Json | undefined): string {
  return textOf(reference).split('/').at(-1) ?? ''
}

function at(document: Node, reference: string): Node {
  let part: Json | undefined = document
  for (const segment of reference.split('/').slice(1)) part = nodeOf(part)[segment]
  return nodeOf(part)
}
