import { cpus } from 'node:os'

export interface Section {
  readonly title: string
  readonly tables: readonly { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }[]
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** Median, and each round's. */
export function ratio(values: readonly number[] | undefined): readonly [string, string] {
  return values ? [median(values).toFixed(2), values.map((v) => v.toFixed(2)).join(', ')] : ['—', '—']
}

export function markdown(sections: readonly Section[], more: { readonly fsync: number; readonly versions: { readonly [name: string]: string } }): string {
  const lines = [
    '# Benchmark results',
    '',
    'Made by `npm run bench`. Ratios of one run on one machine; absolute figures are of that machine and that hour.',
    '',
    `- date: ${new Date().toISOString().slice(0, 10)}`,
    `- machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${process.platform} ${process.arch}`,
    `- versions: ${Object.entries(more.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    `- one fsync of 4 KiB: ${more.fsync.toFixed(2)} ms (median)`,
  ]
  for (const section of sections) {
    lines.push('', `## ${section.title}`)
    for (const { head, rows } of section.tables) {
      lines.push('', `| ${head.join(' | ')} |`, `| ${head.map((_, i) => (i === 0 ? '---' : '---:')).join(' | ')} |`)
      for (const row of rows) lines.push(`| ${row.join(' | ')} |`)
    }
  }
  return `${lines.join('\n')}\n`
}
