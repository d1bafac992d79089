/** Sees each call when it is over: for metrics and the access log. Must not throw and must not wait. */
export interface Observer {
  called(of: {
    readonly protocol: string
    readonly operation: string
    readonly consumer: string
    /** `ok`, or the problem's code. */
    readonly outcome: string
    /** Milliseconds. */
    readonly took: number
    readonly requestId: string
    readonly address: string
  }): void
}
