/** What ends with a signal. */
interface Ending {
  aborted(reason: unknown): void
}

/**
 * One listener for each signal: a sender gives the same one to thousands of requests at a time, and a list of that many
 * listeners is walked at each coming and going.
 */
const watched = new WeakMap<AbortSignal, Set<Ending>>()

export function watch(signal: AbortSignal, one: Ending): void {
  let all = watched.get(signal)
  if (all === undefined) {
    const made = new Set<Ending>()
    signal.addEventListener('abort', () => made.forEach((each) => each.aborted(signal.reason)), { once: true })
    watched.set(signal, (all = made))
  }
  all.add(one)
}

export function unwatch(signal: AbortSignal, one: Ending): void {
  watched.get(signal)?.delete(one)
}
