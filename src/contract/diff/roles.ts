import { mayDo } from '../audience-rules.ts'
import { AUDIENCES, type ResourceData, type Standard } from '../data.ts'
import type { Breaks } from './client.ts'
import type { Sides } from './compare.ts'

export const CALLED_BY: { readonly [S in Standard]: Breaks } = { get: 'reader', list: 'reader', create: 'writer', update: 'writer', delete: 'writer' }

/** Whoever can do something with a resource, or is told of its events. */
export function everyone(resource: ResourceData): readonly Breaks[] {
  const commands = Object.keys(resource.commands).length > 0
  return [
    ...new Set([
      ...resource.standard.map((operation) => CALLED_BY[operation]),
      ...(commands ? ['caller' as const] : []),
      ...(isRead(resource) ? ['events' as const] : []),
    ]),
  ]
}

/**
 * Who gives the fields of a record and who gets them: the events of changes and commands carry the whole record. What changes
 * it is not known from what one audience may do, so that there are events of whatever is read.
 */
export function recordSides(resource: ResourceData): Sides {
  return { input: ['writer'], output: isRead(resource) ? ['reader', 'events'] : ['reader'] }
}

/** What any write of records may be refused with, because a value is taken. */
export function ruleFaults({ unique }: ResourceData): readonly string[] {
  return unique.flatMap(({ fault }) => fault ?? [])
}

/** Events are told to whom may read. */
export function isRead(resource: ResourceData): boolean {
  return AUDIENCES.some((audience) => mayDo(resource, audience, 'get') || mayDo(resource, audience, 'list'))
}
