import type { Clock } from '../../kernel/ports/clock.ts'

export interface Health {
  /** Whether calls can be served now; what is wrong, if they cannot. Asks the store at most once a second. */
  ready(): Promise<{ readonly ready: boolean; readonly checks: { readonly [name: string]: string } }>
  /** From now on not ready: a load balancer should send the calls elsewhere. */
  stopping(): void
}

const FRESH_MS = 1_000
/** A store that does not answer within this is not ready. */
const PATIENCE_MS = 2_000

export function createHealth(of: { readonly ping: () => Promise<void>; readonly clock: Clock }): Health {
  const { clock } = of
  let stopping = false
  let last: { readonly at: number; readonly store: Promise<string> } | undefined

  function store(): Promise<string> {
    if (last && clock.monotonic() - last.at < FRESH_MS) return last.store
    const asked = new Promise<string>((resolve) => {
      const cancel = clock.after(PATIENCE_MS, () => resolve(`no answer within ${PATIENCE_MS} ms`))
      of.ping()
        .then(
          () => resolve('up'),
          (error: unknown) => resolve(error instanceof Error ? error.message : String(error)),
        )
        .finally(cancel)
    })
    last = { at: clock.monotonic(), store: asked }
    return asked
  }

  return {
    async ready() {
      const checks = { store: await store(), process: stopping ? 'stopping' : 'up' }
      return { ready: checks.store === 'up' && !stopping, checks }
    },
    stopping() {
      stopping = true
    },
  }
}
