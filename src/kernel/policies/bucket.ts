/** A token bucket: `rate` tokens a second, at most `burst` of them. Time in milliseconds from a clock that never steps back. */
export interface Bucket {
  tokens: number
  at: number
}

export function refill(bucket: Bucket, options: { readonly rate: number; readonly burst: number; readonly now: number }): void {
  const tokens = bucket.tokens + ((options.now - bucket.at) / 1000) * options.rate
  bucket.tokens = tokens > options.burst ? options.burst : tokens
  bucket.at = options.now
}

/** Buckets by name, bounded: the one untouched longest goes first, which by then is full again or nearly so. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** The bucket as it is now, where there is one. */
  peek(name: string, options: { readonly rate: number; readonly burst: number; readonly now: number }): Bucket | undefined {
    const bucket = this.#buckets.get(name)
    if (bucket) refill(bucket, options)
    return bucket
  }

  /** The bucket as it is now; a full one where there was none. */
  take(name: string, options: { readonly rate: number; readonly burst: number; readonly now: number }): Bucket {
    let bucket = this.#buckets.get(name)
    if (bucket) {
      refill(bucket, options)
      this.#buckets.delete(name)
    } else {
      bucket = { tokens: options.burst, at: options.now }
      if (this.#buckets.size >= this.#most)
        for (const oldest of this.#buckets.keys()) {
          this.#buckets.delete(oldest)
          break
        }
    }
    this.#buckets.set(name, bucket)
    return bucket
  }
}
