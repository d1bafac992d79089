/** Time, injected: a test or a simulation moves it by hand. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. May step backwards. */
  now(): number
  /** Milliseconds from some fixed point; never steps backwards. For intervals and time-outs. */
  monotonic(): number
  /** Calls `then` once after `ms`; answers the function that cancels it. Does not keep the process alive. */
  after(ms: number, then: () => void): () => void
  /** Lets the event loop run on: between the pieces of long work. */
  turn(): Promise<void>
}
