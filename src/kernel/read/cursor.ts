import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { ListQuery } from '../call.ts'
import type { Principal } from '../kernel.ts'
import type { Position } from '../ports/source.ts'
import { refuse } from '../refusal.ts'

/**
 * Cursors are opaque and signed, and bound to the list, its filter and sort, and the caller: one that was edited, or given
 * to someone else, or used with another query, is refused (OWASP API1:2023).
 */
export interface Cursors {
  make(position: Position, bound: string): string
  read(cursor: string, bound: string): Position
}

export function cursors(secret: string): Cursors {
  const sign = (payload: string, bound: string): Buffer => createHmac('sha256', secret).update(bound).update('\n').update(payload).digest().subarray(0, 16)
  return {
    make(position, bound) {
      const payload = JSON.stringify(position.value === undefined ? [position.key] : [position.key, position.value])
      return Buffer.concat([sign(payload, bound), Buffer.from(payload)]).toString('base64url')
    },
    read(cursor, bound) {
      const bytes = Buffer.from(cursor, 'base64url')
      if (bytes.length < 20 || bytes.length > 4096 || bytes.toString('base64url') !== cursor) throw invalidCursor()
      const payload = bytes.subarray(16).toString()
      if (!timingSafeEqual(bytes.subarray(0, 16), sign(payload, bound))) throw invalidCursor()
      const [key = '', value] = JSON.parse(payload) as readonly string[]
      return value === undefined ? { key } : { key, value }
    },
  }
}

export function invalidCursor(): Error {
  return refuse('invalid-cursor', 'Start again without a cursor, or use the next link as it was given, with the same filter, sort and credential.')
}

/** What a cursor is bound to. The page size may change between pages; nothing else may. */
export function boundTo(list: { readonly contract: string; readonly operation: string }, query: ListQuery, principal: Principal): string {
  return hash(
    'sha256',
    JSON.stringify([list.contract, list.operation, principal.consumer, principal.owner ?? null, query.filter ?? [], query.sort ?? null]),
    'base64url',
  )
}
