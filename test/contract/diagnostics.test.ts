import assert from 'node:assert/strict'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CODES } from '../../src/contract/check/codes.ts'
import { formatDiagnostic, placeOf } from '../../src/contract/diagnostic.ts'

const file = new URL('../../docs/reference/diagnostics.md', import.meta.url)
const root = fileURLToPath(new URL('../../', import.meta.url))
const BEGIN = '<!-- begin -->\n'
const END = '<!-- end -->\n'

function printed(): string {
  const families = [
    ['BB0', 'The form'],
    ['BB10', 'Names'],
    ['BB12', 'References'],
    ['BB13', 'Keys, states and commands'],
    ['BB14', 'Lists and unique rules'],
    ['BB15', 'Access'],
    ['BB16,BB17', 'Types, values and marks'],
    ['BB18', 'Versions'],
  ] as const
  return families
    .map(([prefixes, title]) => {
      const rows = Object.entries(CODES).filter(([code]) => prefixes.split(',').some((prefix) => code.startsWith(prefix)))
      const lines = rows.map(
        ([code, { severity, title: what, why, remedy }]) => `| ${code} | ${severity} | ${what} | ${`${why} ${remedy}`.replaceAll('|', '\\|')} |`,
      )
      return `\n## ${title}\n\n| code | severity | what | why, and what to do |\n|---|---|---|---|\n${lines.join('\n')}\n`
    })
    .join('')
}

test('the page of diagnostics is what the rules say', () => {
  const page = readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
  const wanted = `${page.slice(0, page.indexOf(BEGIN) + BEGIN.length)}${printed()}\n${page.slice(page.indexOf(END))}`
  if (process.env.RECORD === '1') writeFileSync(file, wanted)
  assert.equal(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'), wanted, 'run the tests with RECORD=1 to write it anew')
})

test('every code in the sources is on the page, and the page has no others', () => {
  const page = readFileSync(file, 'utf8')
  const sources = globSync('src/**/*.ts', { cwd: root })
  assert.ok(sources.length > 50, `read only ${sources.length} files`)
  const used = new Set(sources.flatMap((source) => readFileSync(root + source, 'utf8').match(/\bBB\d{3}\b(?!,)/g) ?? []))
  const documented = new Set([...page.matchAll(/^\| (BB\d{3}) \|/gm)].map((match) => match[1] ?? ''))
  assert.deepEqual(
    [...used].filter((code) => !documented.has(code) && code !== 'BB200'),
    [],
    'write a line for them in docs/reference/diagnostics.md',
  )
  assert.deepEqual(
    [...documented].filter((code) => !used.has(code)),
    [],
  )
})

test('a place is a path that reads', () => {
  assert.equal(placeOf('resources', 'Order', 'lists', 0, 'equal', 1), 'resources.Order.lists[0].equal[1]')
  assert.equal(placeOf('faults', 'line-busy', 'detail', 'a b'), 'faults.line-busy.detail["a b"]')
  assert.equal(placeOf(), '')
})

test('a finding is printed with place and remedy', () => {
  assert.equal(
    formatDiagnostic({
      code: 'BB121',
      severity: 'error',
      place: 'resources.Order.fields.customer',
      message: "There is no resource 'Custommer'.",
      remedy: 'Name one.',
    }),
    "error BB121 at resources.Order.fields.customer\n  There is no resource 'Custommer'.\n  Name one.",
  )
  assert.match(formatDiagnostic({ code: 'BB001', severity: 'warning', place: '', message: 'm', remedy: 'r' }), /at the contract\n/)
})
