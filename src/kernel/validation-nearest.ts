/** The name among `known` that was most probably meant: the same but for case and separators, else at most one slip in three characters. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > 64) return undefined
  const plainName = plain(name)
  const same = known.find((candidate) => plain(candidate) === plainName && plainName !== '')
  if (same !== undefined) return same
  let best: string | undefined
  let least = Math.floor(name.length / 3) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue
    const slips = distance(plainName, plain(candidate))
    if (slips < least) {
      least = slips
      best = candidate
    }
  }
  return best
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_ .]/g, '')
}

/** Insertions, deletions, replacements and swaps of neighbors (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let slips = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) slips = Math.min(slips, (before[j - 2] ?? 0) + 1)
      row.push(slips)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}
