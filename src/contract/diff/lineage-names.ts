type Renamed<T> = { [now: string]: [name: string, data: T] }

/** By newer name, with the older name beside. */
export function renamed<T>(
  older: { readonly [name: string]: T },
  newer: { readonly [name: string]: unknown },
  changes: { readonly [name: string]: { readonly absent?: true; readonly was?: string | { readonly name?: string } } } = {},
): Renamed<T> {
  const names = new Map<string, string>()
  for (const now of Object.keys(newer)) {
    const change = Object.hasOwn(changes, now) ? changes[now] : undefined
    const was = typeof change?.was === 'string' ? change.was : change?.was?.name
    if (!change?.absent) names.set(was ?? now, now)
  }
  return Object.fromEntries(Object.entries(older).map(([name, data]): [string, [string, T]] => [names.get(name) ?? name, [name, data]]))
}

export function values<T>(from: Renamed<T>): { readonly [name: string]: T } {
  return Object.fromEntries(Object.entries(from).map(([now, [, data]]) => [now, data]))
}
