/** A heap by instant, the earliest first. */
export class Due<T> {
  readonly #heap: { readonly at: number; readonly of: T }[] = []

  get size(): number {
    return this.#heap.length
  }
  peek(): { readonly at: number; readonly of: T } | undefined {
    return this.#heap[0]
  }

  push(at: number, of: T): void {
    const heap = this.#heap
    let i = heap.push({ at, of }) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if ((heap[parent]?.at ?? 0) <= at) break
      this.#swap(i, parent)
      i = parent
    }
  }

  pop(): { readonly at: number; readonly of: T } | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || heap.length === 0) return first
    heap[0] = last
    for (let i = 0; ;) {
      const left = 2 * i + 1
      const right = left + 1
      let least = i
      if (left < heap.length && this.#at(left) < this.#at(least)) least = left
      if (right < heap.length && this.#at(right) < this.#at(least)) least = right
      if (least === i) return first
      this.#swap(i, least)
      i = least
    }
  }

  #at(i: number): number {
    return this.#heap[i]?.at ?? Number.POSITIVE_INFINITY
  }
  #swap(a: number, b: number): void {
    const [x, y] = [this.#heap[a], this.#heap[b]]
    if (x) this.#heap[b] = x
    if (y) this.#heap[a] = y
  }
}
