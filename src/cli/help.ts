import type { Command, OptionSpec } from './command.ts'
import { EXIT_MEANINGS } from './exit.ts'
import { styled, type Io, type Output } from './io.ts'

/** The help of one command, from its description. */
export function helpOf(command: Command, io: Io, output: Output): string {
  const bold = styled(io, output, 'bold')
  const dim = styled(io, output, 'dim')
  const lines = [`${bold(usageOf(command))}`, '', ...command.doc, '']
  if (command.arguments.length > 0) lines.push(bold('Arguments'), ...table(command.arguments.map((argument) => [argument.name, argument.doc])), '')
  lines.push(
    bold('Options'),
    ...table([
      ...Object.entries(command.options).map(([name, spec]): [string, string] => [optionName(name, spec), optionDoc(spec)]),
      ['-h, --help', 'Prints this.'],
    ]),
    '',
  )
  lines.push(bold('Examples'))
  for (const { does, run } of command.examples) lines.push(`  ${dim(`# ${does}`)}`, `  ${run}`)
  lines.push('', bold('Exit codes'), ...table(Object.entries({ ...EXIT_MEANINGS, ...command.exits })))
  return `${lines.join('\n')}\n`
}

export function usageOf(command: Command): string {
  const words = command.arguments.map((argument) => {
    const name = argument.many ? `${argument.name}…` : argument.name
    return argument.optional ? `[${name}]` : name
  })
  return ['busbar', command.name, ...words, '[options]'].join(' ')
}

export function optionName(name: string, spec: OptionSpec): string {
  const long = spec.kind === 'flag' ? `--${name}` : `--${name} ${spec.value}`
  return spec.short === undefined ? `    ${long}` : `-${spec.short}, ${long}`
}

export function optionDoc(spec: OptionSpec): string {
  const more: string[] = []
  if (spec.kind === 'text' && spec.choices) more.push(`One of ${spec.choices.join(', ')}.`)
  if ('default' in spec && spec.default !== undefined) more.push(`Default ${spec.default}.`)
  return [spec.doc, ...more].join(' ')
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.flatMap(([left, right]) => {
    const [first = '', ...rest] = wrap(right, Math.max(30, 100 - width))
    return [`  ${left.padEnd(width)}${first}`, ...rest.map((line) => `  ${' '.repeat(width)}${line}`)]
  })
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
