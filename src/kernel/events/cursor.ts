import { refuse } from '../refusal.ts'

/** A position in the event log: everything up to `offset` is behind it. The epoch is another one after a restore, so that an old position is never taken for a new one. */
export interface LogPosition {
  readonly epoch: string
  readonly offset: number
}

export function cursorText({ epoch, offset }: LogPosition): string {
  return `${epoch}:${offset}`
}

/** Throws `invalid-cursor` for what was never one. */
export function parseCursor(text: string): LogPosition {
  const match = CURSOR.exec(text)
  const offset = Number(match?.[2])
  if (!match || !Number.isSafeInteger(offset))
    throw refuse('invalid-cursor', "A cursor of the event log is 'epoch:offset' as an answer gave it, 'first' for the oldest event, or 'now' for what comes.")
  return { epoch: match[1] ?? '', offset }
}

const CURSOR = /^([0-9a-f]{1,64}):(0|[1-9][0-9]{0,15})$/
