/** What is wrong with a contract, or with what an app puts behind it: one sentence of what, one of what to do. */
export interface Diagnostic {
  /** `BB` and a number; each is explained in docs/reference/diagnostics.md. */
  readonly code: string
  /** An error stops the start; a warning is printed. */
  readonly severity: 'error' | 'warning'
  /** Path into the canonical form: `resources.ProductionOrder.lists[0].equal[1]`. Empty: the whole contract. */
  readonly place: string
  readonly message: string
  readonly remedy: string
}

/** For a terminal: place and code first, so that lines sort and grep well. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { code, severity, place, message, remedy } = diagnostic
  return `${severity} ${code} at ${place === '' ? 'the contract' : place}\n  ${message}\n  ${remedy}`
}

/** A place: `placeOf('resources', 'Order', 'lists', 0)` is `resources.Order.lists[0]`. Names that are no plain words are quoted. */
export function placeOf(...path: readonly (string | number)[]): string {
  let place = ''
  for (const segment of path) {
    if (typeof segment === 'number') place += `[${segment}]`
    else if (!/^[\w$*-]+$/.test(segment)) place += `[${JSON.stringify(segment)}]`
    else place += place === '' ? segment : `.${segment}`
  }
  return place
}
