import type { Json } from '../../../contract/schema.ts'

/** A part of an AsyncAPI document, as plain JSON. */
export type Part = { readonly [name: string]: Json }
export type Section = { readonly [name: string]: Part }

/** What one way of following the log adds to the document. */
export interface Way {
  readonly servers?: Section
  readonly channels: Section
  readonly operations: Section
  readonly messages: Section
  readonly schemas?: Section
  readonly messageTraits?: Section
}

export function ref(section: 'schemas' | 'messages' | 'messageTraits' | 'securitySchemes', name: string): { readonly $ref: string } {
  return { $ref: `#/components/${section}/${name}` }
}

/** The messages of a channel, by the names that they have among the components. */
export function channelMessages(names: readonly string[]): Section {
  return Object.fromEntries(names.map((name) => [name, ref('messages', name)]))
}

/** What an operation says of messages: they are its channel's. */
export function messageRefs(channel: string, names: readonly string[]): readonly Part[] {
  return names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` }))
}

export function object(properties: { readonly [name: string]: Json }, required: readonly string[] = [], more: Part = {}): Part {
  return { type: 'object', properties, ...(required.length > 0 && { required }), ...more }
}
