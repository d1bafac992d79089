import type { Random } from '../../kernel/ports/random.ts'

/** Each delay is up to a fifth shorter or longer, so that what failed together does not come back together. */
const JITTER = 0.2

/**
 * How long to wait behind attempt `number` (from 1), in milliseconds; `undefined`: that was the last one. `schedule`: seconds
 * before each attempt, from the one before it. `floor`: what the target asked for, or what it needs after a time-out; it is
 * not cut by the jitter.
 */
export function delayAfter(number: number, of: { readonly schedule: readonly number[]; readonly floor: number; readonly random: Random }): number | undefined {
  const seconds = of.schedule[number]
  if (seconds === undefined) return undefined
  return Math.max(jittered(seconds * 1000, of.random), of.floor)
}

export function jittered(ms: number, random: Random): number {
  return Math.round(ms * (1 - JITTER + 2 * JITTER * fraction(random)))
}

/** In [0, 1). */
function fraction(random: Random): number {
  const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4)
  return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) / 0x1_0000_0000
}
