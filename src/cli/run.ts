import { nearest } from '../server/nearest.ts'
import { COMMANDS } from './catalog.ts'
import { EXIT, Failed, UsageError } from './exit.ts'
import { helpOf } from './help.ts'
import { styled, type Io } from './io.ts'
import { parseCommandLine } from './parse.ts'

/** Runs one command line (without `node` and the script) and answers the exit code. Never rejects. */
export async function run(words: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(words, io)
  } catch (error) {
    return report(error, io)
  }
}

async function dispatch(words: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = words
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const asked = name === 'help' ? rest[0] : undefined
    if (asked === undefined) {
      ;(name === undefined ? io.err : io.out).write(overview())
      return name === undefined ? EXIT.usage : EXIT.ok
    }
    return dispatch([asked, '--help'], io)
  }
  if (name === '--version' || name === '-v') {
    const { VERSION } = await import('../server/version.ts')
    io.out.write(`${VERSION}\n`)
    return EXIT.ok
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!entry) {
    const meant = nearest(name, Object.keys(COMMANDS))
    throw new UsageError(`There is no command '${name}'.${meant === undefined ? '' : ` Did you mean 'busbar ${meant}'?`} \`busbar --help\` lists them.`)
  }
  const command = await entry.load()
  let parsed
  try {
    parsed = parseCommandLine(command, rest)
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${error.message}\n\`busbar ${command.name} --help\` shows its options, with examples.`)
    throw error
  }
  if (parsed.help) {
    io.out.write(helpOf(command, io, io.out))
    return EXIT.ok
  }
  return command.run(parsed, io)
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length)) + 3
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`)
  return `busbar COMMAND [options]\n\nServes one contract as an API, durable and audited.\n\nCommands\n${lines.join('\n')}\n\n\`busbar COMMAND --help\` says how to use one, with examples. \`busbar --version\` prints the version.\n`
}

/** Errors that say for themselves what to do, by name: their message is printed without a stack. */
const SPOKEN: { readonly [name: string]: number } = {
  UsageError: EXIT.usage,
  ConfigError: EXIT.failure,
  CheckFailed: EXIT.failure,
  ContractError: EXIT.failure,
  MigrationBlocked: EXIT.failure,
  SeedFailed: EXIT.failure,
  SettingMissing: EXIT.failure,
  SigningKeyMissing: EXIT.failure,
  ListenFailed: EXIT.unreachable,
  StoreRefused: EXIT.unreachable,
  StoreUnavailable: EXIT.unreachable,
  StoreFull: EXIT.unreachable,
}

function report(error: unknown, io: Io): number {
  const red = styled(io, io.err, 'red')
  if (error instanceof Failed) {
    io.err.write(`${red(error.message)}\n`)
    return error.code
  }
  const code = error instanceof Error ? SPOKEN[error.name] : undefined
  if (error instanceof Error && code !== undefined) {
    io.err.write(`${red(error.message)}\n`)
    return code
  }
  io.err.write(
    `${red('busbar failed in a way it did not expect. This is a defect; please report it with the lines below.')}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  return EXIT.failure
}
