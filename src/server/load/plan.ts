import type { Json } from '../../contract/schema.ts'
import { nearest } from '../../kernel/validation-nearest.ts'
import { fromText, setAt, type InputShape, type PlainCall, type TextKind } from '../caller/caller.ts'
import { SourceError, type Row, type Source } from './source.ts'

/** How a row becomes a call. Compiled once, from the columns and what the operation takes. */
export type RowReader = (row: Row) => PlainCall
/** A row that cannot become one. */
export class RowError extends Error {
  override readonly name = 'RowError'
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

export interface PlanOptions {
  readonly resource: string
  readonly keyField: string | undefined
  readonly mode: 'create' | 'upsert'
  readonly shape: InputShape
  /** Column → field path; `''` leaves the column out. */
  readonly map: ReadonlyMap<string, string>
  /** Where keys are made by Busbar, a resumed load must not make a record twice: each line has an idempotency key. */
  readonly idempotency: ((line: number) => string) | undefined
}

interface Column {
  readonly at: number
  readonly path: string
  readonly nested: boolean
  readonly kind: TextKind
}

export function planRows(source: Source, options: PlanOptions): RowReader {
  const toCall = callMaker(options)
  if (source.format === 'ndjson') {
    return (row) => toCall(parseLine(row.json ?? '', options.map), row.line)
  }
  const columns: Column[] = []
  for (const [at, name] of source.columns.entries()) {
    const path = options.map.get(name) ?? name
    if (path === '') continue
    const kind = options.shape.kinds.get(path)
    const root = path.split('.')[0] ?? path
    if (kind === undefined && !isInside(path, options.shape)) {
      const meant = nearest(name, options.shape.names)
      throw new SourceError(
        `The column '${name}' is no field of ${options.resource}.${meant === undefined ? '' : ` Did you mean '${meant}'?`} Map it with --map "${name}=field", or leave it out with --map "${name}=". Fields are ${options.shape.names.join(', ')}.`,
      )
    }
    columns.push({ at, path, nested: path !== root, kind: kind ?? 'text' })
  }
  const width = source.columns.length
  return (row) => {
    const cells = row.cells ?? []
    if (cells.length > width) throw new RowError('', `the line has ${cells.length} cells, the header ${width}`)
    const input: { [name: string]: Json } = {}
    for (const { at, path, nested, kind } of columns) {
      const cell = cells[at]
      if (cell === null || cell === undefined) continue
      let value: Json = cell
      if (kind !== 'text') {
        try {
          value = fromText(cell, kind)
        } catch (error) {
          throw new RowError(path, error instanceof Error ? error.message : String(error))
        }
      }
      if (nested) setAt(input, path, value)
      else input[path] = value
    }
    return toCall(input, row.line)
  }
}

/** `price.amount` is inside of the money field `price`: its type is the kernel's to judge. */
function isInside(path: string, shape: InputShape): boolean {
  const [root, ...rest] = path.split('.')
  return rest.length > 0 && shape.kinds.get(root ?? '') === 'json'
}

function parseLine(json: string, map: ReadonlyMap<string, string>): { readonly [name: string]: Json } {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    throw new RowError('', `the line is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RowError('', 'the line is not a JSON object')
  if (map.size === 0) return value as { readonly [name: string]: Json }
  const input: { [name: string]: Json } = {}
  for (const [name, one] of Object.entries(value as { readonly [name: string]: Json })) {
    const path = map.get(name) ?? name
    if (path !== '') setAt(input, path, one)
  }
  return input
}

function callMaker(options: PlanOptions): (input: { readonly [name: string]: Json }, line: number) => PlainCall {
  const { resource, keyField, idempotency } = options
  if (options.mode === 'create') {
    const operation = `${resource}.create`
    return idempotency ? (input, line) => ({ operation, input, idempotencyKey: idempotency(line) }) : (input) => ({ operation, input })
  }
  const operation = `${resource}.replace`
  return (input) => {
    const key = keyField === undefined ? undefined : input[keyField]
    if (typeof key !== 'string') throw new RowError(keyField ?? 'id', 'an upsert needs the key')
    return { operation, key, input }
  }
}
