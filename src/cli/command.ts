import type { Io } from './io.ts'

/** One option of a command, described once: it parses the command line and prints the help. */
export type OptionSpec = {
  readonly doc: string
  readonly short?: string
} & (
  | { readonly kind: 'flag' }
  /** `value`: what stands for it in the help, such as FILE. */
  | { readonly kind: 'text'; readonly value: string; readonly default?: string; readonly choices?: readonly string[] }
  | { readonly kind: 'integer'; readonly value: string; readonly minimum: number; readonly default?: number }
  /** May be given several times. */
  | { readonly kind: 'texts'; readonly value: string }
)
export type OptionSpecs = { readonly [name: string]: OptionSpec }

type ValueOf<S extends OptionSpec> = S extends { kind: 'flag' }
  ? boolean
  : S extends { kind: 'texts' }
    ? readonly string[]
    : S extends { kind: 'integer' }
      ? S extends { default: number }
        ? number
        : number | undefined
      : S extends { default: string }
        ? string
        : string | undefined
export type Values<O extends OptionSpecs> = { readonly [N in keyof O]: ValueOf<O[N]> }

export interface ArgumentSpec {
  /** In capitals: FILE. */
  readonly name: string
  readonly doc: string
  readonly optional?: true
  /** The last one may stand for several. */
  readonly many?: true
}

export interface CommandSpec<O extends OptionSpecs> {
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** What one has to know to use it; paragraphs. */
  readonly doc: readonly string[]
  readonly arguments: readonly ArgumentSpec[]
  readonly options: O
  /** Work as printed in bash and in PowerShell. */
  readonly examples: readonly { readonly does: string; readonly run: string }[]
  /** What an exit code means here beyond `EXIT_MEANINGS`. */
  readonly exits?: { readonly [code: number]: string }
  run(given: { readonly arguments: readonly string[]; readonly options: Values<O> }, io: Io): Promise<number>
}

/** A command as the dispatcher knows it: its option types no longer matter. */
export interface Command extends Omit<CommandSpec<OptionSpecs>, 'run'> {
  run(given: { readonly arguments: readonly string[]; readonly options: { readonly [name: string]: unknown } }, io: Io): Promise<number>
}

export function defineCommand<const O extends OptionSpecs>(spec: CommandSpec<O>): Command {
  return spec as unknown as Command
}

/** Options that several commands have. */
export const CONFIG_OPTION = {
  kind: 'text',
  short: 'c',
  value: 'FILE',
  doc: 'The app file; busbar.config.ts (or .js, .mjs) of the working directory where absent.',
} as const
export const ENV_OPTION = {
  kind: 'texts',
  value: 'FILE',
  doc: 'Reads environment variables from a file (NAME=value lines) first; what is set already stays.',
} as const
export const JSON_OPTION = { kind: 'flag', doc: 'Prints JSON, for programs.' } as const
