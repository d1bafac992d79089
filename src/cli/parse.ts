import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { nearest } from '../server/nearest.ts'
import type { Command, OptionSpec } from './command.ts'
import { UsageError } from './exit.ts'

export interface Parsed {
  readonly help: boolean
  readonly arguments: readonly string[]
  readonly options: { readonly [name: string]: unknown }
}

/** Reads a command's part of the command line. Throws a `UsageError` that says what is wrong with it. */
export function parseCommandLine(command: Command, words: readonly string[]): Parsed {
  const config: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } }
  for (const [name, spec] of Object.entries(command.options)) {
    config[name] = {
      type: spec.kind === 'flag' ? 'boolean' : 'string',
      multiple: spec.kind === 'texts',
      ...(spec.short !== undefined && { short: spec.short }),
    }
  }
  const { tokens } = parseArgs({ args: [...words], options: config, strict: false, allowPositionals: true, tokens: true })
  const positionals: string[] = []
  const options: { [name: string]: unknown } = {}
  for (const [name, spec] of Object.entries(command.options))
    options[name] = spec.kind === 'flag' ? false : spec.kind === 'texts' ? [] : 'default' in spec ? spec.default : undefined
  let help = false
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    if (token.name === 'help') {
      help = true
      continue
    }
    const spec = command.options[token.name]
    if (!spec) {
      const meant = nearest(token.name, [...Object.keys(command.options), 'help'])
      throw new UsageError(`busbar ${command.name} has no option ${token.rawName}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`)
    }
    if (spec.kind === 'flag') {
      if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value.`)
      options[token.name] = true
      continue
    }
    // `--out --json`: the name of the next option is hardly a value.
    if (token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('--')))
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${spec.value}.`)
    options[token.name] = spec.kind === 'texts' ? [...(options[token.name] as string[]), token.value] : valueOf(spec, token.rawName, token.value)
  }
  if (!help) checkCount(command, positionals)
  return { help, arguments: positionals, options }
}

function valueOf(spec: Exclude<OptionSpec, { kind: 'flag' | 'texts' }>, name: string, text: string): string | number {
  if (spec.kind === 'integer') {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < spec.minimum) throw new UsageError(`${name} is '${text}'; it must be a whole number from ${spec.minimum}.`)
    return value
  }
  if (spec.choices && !spec.choices.includes(text)) {
    const meant = nearest(text, spec.choices)
    throw new UsageError(`${name} is '${text}'; it must be one of ${spec.choices.join(', ')}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`)
  }
  return text
}

function checkCount(command: Command, positionals: readonly string[]): void {
  const least = command.arguments.filter((argument) => !argument.optional).length
  const missing = command.arguments[positionals.length]
  if (positionals.length < least && missing) throw new UsageError(`busbar ${command.name} needs ${missing.name}: ${missing.doc}`)
  const many = command.arguments.at(-1)?.many === true
  if (!many && positionals.length > command.arguments.length)
    throw new UsageError(`busbar ${command.name} does not know what to do with '${positionals[command.arguments.length]}'.`)
}
