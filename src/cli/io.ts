import { styleText } from 'node:util'

/** What a command may touch of its surroundings; a test gives its own. */
export interface Io {
  readonly out: Output
  readonly err: Output
  readonly input: AsyncIterable<string | Uint8Array>
  readonly cwd: string
  readonly env: { readonly [name: string]: string | undefined }
  /** Ends when the user wants the command to end (Ctrl+C, SIGTERM, a Windows service stop). */
  readonly signal: AbortSignal
}

export interface Output {
  write(text: string): void
  /** Somebody looks at it: colors and a progress bar are welcome. */
  readonly terminal: boolean
  /** Characters a line. */
  readonly columns: number
}

export type Style = 'red' | 'yellow' | 'green' | 'bold' | 'dim'

/** In color where somebody looks and NO_COLOR (no-color.org) does not forbid it. */
export function styled(io: Pick<Io, 'env'>, output: Output, style: Style): (text: string) => string {
  const wanted = output.terminal && (io.env['NO_COLOR'] ?? '') === ''
  return wanted ? (text) => styleText(style, text, { validateStream: false }) : (text) => text
}
