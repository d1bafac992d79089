import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readXml, type XmlElement } from '../../src/codecs/xml/index.ts'
import { blocksOf, startPlant } from './page.ts'

const PAGE = 'docs/reference/rest.md'

interface Shown {
  readonly name: string
  readonly namespace: string
  readonly text: string
  readonly children: readonly Shown[]
}

/** White space between elements is the page's. */
function shown({ name, namespace, children }: XmlElement): Shown {
  const elements = children.flatMap((child) => (typeof child === 'string' ? [] : [shown(child)]))
  return { name, namespace, text: elements.length > 0 ? '' : children.join(''), children: elements }
}

/** What the page shows is there, in this order; it may leave out elements, and write … for a text. */
function assertShown(actual: Shown, expected: Shown, where: string): void {
  assert.equal(`{${actual.namespace}}${actual.name}`, `{${expected.namespace}}${expected.name}`, where)
  if (expected.text !== '…') assert.equal(actual.text, expected.text, `${where}/${expected.name}`)
  let from = 0
  for (const child of expected.children) {
    const at = actual.children.findIndex((one, i) => i >= from && one.name === child.name)
    assert.notEqual(at, -1, `${where}/${expected.name} has no <${child.name}> where the page has it`)
    const found = actual.children[at]
    if (found) assertShown(found, child, `${where}/${expected.name}`)
    from = at + 1
  }
}

describe('docs/reference/rest.md, XML', () => {
  it('shows calls that are answered as it says', async () => {
    await using played = await startPlant()
    const blocks = await blocksOf(PAGE)
    let compared = 0
    for (const [at, { language, text }] of blocks.entries()) {
      const next = blocks[at + 1]
      if (language !== 'http' || next?.language !== 'xml') continue
      const [head = '', body = ''] = text.split('\n\n')
      const [line = '', ...fields] = head.trimEnd().split('\n')
      const [method = '', url = ''] = line.split(' ')
      const headers = Object.fromEntries(fields.map((field) => [(field.split(': ')[0] ?? '').toLowerCase(), field.split(': ')[1] ?? '']))
      const answer = await played.running.inject({
        method,
        url,
        headers: { ...headers, authorization: `Bearer ${played.running.firstKey ?? ''}` },
        ...(body !== '' && { body }),
      })
      const expected = readXml(Buffer.from(next.text))
      assert.equal(answer.headers['content-type'], `application/${expected.name === 'problem' ? 'problem+' : ''}xml; charset=utf-8`, answer.body)
      assertShown(shown(readXml(Buffer.from(answer.body))), shown(expected), line)
      compared++
    }
    assert.equal(compared, 3)
  })
})
