import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'

const root = join(import.meta.dirname, '..', '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n')

/** Blocks that begin with the comment `// examples/…` quote that file; `…` stands for what is left out. */
function quotes(markdown: string): readonly { readonly file: string; readonly parts: readonly string[] }[] {
  return [...markdown.matchAll(/```ts\n\/\/ (examples\/\S+)\n([\s\S]*?)```/g)].map(([, file = '', body = '']) => ({
    file,
    parts: body.split(/^\s*…\n/m).filter((part) => part !== ''),
  }))
}

for (const page of ['docs/guides/contract.md', 'docs/guides/example-plant.md']) {
  describe(page, () => {
    const markdown = read(page)

    it('quotes the examples as they are', () => {
      const found = quotes(markdown)
      assert.ok(found.length > 0, 'no quotes')
      for (const { file, parts } of found) {
        const text = read(file)
        let from = 0
        for (const part of parts) {
          const at = text.indexOf(part, from)
          assert.ok(at >= 0, `${file} does not have, in this order:\n${part}`)
          from = at + part.length
        }
      }
    })

    it('links only to headings that it has', () => {
      const headings = new Set(
        [...markdown.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
          heading
            .toLowerCase()
            .replaceAll(/[^a-z0-9 -]/g, '')
            .replaceAll(' ', '-'),
        ),
      )
      const links = [...markdown.matchAll(/\]\(#([^)]+)\)/g)].map(([, link = '']) => link)
      assert.ok(links.length > 10, `${links.length} links`)
      for (const link of links) assert.ok(headings.has(link), link)
    })

    it('names only files that are there', () => {
      const files = [...markdown.matchAll(/`(examples\/[\w./-]+)`/g)].map(([, file = '']) => file).filter((file) => !file.endsWith('/data'))
      assert.ok(files.length >= 3, `${files.length} files`)
      for (const file of files) assert.ok(existsSync(join(root, file)), file)
    })
  })
}
