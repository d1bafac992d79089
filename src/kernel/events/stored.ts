import type { Hops } from '../policies/hops.ts'
import type { StoredEvent } from '../ports/store.ts'

/** What stands around the data of a stored event (`work/events.ts` writes it). */
export interface StoredMeta {
  readonly owners: { readonly [audience: string]: string }
  readonly trace?: string
  readonly hops?: Hops
  /** JSON text. */
  readonly data: string
}

const metas = new WeakMap<StoredEvent, StoredMeta>()

/** Read once for all followers. The data stay text: most followers are sent them as they are. */
export function metaOf(event: StoredEvent): StoredMeta {
  const known = metas.get(event)
  if (known) return known
  const { body } = event
  // The data are the last member, and a text before them cannot hold this: its quotes would be escaped.
  const at = body.indexOf(',"data":')
  const { owners, trace, hops } = JSON.parse(`${body.slice(0, at)}}`) as Omit<StoredMeta, 'data'>
  const meta: StoredMeta = { owners, data: body.slice(at + 8, -1), ...(trace !== undefined && { trace }), ...(hops && { hops }) }
  metas.set(event, meta)
  return meta
}
