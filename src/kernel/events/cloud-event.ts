import type { FollowedEvent } from './feed.ts'

const texts = new WeakMap<FollowedEvent, Map<string, string>>()

/**
 * CloudEvents 1.0, JSON format, structured: `data` is the event's data, next to its attributes. Made once for an event and a
 * `source` (`<public URL>/api/v1`, the base of the version).
 */
export function structured(event: FollowedEvent, source: string): string {
  let bySource = texts.get(event)
  if (!bySource) texts.set(event, (bySource = new Map()))
  let text = bySource.get(source)
  if (text === undefined) {
    const attributes = JSON.stringify(attributesOf(event, source))
    bySource.set(source, (text = `${attributes.slice(0, -1)},"data":${event.data}}`))
  }
  return text
}

/**
 * Its attributes by name. `cursor` is ours: the position behind the event. `partitionkey`: events with the same one are in order
 * (Partitioning extension). `traceparent`: Distributed Tracing extension. `hops`, ours: how often what caused it went round; an Integer, absent
 * where it did not.
 */
export function attributesOf(event: FollowedEvent, source: string): { readonly [name: string]: string | number } {
  const { id, type, subject, time, cursor, trace, hops } = event
  return {
    specversion: '1.0',
    id,
    source,
    type,
    ...(subject !== undefined && { subject }),
    time,
    datacontenttype: 'application/json',
    cursor,
    ...(subject !== undefined && { partitionkey: subject }),
    ...(trace !== undefined && { traceparent: trace }),
    ...(hops && { hops: hops.count }),
  }
}
