let last = Number.NaN
let text = ''

/** RFC 3339, UTC. Remembers the last one: many calls come within one millisecond, and each asks more than once. */
export function instantOf(at: number): string {
  if (at !== last) {
    text = new Date(at).toISOString()
    last = at
  }
  return text
}
