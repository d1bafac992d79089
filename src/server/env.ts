import { inspect } from 'node:util'
import { SettingMissing, type Setting } from '../kernel/ports/setting.ts'

/**
 * An environment variable, read when the app starts and not when its file is imported, so that `busbar check` works on a
 * machine that has none of them. Holds the name only: no value can be printed from it.
 */
class EnvironmentVariable implements Setting<string> {
  readonly source: string
  readonly variable: string
  readonly #fallback: string | undefined
  readonly #secret: boolean

  constructor(variable: string, options: { fallback: string | undefined; secret: boolean }) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable))
      throw new TypeError(`env('${variable}'): the name of an environment variable has letters, digits and '_' only`)
    this.variable = variable
    this.source = `environment variable ${variable}`
    this.#fallback = options.fallback
    this.#secret = options.secret
  }

  read(): string {
    const value = process.env[this.variable]
    if (value !== undefined && value !== '') {
      if (this.#secret) known.add(value)
      return value
    }
    if (this.#fallback !== undefined) return this.#fallback
    throw new SettingMissing(
      this.variable,
      `the environment variable ${this.variable} is ${value === '' ? 'empty' : 'not set'}. Set it (bash: export ${this.variable}=…, PowerShell: $env:${this.variable} = "…"), or start with --env-file FILE.`,
    )
  }

  toString(): string {
    return this.#secret ? `[secret ${this.variable}]` : `[${this.source}]`
  }
  toJSON(): string {
    return this.toString()
  }
  [inspect.custom](): string {
    return this.toString()
  }
}

const known = new Set<string>()

/** The values of the secrets that were read, for the log to blot out wherever a message of someone else's repeats one. */
export function readSecrets(): ReadonlySet<string> {
  return known
}

/** An environment variable, read at start. Without `fallback` it must be set. */
export function env(variable: string, fallback?: string): Setting<string> {
  return new EnvironmentVariable(variable, { fallback, secret: false })
}
/** As `env`, for a secret: its value is blotted out of every log line. There is no default for a secret. */
env.secret = (variable: string): Setting<string> => new EnvironmentVariable(variable, { fallback: undefined, secret: true })
