import type { Command } from '../../src/cli/command.ts'
import { EXIT_MEANINGS } from '../../src/cli/exit.ts'
import { optionDoc, optionName, usageOf } from '../../src/cli/help.ts'

/** docs/reference/cli.md: printed from the descriptions that parse the command line. */
export function cliPage(commands: readonly Command[]): string {
  const lines = [
    '<!-- Printed from src/cli/commands by test/cli/usage.test.ts; RECORD=1 writes it anew. -->',
    '# The command line',
    '',
    '`busbar COMMAND --help` prints what is here. Every example works as it is in bash and in PowerShell.',
    '',
    '| exit code | |',
    '|---|---|',
    ...Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
    ...commands.map((command) => `- [\`busbar ${command.name}\`](#busbar-${command.name}): ${command.summary}`),
  ]
  for (const command of commands) {
    lines.push('', `## busbar ${command.name}`, '', '```', usageOf(command), '```', '', ...command.doc, '', '| | |', '|---|---|')
    for (const { name, doc } of command.arguments) lines.push(`| \`${name}\` | ${cell(doc)} |`)
    for (const [name, spec] of Object.entries(command.options)) lines.push(`| \`${optionName(name, spec).trim()}\` | ${cell(optionDoc(spec))} |`)
    for (const [code, meaning] of Object.entries(command.exits ?? {})) lines.push(`| exit code ${code} | ${cell(meaning)} |`)
    lines.push('', '```')
    for (const { does, run } of command.examples) lines.push(`# ${does}`, run)
    lines.push('```')
  }
  return `${lines.join('\n')}\n`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
