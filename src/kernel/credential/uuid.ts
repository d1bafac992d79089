import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'

/**
 * UUIDv7 (RFC 9562, 5.7) with a 12-bit counter in `rand_a` (6.2, method 1): ordered within a process also inside one
 * millisecond and when the clock steps back.
 */
export function uuidSource(clock: Clock, random: Random): () => string {
  let last = 0
  let counter = 0
  return () => {
    const now = Math.max(Math.floor(clock.now()), last)
    counter = now === last ? counter + 1 : (random.bytes(1)[0] ?? 0) & 0x7f
    if (counter > 0xfff) {
      last = now + 1
      counter = 0
    } else last = now
    const time = last.toString(16).padStart(12, '0')
    const bytes = random.bytes(8)
    let tail = ''
    for (let i = 0; i < 8; i++) tail += HEX[i === 0 ? ((bytes[0] ?? 0) & 0x3f) | 0x80 : (bytes[i] ?? 0)] ?? ''
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`
  }
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))
