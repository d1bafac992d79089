/** What a command's exit code means, the same for all of them. */
export const EXIT = {
  ok: 0,
  /** A finding or a failure: a break, a wrong config, a refused call, a broken audit chain. */
  failure: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The server cannot be reached, or the store cannot be opened. */
  unreachable: 3,
} as const

export const EXIT_MEANINGS: { readonly [code: string]: string } = {
  0: 'done, nothing to complain about',
  1: 'a finding or a failure; what it is was printed',
  2: 'the command line is wrong',
  3: 'the server cannot be reached, or the store cannot be opened',
}

/** The command line is wrong: the message is for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Ends a command with a message and a code; nothing of it is a surprise. */
export class Failed extends Error {
  override readonly name = 'Failed'
  readonly code: number
  constructor(message: string, code: number = EXIT.failure) {
    super(message)
    this.code = code
  }
}
