/** Structured log. Fields never hold secrets: keys, tokens, digests and `writeOnly` values stay out at the call site. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}
export type LogFields = { readonly [name: string]: unknown }
