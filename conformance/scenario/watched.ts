import type { Call, Credential } from '../../src/kernel/call.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import type { LimitState, Outcome } from '../../src/kernel/outcome.ts'

/** What the kernel was asked and said during a step, whatever the protocol made of it. */
export interface Watched {
  /** The kernel for a face. `admits`: it identifies a caller once for many calls, which takes a token of its own. */
  kernelFor(face: { readonly admits: boolean }): Kernel
  /** The last outcome since the last `step`; a call that never became one has that of its `identify`. */
  last(): Outcome | undefined
  admissions(call: Pick<Call, 'credential'>): Admissions
  /** A new step begins. */
  step(): void
}

/** How often a caller was admitted beside its calls, on this UTC day and in this UTC month. */
export interface Admissions {
  readonly day: number
  readonly month: number
}

export function watch(kernel: Kernel, now: () => number): Watched {
  let outcome: Outcome | undefined
  const admissions = new Map<string, number>()
  const account = (credential: Credential, window: 'day' | 'month'): string =>
    `${new Date(now()).toISOString().slice(0, window === 'day' ? 10 : 7)} ${JSON.stringify(credential)}`
  return {
    kernelFor: ({ admits }) => ({
      ...kernel,
      async handle(call) {
        outcome = await kernel.handle(call)
        return outcome
      },
      async batch(calls, options) {
        const outcomes = await kernel.batch(calls, options)
        outcome = outcomes.at(-1) ?? outcome
        return outcomes
      },
      async identify(...asked) {
        const who = await kernel.identify(...asked)
        const [{ credential }] = asked
        outcome = who.ok ? { ok: true, kind: 'empty', body: '', ...(who.notices && { notices: who.notices }) } : who
        if (who.ok && admits)
          for (const window of ['day', 'month'] as const) {
            const key = account(credential, window)
            admissions.set(key, (admissions.get(key) ?? 0) + 1)
          }
        return who
      },
    }),
    last: () => outcome,
    admissions: ({ credential }) => ({ day: admissions.get(account(credential, 'day')) ?? 0, month: admissions.get(account(credential, 'month')) ?? 0 }),
    step() {
      outcome = undefined
    },
  }
}

/** What is left of each limit, as if `admissions` had not been taken; the rate is then not known. */
export function limitsLeft(limits: readonly LimitState[] | undefined, admissions: Admissions | undefined): { readonly [name: string]: number } {
  const left: { [name: string]: number } = {}
  for (const { name, remaining } of limits ?? [])
    if (admissions === undefined) left[name] = remaining
    else if (name === 'day' || name === 'month') left[name] = remaining + admissions[name]
  return left
}
