import { nearest } from '../../kernel/validation-nearest.ts'
import { SettingMissing, type Setting } from '../../kernel/ports/setting.ts'
import { parseDuration, parseSize, type Option, type OptionShape, type Options } from './option.ts'
import type { ConfigProblem } from './problem.ts'

/** What was read: defaults filled in, durations in milliseconds, sizes in bytes, settings read. */
export type OptionValues = { readonly [name: string]: unknown }

export interface Reading {
  readonly values: OptionValues
  readonly problems: readonly ConfigProblem[]
}

/**
 * Checks `given` against the description, all of it, so that everything wrong is said at once. `settings: 'leave'` reads no
 * environment variable: an option that comes from one is as if it were absent, and not missing.
 */
export function readOptions(
  options: Options,
  given: { readonly [name: string]: unknown },
  how: { readonly settings: 'read' | 'leave'; readonly path?: string },
): Reading {
  const path = how.path ?? ''
  const problems: ConfigProblem[] = []
  const values: { [name: string]: unknown } = {}
  const names = Object.keys(options)
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(options, name)) continue
    const meant = nearest(name, names)
    problems.push({
      field: path + name,
      message: `There is no option '${name}'${path === '' ? '' : ` in ${path.slice(0, -1)}`}.`,
      remedy: meant === undefined ? `Remove it. Options are: ${names.join(', ')}.` : `Did you mean '${meant}'?`,
    })
  }
  for (const [name, option] of Object.entries(options)) {
    const field = path + name
    let value = given[name]
    // What came from the environment is not repeated: it may be a secret that got into the wrong variable.
    let look = (): string => shown(value)
    if (isSetting(value) && option.kind !== 'own') {
      if (how.settings === 'leave') {
        values[name] = defaultOf(option)
        continue
      }
      const { source } = value
      look = () => `what the ${source} holds`
      try {
        value = fromText(option, value.read())
      } catch (error) {
        if (!(error instanceof SettingMissing)) throw error
        problems.push({ field, message: `For ${field}, ${error.message.split('. ')[0]}.`, remedy: error.message.split('. ').slice(1).join('. ') })
        continue
      }
    }
    if (value === undefined) {
      if (option.required) problems.push({ field, message: `${field} is missing. ${option.doc}`, remedy: `Add it, such as ${name}: ${option.example}` })
      else if (option.kind === 'group') values[name] = readOptions(option.options, {}, { ...how, path: `${field}.` }).values
      else values[name] = defaultOf(option)
      continue
    }
    if (option.kind === 'group') {
      if (option.off && value === false) {
        values[name] = undefined
        continue
      }
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        problems.push({
          field,
          message: `${field} is ${look()}; it must be an object${option.off ? ' or false' : ''}.`,
          remedy: `Write ${name}: ${option.example}`,
        })
        continue
      }
      const inner = readOptions(option.options, value as { [name: string]: unknown }, { ...how, path: `${field}.` })
      problems.push(...inner.problems)
      values[name] = inner.values
      continue
    }
    const read = readValue(option, value)
    if ('wrong' in read) problems.push({ field, message: `${field} is ${look()}; ${read.wrong}.`, remedy: `Write for example ${name}: ${option.example}` })
    else values[name] = read.value
  }
  return { values, problems }
}

export function defaultOf(option: Option): unknown {
  switch (option.kind) {
    case 'duration':
      return option.default === undefined ? undefined : parseDuration(option.default)
    case 'size':
      return option.default === undefined ? undefined : parseSize(option.default)
    case 'durations':
    case 'group':
    case 'own':
      return undefined
    default:
      return option.default
  }
}

function readValue(option: Exclude<Option, { kind: 'group' }>, value: unknown): { readonly value: unknown } | { readonly wrong: string } {
  switch (option.kind) {
    case 'text': {
      if (typeof value !== 'string') return { wrong: 'it must be a string' }
      const wrong = option.check?.(value)
      return wrong === undefined ? { value } : { wrong }
    }
    case 'integer':
      return Number.isInteger(value) && (value as number) >= option.minimum && (value as number) <= option.maximum
        ? { value }
        : { wrong: `it must be a whole number from ${option.minimum} to ${option.maximum}` }
    case 'flag':
      return typeof value === 'boolean' ? { value } : { wrong: 'it must be true or false' }
    case 'choice': {
      if (typeof value === 'string' && option.values.includes(value)) return { value }
      const meant = typeof value === 'string' ? nearest(value, option.values) : undefined
      return { wrong: `it must be one of ${option.values.map((v) => `'${v}'`).join(', ')}${meant === undefined ? '' : ` (did you mean '${meant}'?)`}` }
    }
    case 'duration': {
      const ms = typeof value === 'string' ? parseDuration(value) : undefined
      return ms !== undefined && ms >= option.minimum && ms <= option.maximum
        ? { value: ms }
        : { wrong: `it must be a duration such as '500ms', '30s', '5m' or '2h', from ${option.minimum} ms to ${option.maximum} ms` }
    }
    case 'durations':
      return readDurations(option, value)
    case 'size': {
      const bytes = typeof value === 'number' ? value : typeof value === 'string' ? parseSize(value) : undefined
      return bytes !== undefined && Number.isInteger(bytes) && bytes >= option.minimum && bytes <= option.maximum
        ? { value: bytes }
        : { wrong: `it must be a number of bytes or a size such as '64KiB' or '1MiB', from ${option.minimum} to ${option.maximum} bytes` }
    }
    case 'texts': {
      if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) return { wrong: 'it must be a list of strings' }
      const wrong = option.check?.(value as string[])
      return wrong === undefined ? { value } : { wrong }
    }
    case 'own': {
      const wrong = option.check(value)
      return wrong === undefined ? { value } : { wrong: `it must be ${option.shows}: ${wrong}` }
    }
  }
}

function readDurations(option: OptionShape & { readonly kind: 'durations' }, value: unknown): { readonly value: unknown } | { readonly wrong: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { wrong: 'it must be an object of durations' }
  const read: { [name: string]: number } = {}
  for (const [name, text] of Object.entries(value)) {
    const wrong = option.check(name)
    if (wrong !== undefined) return { wrong }
    const ms = typeof text === 'string' ? parseDuration(text) : undefined
    if (ms === undefined || ms < option.minimum || ms > option.maximum)
      return { wrong: `'${name}' is ${shown(text)}; it must be a duration such as '12h' or '30d', from ${option.minimum} ms to ${option.maximum} ms` }
    read[name] = ms
  }
  return { value: read }
}

/** An environment variable is text; what it stands for may not be. */
function fromText(option: Option, text: string): unknown {
  switch (option.kind) {
    case 'integer':
      return /^-?\d+$/.test(text.trim()) ? Number(text) : text
    case 'flag':
      return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text
    case 'texts':
      return text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '')
    default:
      return text
  }
}

export function isSetting(value: unknown): value is Setting<string> {
  return typeof value === 'object' && value !== null && 'read' in value && typeof value.read === 'function' && 'source' in value
}

/** Of a wrong value only what helps to find it: never a whole object, which may hold secrets. */
function shown(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'function':
      return 'a function (was it meant to be called?)'
    case 'object':
      return 'an object'
    default:
      return typeof value
  }
}
