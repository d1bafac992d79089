/** Who wants to be told that the log has grown. */
export class Watchers {
  readonly #all = new Set<() => void>()

  /** Answers the function that takes it away again. */
  add(moved: () => void): () => void {
    // The same function may watch twice.
    const one = (): void => moved()
    this.#all.add(one)
    return () => void this.#all.delete(one)
  }
  tell(): void {
    for (const moved of this.#all) moved()
  }
}
