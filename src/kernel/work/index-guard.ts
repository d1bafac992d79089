import type { ResourceModel } from '../model/resource.ts'
import type { UniqueEntry } from '../ports/store.ts'
import { refuse } from '../refusal.ts'

/** A B-tree entry of PostgreSQL holds 2,704 bytes, with some for itself; the same limit holds on both stores. */
const MOST_INDEX_BYTES = 2600
/** Other records' indexes hold a key as a reference, together with their own keys. */
const MOST_KEY_BYTES = 1200

/** Rule: what a store cannot index is refused with its field. Throws 422. */
export function guardIndexes(
  resource: ResourceModel,
  write: { readonly key: string; readonly columns: readonly string[]; readonly unique: readonly UniqueEntry[] },
): void {
  const { key, columns, unique } = write
  let units = key.length
  for (const column of columns) units += column.length
  for (const { rule, value } of unique) units += rule.length + value.length
  // UTF-8 has at most three bytes for a UTF-16 unit.
  if (units * 3 <= MOST_INDEX_BYTES) return
  const { layout, data } = resource
  const keyBytes = Buffer.byteLength(key)
  if (keyBytes > MOST_KEY_BYTES) throw tooLong([data.key.field], `has ${keyBytes} bytes; a key has at most ${MOST_KEY_BYTES}`)
  const bytes = new Map(layout.columns.map((column, i) => [column.name, Buffer.byteLength(columns[i] ?? '')]))
  for (const index of layout.store.indexes) {
    const sum = index.columns.reduce((total, name) => total + (bytes.get(name) ?? 0), keyBytes)
    const fields = index.columns.map((name) => layout.columns.find((c) => c.name === name)?.path.join('.') ?? name)
    if (sum > MOST_INDEX_BYTES) throw tooLong(fields, `is indexed with the key, which makes ${sum} bytes; at most ${MOST_INDEX_BYTES} can be`)
  }
  for (const { rule, value } of unique) {
    const sum = Buffer.byteLength(rule) + Buffer.byteLength(value)
    if (sum > MOST_INDEX_BYTES)
      throw tooLong(resource.rules.get(rule)?.fields ?? [], `must be unique and is too long for that: ${sum} bytes of at most ${MOST_INDEX_BYTES}`)
  }
}

function tooLong(fields: readonly string[], detail: string): Error {
  return refuse('invalid', `${fields.join(', ')}: ${detail}.`, { errors: fields.map((field) => ({ pointer: `/${field.replaceAll('.', '/')}`, detail })) })
}
