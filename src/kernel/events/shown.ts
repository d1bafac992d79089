import type { StoredEvent } from '../ports/store.ts'
import type { ShownType } from './catalog.ts'
import { cursorText } from './cursor.ts'
import type { FollowedEvent } from './feed.ts'
import { metaOf } from './stored.ts'

const made = new WeakMap<StoredEvent, Map<ShownType, FollowedEvent>>()

/** The event in the words of a version and the fields of an audience: made once for all followers that see it so. */
export function shown(event: StoredEvent, type: ShownType, epoch: string): FollowedEvent {
  let byType = made.get(event)
  if (!byType) made.set(event, (byType = new Map()))
  let seen = byType.get(type)
  if (!seen) byType.set(type, (seen = make(event, type, epoch)))
  return seen
}

function make(event: StoredEvent, type: ShownType, epoch: string): FollowedEvent {
  const { trace, hops, data } = metaOf(event)
  const { key, table } = event
  return {
    cursor: cursorText({ epoch, offset: event.offset }),
    offset: event.offset,
    id: event.id,
    type: type.type,
    time: new Date(event.at).toISOString(),
    ...(key !== '' && type.plural !== undefined && { subject: `${type.plural}/${key}` }),
    key,
    orderingKey: key === '' ? '' : `${table}/${key}`,
    ...(trace !== undefined && { trace }),
    ...(hops && { hops }),
    data: type.show(data),
  }
}
