import type { DumpRow, Store, StoreDescriptor } from '../../src/kernel/ports/store.ts'

/** A store that shows, when it is closed, all that it holds: after the last denial and the last counter were written. */
export function showingAtClose(descriptor: StoreDescriptor): StoreDescriptor & { readonly held: () => readonly string[] } {
  let held: readonly string[] = []
  return {
    ...descriptor,
    held: () => held,
    open(ports) {
      const store = descriptor.open(ports)
      const close = store[Symbol.asyncDispose].bind(store)
      store[Symbol.asyncDispose] = async () => {
        held = await stateOf(store)
        await close()
      }
      return store
    },
  }
}

/** A line for each row, but for what may differ between two plays of one scenario: the protocol's name, request ids, salts and what is hashed over them. */
async function stateOf(store: Store): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const row of store.dump()) lines.push(`${row.row} ${canonical(plain(row))}`)
  return lines
}

function plain(row: DumpRow): unknown {
  switch (row.row) {
    case 'head':
      return { offset: row.offset, audit: row.audit.sequence }
    case 'event': {
      const { request: _request, ...body } = JSON.parse(row.event.body) as { readonly [member: string]: unknown }
      return { ...row.event, body }
    }
    case 'audit': {
      const { protocol: _protocol, request: _request, digest: _digest, ...header } = JSON.parse(row.audit.header) as { readonly [member: string]: unknown }
      const { sequence, at, payload } = row.audit
      return { sequence, at, header, payload }
    }
    case 'answer':
      return row.answer
    default:
      return row
  }
}

/** JSON with the members of objects in order of their names. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}

/** Numbers generated ids in the order in which they appear, so that two plays can be compared. */
export function numbered(): (text: string) => string {
  const ids = new Map<string, string>()
  return (text) =>
    text.replaceAll(UUID, (id) => {
      const known = ids.get(id) ?? `id-${ids.size + 1}`
      ids.set(id, known)
      return known
    })
}

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g
