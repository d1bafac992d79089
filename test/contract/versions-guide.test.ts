import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Contract, Json } from '../../src/contract/index.ts'
import { checkOlder, translatorFor } from '../../src/contract/versions/index.ts'

const root = join(import.meta.dirname, '..', '..')
const page = readFileSync(join(root, 'docs', 'guides', 'versions.md'), 'utf8').replaceAll('\r\n', '\n')
const folder = mkdtempSync(join(tmpdir(), 'busbar-versions-'))
after(() => rmSync(folder, { recursive: true }))

describe('docs/guides/versions.md', async () => {
  const { contract } = await run()
  const translator = translatorFor(contract.data, 'v1')
  const stored = json('stored')

  it('declares what holds up', () => {
    assert.deepEqual(
      checkOlder(contract.data).filter((d) => d.code !== 'BB516'),
      [],
    )
  })

  it('shows what v1 shows', () => {
    assert.deepEqual(translator.down('Shipment', stored), json('shown'))
  })

  it('shows what a PUT changes', () => {
    assert.deepEqual(translator.up('Shipment', json('put'), 'replace', stored), json('stored after the put'))
  })

  it('shows what a patch is in v2', () => {
    assert.deepEqual(translator.up('Shipment', json('patch'), 'patch', stored), json('patch of v2'))
  })

  it('shows what v1 creates', () => {
    assert.deepEqual(translator.refusals('Shipment', json('create')), [])
    assert.deepEqual(translator.up('Shipment', json('create'), 'create'), json('created'))
  })

  it('says what filters mean', () => {
    const up = (field: string, operator: 'eq' | 'gte', value: string): unknown => translator.filterUp('Shipment', { field, operator, values: [value] })
    assert.deepEqual(up('client', 'eq', 'ACME'), { kind: 'filters', filters: [{ field: 'customer', operator: 'eq', values: ['ACME'] }] })
    assert.deepEqual(up('grams', 'gte', '1500'), { kind: 'filters', filters: [{ field: 'weight', operator: 'gte', values: ['1.5'] }] })
    assert.deepEqual(up('status', 'eq', 'Open'), { kind: 'filters', filters: [{ field: 'state', operator: 'in', values: ['Planned', 'Picking', 'Packed'] }] })
    assert.deepEqual(up('warehouse', 'eq', 'BRE'), { kind: 'constant', schema: { kind: 'string' }, value: 'BRE' })
    assert.deepEqual(translator.sortUp('Shipment', 'grams'), { kind: 'field', field: 'weight' })
  })

  it('names the command and the scope that v1 has', () => {
    assert.equal(translator.operationUp('Delivery.send'), 'Shipment.ship')
    assert.equal(translator.data.resources['Delivery']?.commands['send']?.scope, 'shipments.ship')
    assert.deepEqual(translator.inputUp('Shipment.ship', { carrier: 'X' }), { carrier: 'X', seal: 'none' })
  })

  it('tells of every kind of change, and shows it in the example', () => {
    const kinds = [...page.matchAll(/^\| `(\w+)` /gm)].map(([, kind = '']) => kind).filter((kind) => kind !== 'change')
    assert.deepEqual(kinds, ['rename', 'values', 'unit', 'constant', 'default', 'drop', 'match'])
    for (const kind of kinds) assert.ok(page.includes(`{ change: '${kind}',`), kind)
  })

  it('links to headings that it has, each of them', () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(',', '').replaceAll(' ', '-'))
    assert.deepEqual(
      [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, link = '']) => link),
      headings,
    )
  })
})

/** The block of TypeScript, as a module that imports this source. */
async function run(): Promise<{ readonly contract: Contract }> {
  const code = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  const file = join(folder, 'contract.ts')
  writeFileSync(file, code.replace("'busbar/contract'", `'${pathToFileURL(join(root, 'src', 'contract', 'index.ts')).href}'`))
  return (await import(pathToFileURL(file).href)) as { readonly contract: Contract }
}

/** The block of JSON behind a comment. */
function json(name: string): { readonly [field: string]: Json } {
  const text = page
    .split(`<!-- ${name} -->\n`)[1]
    ?.split('```')[1]
    ?.replace(/^json\n/, '')
  assert.ok(text !== undefined, `no block '${name}'`)
  return JSON.parse(text) as { readonly [field: string]: Json }
}
