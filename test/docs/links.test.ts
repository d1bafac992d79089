import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { it } from 'node:test'

const root = join(import.meta.dirname, '..', '..')
const OTHERS = /(?:^|[\\/])(?:node_modules|dist|data)(?:[\\/]|$)/
const pages = globSync('**/*.md', { cwd: root, exclude: (path) => OTHERS.test(path) }).filter((path) => !OTHERS.test(path))

/** Without what stands in code, where brackets are no links. */
const prose = (path: string): string =>
  readFileSync(path, 'utf8')
    .replaceAll('\r\n', '\n')
    .replaceAll(/^(```+)[\s\S]*?^\1$/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''))

/** The anchors of a page as GitHub makes them: letters, digits, `-` and `_` of a heading, in lower case; `-1` behind the second of the same. */
function anchorsOf(path: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of prose(path).matchAll(/^#{1,6} (.+)$/gm)) {
    const plain = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
    let anchor = plain
    for (let i = 1; anchors.has(anchor); i++) anchor = `${plain}-${i}`
    anchors.add(anchor)
  }
  return anchors
}

it('every relative link of every page leads to a file and a heading that are there', () => {
  const broken: string[] = []
  let links = 0
  for (const page of pages) {
    const file = join(root, page)
    const text = prose(file)
    const targets = [...text.matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g), ...text.matchAll(/^\[[^\]]+\]: (\S+)$/gm)].map(([, target = '']) => target)
    for (const target of targets) {
      if (/^[a-z]+:/i.test(target)) continue
      links++
      const [path = '', anchor] = target.split('#')
      const to = path === '' ? file : resolve(dirname(file), decodeURIComponent(path))
      const inside = !relative(root, to).startsWith('..')
      if (!inside || !existsSync(to)) broken.push(`${page}: ${target} is not there`)
      else if (anchor !== undefined && (!statSync(to).isFile() || !anchorsOf(to).has(anchor))) broken.push(`${page}: ${target} has no such heading`)
    }
  }
  assert.ok(pages.length >= 8 && links >= 60, `${pages.length} pages, ${links} links`)
  assert.deepEqual(broken, [])
})
