/** The calls that user code made of other operations: none of them may go on once the code has ended. */
export class NestedCalls {
  readonly #calls: { readonly name: string; readonly promise: Called<unknown> }[] = []

  add<T>(name: string, promise: Promise<T>): Promise<T> {
    const called = new Called(promise)
    this.#calls.push({ name, promise: called })
    return called
  }

  /** Throws where one was not waited for: its refusal would have been lost. */
  mustBeAwaited(operation: string): void {
    const forgotten = this.#calls.find(({ promise }) => !promise.done || !promise.awaited)
    if (forgotten) throw new TypeError(`${operation} ended before its call of '${forgotten.name}': write "await context.call(…)"`)
  }

  /** Nothing of it may go on once the work is committed, or taken back. */
  async settled(): Promise<void> {
    if (this.#calls.length > 0) await Promise.allSettled(this.#calls.map(({ promise }) => promise))
  }
}

/** A promise that knows whether it is over, and whether anyone waits for it. */
class Called<T> extends Promise<T> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }
  done = false
  awaited = false

  constructor(inner: Promise<T>) {
    super((resolve, reject) => void inner.then(resolve, reject))
    const over = (): void => {
      this.done = true
    }
    // Also: a refusal that nobody waits for does not end the process.
    super.then(over, over)
  }

  override then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.awaited = true
    return super.then(fulfilled, rejected)
  }
}
