/**
 * A value that the app file names and the process reads when it starts: an environment variable. It holds no value, so
 * printing, logging or serializing an app never shows one.
 */
export interface Setting<T> {
  /** What it is read from, for messages: `environment variable DATABASE_URL`. */
  readonly source: string
  /** Answers the value; throws `SettingMissing` where there is none. */
  read(): T
}

/** A value given in the app file, or one that is read when it is needed. */
export type Late<T> = T | Setting<T>

export function readSetting<T extends string | number | boolean>(value: Late<T>): T {
  return typeof value === 'object' ? value.read() : value
}

export class SettingMissing extends Error {
  override readonly name = 'SettingMissing'
  /** The environment variable. */
  readonly variable: string
  constructor(variable: string, message: string) {
    super(message)
    this.variable = variable
  }
}
