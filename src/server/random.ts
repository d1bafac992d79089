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
    const out = new Uint8Array(length)
    for (let i = 0; i < length; i++) {
      out[i] = pool[used] ?? 0
      // What was handed out is wiped, so that a dump of the memory holds no old keys.
      pool[used++] = 0
    }
    return out
  },
}
