import type { Audience } from '../../contract/data.ts'

/** Who may call: consumers, their keys and their plans. Kept by the administration, asked by the kernel on each call. */
export interface Directory {
  /**
   * The key with this id. At most one second old (a revocation holds on every process within a second). `undefined` where
   * there is none; rejects where it cannot be known, and the call is refused (P6).
   */
  key(id: string): KeyEntry | undefined | Promise<KeyEntry | undefined>
  /** A consumer by its id, as old at most, for what is done on its behalf. */
  consumer(id: string): Consumer | undefined | Promise<Consumer | undefined>
  /** The plan of callers without a credential, for contracts with something public. */
  anonymous(): Plan | Promise<Plan>
}

export interface KeyEntry {
  readonly id: string
  /** SHA-256 of the whole key, hex. */
  readonly digest: string
  readonly environment: 'live' | 'test'
  /** Milliseconds since 1970: from when on it is refused. */
  readonly ends?: number
  readonly revoked: boolean
  readonly consumer: Consumer
}

export interface Consumer {
  readonly id: string
  readonly name: string
  readonly audience: Audience
  readonly owner?: string
  /** The connected system it stands for: what a field's `master` is compared with. */
  readonly system?: string
  readonly scopes: readonly string[]
  /** CIDR ranges it may call from; empty: any. */
  readonly addresses: readonly string[]
  readonly disabled: boolean
  readonly plan: Plan
}

/** What a consumer may use. Absent: unlimited. */
export interface Plan {
  readonly id: string
  /** Calls a second, sustained, and how many at once on top. */
  readonly rate?: number
  readonly burst?: number
  /** Calls a UTC day and a UTC month. */
  readonly day?: number
  readonly month?: number
  /** Calls at the same time. */
  readonly concurrency?: number
  /** Records a page at most; 1,000 where absent. */
  readonly page?: number
  /** Streams of events that are open at the same time. */
  readonly streams?: number
}
