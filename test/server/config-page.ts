import type { Option, Options } from '../../src/server/config/option.ts'

/** docs/reference/config.md: printed from the description that checks an app file. */
export function configPage(options: Options): string {
  const lines = [
    '<!-- Printed from src/server/config/options.ts by test/server/config.test.ts; RECORD=1 writes it anew. -->',
    '# The app file',
    '',
    'One file says what is served, where it is kept and how: the default export of `busbar.config.ts`. It is checked when it is',
    'loaded; what is wrong is named by file and field. Relative paths are relative to the file.',
    '',
    '```ts',
    "import { defineApp, env, rest, sqlite } from 'busbar'",
    "import { contract } from './contract.ts'",
    '',
    'export default defineApp({',
    '  contract,',
    "  store: sqlite({ path: './data' }),",
    '  protocols: [rest()],',
    "  publicUrl: env('PUBLIC_URL', 'http://127.0.0.1:8080'),",
    '})',
    '```',
    '',
    '`env(NAME)` is an environment variable that is read when the app starts, `env(NAME, default)` one that need not be set, and',
    '`env.secret(NAME)` one whose value is blotted out of every log line. `busbar check` needs none of them.',
    '',
    "Durations are `'500ms'`, `'30s'`, `'5m'`, `'2h'`, `'1d'`; sizes `'64KiB'`, `'1MiB'`, `'1GB'` or a number of bytes.",
    '',
    '| option | default | |',
    '|---|---|---|',
  ]
  const rows = (prefix: string, of: Options): void => {
    for (const [name, option] of Object.entries(of)) {
      lines.push(`| \`${prefix}${name}\` | ${defaultText(option)} | ${cell(option.doc)} Example: \`${option.example.replaceAll('|', '\\|')}\`. |`)
      if (option.kind === 'group') rows(`${prefix}${name}.`, option.options)
    }
  }
  rows('', options)
  return `${lines.join('\n')}\n`
}

function defaultText(option: Option): string {
  if (option.required) return '**required**'
  if (option.otherwise !== undefined) return option.otherwise
  if (option.kind === 'group' || option.kind === 'own' || option.kind === 'durations') return ''
  if (option.default === undefined) return ''
  return `\`${typeof option.default === 'string' && option.kind !== 'size' && option.kind !== 'duration' ? option.default : JSON.stringify(option.default).replaceAll('"', "'")}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
