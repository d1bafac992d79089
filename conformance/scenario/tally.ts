import type { Play } from './play.ts'

/** Counts what was played over which face, and what was not, with the reason. */
export class Tally {
  readonly #rows = new Map<string, { scenarios: number; steps: number; skipped: number; readonly overKernel: Map<string, number> }>()
  /** Why steps were played over the kernel instead, by the face. */
  readonly cannot = new Map<string, Map<string, number>>()
  /** What answers did not say, by the face. */
  readonly unsaid = new Map<string, Map<string, number>>()
  readonly #skips = new Map<string, string[]>()

  played(way: Way, { steps }: Play): void {
    const row = this.#row(way)
    row.scenarios++
    for (const { cannot, face, observed } of steps) {
      const { unsaid = {}, nullIsAbsent, wordless } = observed
      for (const reason of [...Object.values(unsaid), nullIsAbsent, wordless]) if (reason !== undefined) count(this.#reasons(this.unsaid, face.name), reason)
      if (cannot === undefined) {
        row.steps++
        continue
      }
      count(row.overKernel, cannot)
      count(this.#reasons(this.cannot, face.name), cannot)
    }
  }

  skipped(way: Way, scenario: string, reason: string): void {
    this.#row(way).skipped++
    const key = `${way.name}: ${reason}`
    this.#skips.set(key, [...(this.#skips.get(key) ?? []), scenario])
  }

  /** How many scenarios were played, or skipped for a reason, over this way, on all stores together. */
  scenarios(name: string): number {
    return [...this.#rows].filter(([way]) => way.startsWith(`${name}, `)).reduce((sum, [, row]) => sum + row.scenarios + row.skipped, 0)
  }

  /** A line for each way that was played, then one for each reason why something was not. */
  lines(): readonly string[] {
    const lines = ['scenarios   steps  skipped  over the kernel']
    for (const [name, { scenarios, steps, skipped, overKernel }] of this.#rows) {
      const over = [...overKernel.values()].reduce((sum, n) => sum + n, 0)
      lines.push(`${String(scenarios).padStart(9)}  ${String(steps).padStart(6)}  ${String(skipped).padStart(7)}  ${String(over).padStart(15)}  ${name}`)
    }
    for (const [reason, scenarios] of this.#skips) lines.push(`skipped by ${reason}: ${scenarios.map((name) => `'${name}'`).join(', ')}`)
    for (const [face, reasons] of this.cannot) for (const [reason, n] of reasons) lines.push(`${face} cannot be asked, ${n} steps: ${reason}`)
    for (const [face, reasons] of this.unsaid) for (const [reason, n] of reasons) lines.push(`${face} does not answer, ${n} steps: ${reason}`)
    return lines
  }

  #reasons(of: Map<string, Map<string, number>>, face: string): Map<string, number> {
    let reasons = of.get(face)
    if (!reasons) of.set(face, (reasons = new Map()))
    return reasons
  }

  #row({ name, store }: Way) {
    const key = `${name}, ${store}`
    let row = this.#rows.get(key)
    if (!row) this.#rows.set(key, (row = { scenarios: 0, steps: 0, skipped: 0, overKernel: new Map() }))
    return row
  }
}

interface Way {
  readonly name: string
  readonly store: string
}

function count(into: Map<string, number>, what: string): void {
  into.set(what, (into.get(what) ?? 0) + 1)
}
