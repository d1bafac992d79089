import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { ERRORS } from '../../../src/kernel/errors.ts'
import { FAULT_STATUS, STATUS } from '../../../src/wire/status.ts'

const PAGE = new URL('../../../docs/reference/rest.md', import.meta.url)
const WHO = { refusal: 'caller', transient: 'wait', defect: 'us' } as const

function errorTable(): string {
  const rows = (Object.keys(ERRORS) as (keyof typeof ERRORS)[])
    .toSorted((a, b) => STATUS[a] - STATUS[b])
    .map((code) => `| ${STATUS[code]} | \`${code}\` | ${ERRORS[code].title} | ${WHO[ERRORS[code].class]} |`)
  return ['| Status | Code | Title | Who acts |', '|---|---|---|---|', ...rows].join('\n')
}

function faultTable(): string {
  return ['| Class | Status |', '|---|---|', ...Object.entries(FAULT_STATUS).map(([name, status]) => `| \`${name}\` | ${status} |`)].join('\n')
}

function withTable(page: string, name: string, table: string): string {
  const marker = new RegExp(`(<!-- ${name}: generated[^\\n]*-->\\n)[^]*?(<!-- /${name} -->)`)
  assert.match(page, marker)
  return page.replace(marker, (_, open: string, close: string) => `${open}${table}\n${close}`)
}

describe('docs/reference/rest.md', () => {
  it('has the tables that the code has; RECORD=1 writes them', async () => {
    const page = await readFile(PAGE, 'utf8')
    const expected = withTable(withTable(page, 'errors', errorTable()), 'faults', faultTable())
    if (process.env['RECORD'] === '1') await writeFile(PAGE, expected)
    else assert.equal(page, expected)
  })
})
