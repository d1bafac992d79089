/**
 * Prometheus metrics, the text format 0.0.4. Our own, because what is counted on every call has to cost a property access:
 * prom-client looks labels up by name and checks them at each `inc`, and brings two packages for what is a page here.
 */
export class Registry {
  readonly #families: Family[] = []

  counter(name: string, help: string, labels: readonly string[]): Series<Counter> {
    return this.#add(new Series(`# HELP ${name} ${help}\n# TYPE ${name} counter\n`, labels, () => new Counter(name)))
  }

  histogram(name: string, help: string, of: { readonly labels: readonly string[]; readonly buckets: readonly number[] }): Series<Histogram> {
    return this.#add(new Series(`# HELP ${name} ${help}\n# TYPE ${name} histogram\n`, of.labels, () => new Histogram(name, of.buckets)))
  }

  /** `read` is asked at each scrape; with several values, each has its labels. */
  sampled(
    name: string,
    of: {
      readonly help: string
      readonly type: 'gauge' | 'counter'
      readonly read: () => number | Iterable<readonly [labels: { readonly [name: string]: string }, value: number]>
    },
  ): void {
    this.#add({
      print: () => {
        const value = of.read()
        let text = `# HELP ${name} ${of.help}\n# TYPE ${name} ${of.type}\n`
        if (typeof value === 'number') return `${text}${name} ${value}\n`
        for (const [labels, one] of value)
          text += `${name}${braces(
            Object.entries(labels)
              .map(([label, of]) => `${label}="${escaped(of)}"`)
              .join(','),
          )} ${one}\n`
        return text
      },
    })
  }

  print(): string {
    return this.#families.map((family) => family.print()).join('')
  }

  #add<F extends Family>(family: F): F {
    this.#families.push(family)
    return family
  }
}

interface Family {
  print(): string
}
interface Metric {
  print(labels: string): string
}

/** More label sets than this are counted together under `other`: what a caller sends must not fill the memory. */
const MOST_SERIES = 10_000

export class Series<M extends Metric> implements Family {
  readonly #heading: string
  readonly #labels: readonly string[]
  readonly #make: () => M
  readonly #metrics = new Map<string, { readonly labels: string; readonly metric: M }>()

  constructor(heading: string, labels: readonly string[], make: () => M) {
    this.#heading = heading
    this.#labels = labels
    this.#make = make
  }

  /** The metric of these label values, in the order the labels were declared. */
  at(...values: readonly string[]): M {
    const key = values.join('\u0000')
    let found = this.#metrics.get(key)
    if (!found) {
      if (this.#metrics.size >= MOST_SERIES) return this.#at(this.#labels.map(() => 'other'))
      found = { labels: this.#labels.map((label, i) => `${label}="${escaped(values[i] ?? '')}"`).join(','), metric: this.#make() }
      this.#metrics.set(key, found)
    }
    return found.metric
  }

  #at(values: readonly string[]): M {
    const key = values.join('\u0000')
    const found = this.#metrics.get(key) ?? { labels: this.#labels.map((label, i) => `${label}="${values[i] ?? ''}"`).join(','), metric: this.#make() }
    this.#metrics.set(key, found)
    return found.metric
  }

  print(): string {
    let text = this.#heading
    for (const { labels, metric } of this.#metrics.values()) text += metric.print(labels)
    return text
  }
}

export class Counter implements Metric {
  readonly #name: string
  value = 0
  constructor(name: string) {
    this.#name = name
  }
  print(labels: string): string {
    return `${this.#name}${braces(labels)} ${this.value}\n`
  }
}

export class Histogram implements Metric {
  readonly #name: string
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0
  #count = 0

  constructor(name: string, bounds: readonly number[]) {
    this.#name = name
    this.#bounds = bounds
    this.#counts = bounds.map(() => 0)
  }

  observe(value: number): void {
    this.#sum += value
    this.#count++
    for (let i = 0; i < this.#bounds.length; i++) {
      if (value <= (this.#bounds[i] ?? 0)) {
        this.#counts[i] = (this.#counts[i] ?? 0) + 1
        return
      }
    }
  }

  print(labels: string): string {
    let text = ''
    let below = 0
    const more = labels === '' ? '' : `${labels},`
    for (const [i, bound] of this.#bounds.entries()) {
      below += this.#counts[i] ?? 0
      text += `${this.#name}_bucket{${more}le="${bound}"} ${below}\n`
    }
    return `${text}${this.#name}_bucket{${more}le="+Inf"} ${this.#count}\n${this.#name}_sum${braces(labels)} ${this.#sum}\n${this.#name}_count${braces(labels)} ${this.#count}\n`
  }
}

function braces(labels: string): string {
  return labels === '' ? '' : `{${labels}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
