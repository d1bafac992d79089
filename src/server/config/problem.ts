/** Something wrong in the app file: what, where, and what to do. */
export interface ConfigProblem {
  /** `limits.body`; empty for the file as a whole. */
  readonly field: string
  readonly message: string
  readonly remedy: string
}

/** The app file cannot be used; `message` is for a terminal, with every problem found. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly file: string
  readonly problems: readonly ConfigProblem[]

  constructor(file: string, problems: readonly ConfigProblem[]) {
    super(problems.map((problem) => `${file}${problem.field === '' ? '' : `: ${problem.field}`}\n  ${problem.message}\n  ${problem.remedy}`).join('\n'))
    this.file = file
    this.problems = problems
  }
}
