import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'

/**
 * UUIDv7 (RFC 9562, 5.7) with a 12-bit counter in `rand_a` (6.2, method 1): ordered within a process also inside one
 * millisecond and when the clock steps back.
 */
export function uuidSource(clock: Clock, random: Random): () => string {
  let last = -1
  let counter = 0
  let stamp = ''
  return () => {
    const now = Math.max(Math.floor(clock.now()), last)
    const next = now === last ? counter + 1 : (random.bytes(1)[0] ?? 0) & 0x7f
    const time = next > 0xfff ? now + 1 : now
    counter = next > 0xfff ? 0 : next
    if (time !== last) {
      last = time
      const hex = time.toString(16).padStart(12, '0')
      stamp = `${hex.slice(0, 8)}-${hex.slice(8)}-7`
    }
    const bytes = random.bytes(8)
    let text = `${stamp}${DIGIT[counter >> 8] ?? ''}${HEX[counter & 0xff] ?? ''}-${HEX[((bytes[0] ?? 0) & 0x3f) | 0x80] ?? ''}${HEX[bytes[1] ?? 0] ?? ''}-`
    for (let i = 2; i < 8; i++) text += HEX[bytes[i] ?? 0] ?? ''
    return text
  }
}

const DIGIT = '0123456789abcdef'

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))
