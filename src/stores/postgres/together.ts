/** How many queries of one kind run at once, and how many keys go into one. */
const MOST_AT_ONCE = 2
const MOST_KEYS = 5_000

interface Asked<Row> {
  readonly keys: readonly string[]
  readonly resolve: (found: ReadonlyMap<string, Row>) => void
  readonly reject: (error: unknown) => void
}

/**
 * Reads by key that share queries: what is asked for in one turn of the event loop, or while others are under way,
 * goes together. An answer is never older than its question, since a query starts after all that it answers were asked.
 */
export class Together<Row> {
  readonly #read: (keys: readonly string[]) => Promise<readonly Row[]>
  readonly #keyOf: (row: Row) => string
  #asked: Asked<Row>[] = []
  #running = 0
  #scheduled = false

  constructor(read: (keys: readonly string[]) => Promise<readonly Row[]>, keyOf: (row: Row) => string) {
    this.#read = read
    this.#keyOf = keyOf
  }

  async one(key: string): Promise<Row | undefined> {
    return (await this.#ask([key])).get(key)
  }

  async many(keys: readonly string[]): Promise<readonly Row[]> {
    if (keys.length === 0) return []
    const found = await this.#ask(keys)
    return [...new Set(keys)].flatMap((key) => found.get(key) ?? [])
  }

  #ask(keys: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ keys, resolve, reject })
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#scheduled || this.#running >= MOST_AT_ONCE) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      void this.#run()
    })
  }

  async #run(): Promise<void> {
    const asked: Asked<Row>[] = []
    const keys = new Set<string>()
    while (this.#asked.length > 0 && keys.size < MOST_KEYS) {
      const one = this.#asked.shift()
      if (!one) break
      asked.push(one)
      for (const key of one.keys) keys.add(key)
    }
    if (asked.length === 0) return
    this.#running++
    if (this.#asked.length > 0) this.#schedule()
    try {
      const found = new Map((await this.#read([...keys])).map((row) => [this.#keyOf(row), row]))
      for (const one of asked) one.resolve(found)
    } catch (error) {
      for (const one of asked) one.reject(error)
    } finally {
      this.#running--
      if (this.#asked.length > 0) this.#schedule()
    }
  }
}
