import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { COMMANDS } from '../../src/cli/catalog.ts'
import { parseCommandLine } from '../../src/cli/parse.ts'
import { cliPage } from './cli-page.ts'
import { desk } from './fixture.ts'

const commands = await Promise.all(Object.values(COMMANDS).map((entry) => entry.load()))

describe('every command', () => {
  it('is the one it is listed as', () => {
    assert.deepEqual(
      commands.map((command) => command.name),
      Object.keys(COMMANDS),
    )
    for (const command of commands) assert.equal(command.summary, COMMANDS[command.name]?.summary)
  })

  it('has a help with arguments, options, examples and exit codes', async () => {
    using here = desk()
    for (const command of commands) {
      const { code, out } = await here.busbar(command.name, '--help')
      assert.equal(code, 0)
      for (const name of Object.keys(command.options)) assert.ok(out.includes(`--${name}`), `${command.name} --${name}`)
      assert.match(out, /Examples\n {2}# .+\n {2}busbar /, command.name)
      assert.match(out, /Exit codes\n {2}0 /, command.name)
    }
  })

  it('has examples that its own parser takes, and that bash and PowerShell read alike', () => {
    for (const command of commands) {
      assert.ok(command.examples.length > 0, command.name)
      for (const { run } of command.examples) {
        // No variable, no backslash, no single quote, no glob, no substitution: what the two shells read differently.
        assert.doesNotMatch(run.replaceAll('"', ''), /[$`\\'*?;&|<>(){}~]/.test(run.replaceAll(/"[^"]*"/g, '')) ? /./ : /(?!)/, run)
        assert.doesNotMatch(run, /"[^"]*[$`\\][^"]*"/, run)
        const words = [...run.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''))
        assert.deepEqual(words.slice(0, 2), ['busbar', command.name])
        assert.doesNotThrow(() => parseCommandLine(command, words.slice(2)), run)
      }
    }
  })

  it('is on the page docs/reference/cli.md (RECORD=1 writes it)', () => {
    const page = resolve(import.meta.dirname, '../../docs/reference/cli.md')
    if (process.env['RECORD'] === '1') writeFileSync(page, cliPage(commands))
    assert.equal(readFileSync(page, 'utf8'), cliPage(commands))
  })
})

describe('a command line that is wrong', () => {
  const wrong: { readonly [words: string]: RegExp } = {
    'strat': /There is no command 'strat'\. Did you mean 'busbar start'\?/,
    'start --prot 1': /no option --prot\. Did you mean --port\?/,
    'start --port x': /--port is 'x'; it must be a whole number from 0/,
    'start --port': /--port needs a value: --port PORT/,
    'start --host --port 1': /--host needs a value/,
    'check --json=yes': /--json takes no value/,
    'start a b': /does not know what to do with 'b'/,
    'diff one': /needs NEW/,
    'diff a b --audience partners': /must be one of internal, partner, public\. Did you mean partner\?/,
    'emit openap1': /Did you mean openapi\?/,
    'keys': /needs ACTION/,
    'keys rotat x': /no action of busbar keys/,
    'audit verfy': /no action of busbar audit/,
    'load x.csv': /needs --into RESOURCE/,
  }
  for (const [words, message] of Object.entries(wrong)) {
    it(`busbar ${words}: says what and answers 2`, async () => {
      using here = desk()
      const { code, err, out } = await here.busbar(...words.split(' '))
      assert.match(err, message)
      assert.equal(code, 2)
      assert.equal(out, '')
    })
  }
})

it('busbar alone lists the commands and answers 2, busbar --help answers 0', async () => {
  using here = desk()
  assert.equal((await here.busbar()).code, 2)
  const help = await here.busbar('--help')
  assert.equal(help.code, 0)
  for (const name of Object.keys(COMMANDS)) assert.match(help.out, new RegExp(`^ {2}${name} `, 'm'))
  assert.match((await here.busbar('help', 'start')).out, /^busbar start/)
  assert.match((await here.busbar('--version')).out, /^\d+\.\d+\.\d+/)
})

it('colors are for a terminal, and not against NO_COLOR', async () => {
  using plain = desk()
  using terminal = desk({ terminal: true })
  using quiet = desk({ terminal: true, env: { NO_COLOR: '1' } })
  assert.equal((await plain.busbar('start', '--help')).out.includes('\u001b'), false)
  assert.equal((await terminal.busbar('start', '--help')).out.includes('\u001b'), true)
  assert.equal((await quiet.busbar('start', '--help')).out.includes('\u001b'), false)
})

it('a Node.js that is too old is told so, before anything else is loaded', async () => {
  const main = new URL('../../src/cli/main.ts', import.meta.url).href
  const { stderr } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    `Object.defineProperty(process.versions, 'node', { value: '22.3.0' }); await import('${main}')`,
  ]).catch((error: { stderr: string; code: number }) => ({ stderr: `${error.code} ${error.stderr}` }))
  assert.match(stderr, /^2 Busbar needs Node\.js 24 or newer/)
})

it('what nobody expected is printed with its stack, and answers 1', async () => {
  using here = desk({ app: "throw new RangeError('odd')\n" })
  const { code, err } = await here.busbar('check')
  assert.equal(code, 1)
  assert.match(err, /busbar\.config\.ts\n {2}The file failed while it was loaded: odd \(file:.*busbar\.config\.ts:1:7\)/)
})
