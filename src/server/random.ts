import { randomFillSync } from 'node:crypto'
import type { Random } from '../kernel/ports/random.ts'

const POOL = 4096
const pool = Buffer.alloc(POOL)
let used = POOL

/** The operating system's randomness, fetched 4 KiB at a time: a call for 16 bytes costs a copy and no system call. */
export const systemRandom: Random = {
  bytes(length) {
    if (length > POOL / 4) return randomFillSync(new Uint8Array(length))
    if (used + length > POOL) {
      randomFillSync(pool)
      used = 0
    }
    const out = Uint8Array.prototype.slice.call(pool, used, used + length)
    // What was handed out is wiped, so that a dump of the memory holds no old keys.
    pool.fill(0, used, used + length)
    used += length
    return out
  },
}
