import { randomBytes } from 'node:crypto'
import type { StorePorts } from '../../src/kernel/ports/store.ts'

const quiet = () => {}

/** Real time and randomness, no log. */
export const PORTS: StorePorts = {
  clock: {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after(ms, then) {
      const timer = setTimeout(then, ms).unref()
      return () => clearTimeout(timer)
    },
  },
  random: { bytes: (length) => randomBytes(length) },
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
}
