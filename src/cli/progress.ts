import type { Output } from './io.ts'

/** How far something is: one line that is written over where somebody looks, else a line every ten seconds. */
export interface Progress {
  /** `share` from 0 to 1, where it is known. */
  show(text: string, share?: number): void
  /** Leaves the terminal on a line of its own. */
  end(): void
}

const REDRAW_MS = 100
const LINE_MS = 10_000

export function createProgress(output: Output): Progress {
  let last = 0
  let drawn = false
  return {
    show(text, share) {
      const now = performance.now()
      if (now - last < (output.terminal ? REDRAW_MS : LINE_MS)) return
      last = now
      const percent = share === undefined ? '' : `${Math.floor(Math.min(1, share) * 100)} % `
      if (!output.terminal) {
        output.write(`${percent}${text}\n`)
        return
      }
      const width = Math.max(10, Math.min(40, output.columns - text.length - 12))
      const done = share === undefined ? 0 : Math.round(Math.min(1, share) * width)
      const bar = share === undefined ? '' : `[${'#'.repeat(done)}${'.'.repeat(width - done)}] `
      output.write(`\r\u001b[2K${bar}${percent}${text}`)
      drawn = true
    },
    end() {
      if (drawn) output.write('\n')
      drawn = false
    },
  }
}
