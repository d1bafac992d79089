/**
 * One option of the app file, described once: from it come the check, the messages and docs/reference/config.md.
 * `own` is a value with code behind it (a contract, a store), which only its own check understands.
 */
export type Option = OptionShape & {
  readonly doc: string
  /** As a user would write it. */
  readonly example: string
  readonly required?: true
  /** In words, where `default` cannot be printed. */
  readonly otherwise?: string
}

export type OptionShape =
  | { readonly kind: 'text'; readonly default?: string; readonly check?: (value: string) => string | undefined }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number; readonly default?: number }
  | { readonly kind: 'flag'; readonly default?: boolean }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly default?: string }
  /** `'30s'`; read as milliseconds. */
  | { readonly kind: 'duration'; readonly minimum: number; readonly maximum: number; readonly default?: string }
  /** `'1MiB'` or a number; read as bytes. */
  | { readonly kind: 'size'; readonly minimum: number; readonly maximum: number; readonly default?: string }
  /** `{ 'machine.telemetry': '1d' }`; read as milliseconds by name. `check` says what is wrong with a name. */
  | { readonly kind: 'durations'; readonly minimum: number; readonly maximum: number; readonly check: (name: string) => string | undefined }
  | { readonly kind: 'texts'; readonly default?: readonly string[]; readonly check?: (values: readonly string[]) => string | undefined }
  | { readonly kind: 'group'; readonly options: Options; readonly off?: true }
  | { readonly kind: 'own'; readonly shows: string; readonly check: (value: unknown) => string | undefined }

export type Options = { readonly [name: string]: Option }

const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/
const MILLISECONDS: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
/** Milliseconds, or `undefined` where it is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text.trim()) ?? []
  return amount === undefined || unit === undefined ? undefined : Math.round(Number(amount) * (MILLISECONDS[unit] ?? Number.NaN))
}

const SIZE = /^(\d+(?:\.\d+)?)\s*(B|kB|KB|KiB|MB|MiB|GB|GiB)?$/
const BYTES: { readonly [unit: string]: number } = { B: 1, kB: 1e3, KB: 1e3, KiB: 1024, MB: 1e6, MiB: 1024 ** 2, GB: 1e9, GiB: 1024 ** 3 }
/** Bytes, or `undefined` where it is no size. */
export function parseSize(text: string): number | undefined {
  const [, amount, unit = 'B'] = SIZE.exec(text.trim()) ?? []
  return amount === undefined ? undefined : Math.round(Number(amount) * (BYTES[unit] ?? Number.NaN))
}
