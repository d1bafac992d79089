/** Gives each thing the name it wants, or the next free one. */
export function register(): { take(what: string, wanted: string): void; of(what: string): string } {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  return {
    take(what, wanted) {
      let name = wanted
      for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}${n}`
      taken.add(name.toLowerCase())
      names.set(what, name)
    },
    of(what) {
      const name = names.get(what)
      if (name === undefined) throw new TypeError(`the document has no name for '${what}'`)
      return name
    },
  }
}

/** `line-busy` → `LineBusy`, `releaseForPacking` → `ReleaseForPacking`. */
export function pascal(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
