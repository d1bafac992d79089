import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import { describe, it } from 'node:test'
import ts from 'typescript-5'

const root = resolve(import.meta.dirname, '..')

/**
 * Who may import whom, besides itself. A folder ending in `/*` stands for each folder in it on its own: what lies beside
 * it, it may not import. Whatever is not here may not exist.
 */
const MAY_IMPORT: { readonly [folder: string]: readonly string[] } = {
  'src/contract': [],
  'src/codecs/*': ['src/codecs/*'],
  'src/kernel': ['src/contract'],
  'src/administration': ['src/contract', 'src/kernel', 'src/codecs/*'],
  'src/wire': ['src/contract', 'src/kernel', 'src/codecs/*'],
  'src/protocols/*': ['src/contract', 'src/kernel', 'src/codecs/*', 'src/wire'],
  'src/stores/*': ['src/contract', 'src/kernel'],
  'src/server': ['src/contract', 'src/codecs/*', 'src/kernel', 'src/administration', 'src/wire', 'src/protocols/*', 'src/stores/*'],
  'src/cli': ['src/contract', 'src/server'],
}

/** Each npm package that is shipped has one owner (`pg` may have a second, a connector). */
const OWNERS: { readonly [name: string]: readonly string[] } = {
  ajv: ['src/kernel'],
  fastify: ['src/server'],
  graphql: ['src/protocols/graphql'],
  pg: ['src/stores/postgres'],
  pino: ['src/server'],
  saxes: ['src/codecs/xml'],
  undici: ['src/server'],
  ws: ['src/server'],
}

/** What is big or rarely needed: only `import()`, or a `require` at its first use, may reach it. */
const LAZY: readonly string[] = ['pg', 'undici', 'ws']

/** What runs where there is no Node, and so may import nothing of it: a contract loads in a browser. */
const WITHOUT_NODE: readonly string[] = ['src/contract']

/** What time and chance are called when they are not injected; lint says so too, but not of `new Date()`. */
const UNINJECTED = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\brandomUUID\(|\brandomBytes\(/
const MAY_HAVE_TIME: readonly string[] = ['src/server', 'src/cli']

interface SourceFile {
  readonly path: string
  readonly folder: string | undefined
  readonly text: string
  readonly imports: readonly string[]
}

const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .sort()
const sources = files
  .filter((path) => path.endsWith('.ts'))
  .map((path): SourceFile => {
    const text = readFileSync(join(root, path), 'utf8')
    return { path, folder: folderOf(path), text, imports: importsOf(text) }
  })

function importsOf(text: string): readonly string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName)
}

/** `src/protocols/rest/x.ts` → `src/protocols/rest`; `undefined` where no folder of the table has it. */
function folderOf(path: string): string | undefined {
  const [src, first, second, third] = path.split('/')
  if (third !== undefined && Object.hasOwn(MAY_IMPORT, `${src}/${first}/*`)) return `${src}/${first}/${second}`
  return second !== undefined && Object.hasOwn(MAY_IMPORT, `${src}/${first}`) ? `${src}/${first}` : undefined
}

function rowOf(folder: string): string {
  return Object.hasOwn(MAY_IMPORT, folder) ? folder : `${dirname(folder)}/*`
}

function packageOf(specifier: string): string {
  const [scope = '', name] = specifier.split('/')
  return scope.startsWith('@') && name !== undefined ? `${scope}/${name}` : scope
}

describe('the import table', () => {
  it('was held against every source file', (context) => {
    const packages = new Set(sources.flatMap((source) => source.imports.filter((one) => !one.startsWith('.') && !isBuiltin(one)).map(packageOf)))
    context.diagnostic(
      `${sources.length} source files, ${sources.reduce((sum, source) => sum + source.imports.length, 0)} imports, ${packages.size} packages (${[...packages].join(', ')})`,
    )
    assert.ok(sources.length > 0, 'no source file was read: the check looked at nothing')
    assert.ok(
      sources.some((source) => source.imports.length > 0),
      'no import was read: the check looked at nothing',
    )
  })

  it('sees imports of values, of types, exports, and import()', () => {
    assert.deepEqual(
      importsOf(
        "import { a } from './a.ts'\nimport type { B } from './b.ts'\nexport * from './c.ts'\nexport type { D } from './d.ts'\nconst e = await import('./e.ts')\nconst f = `import './f.ts'`\n",
      ),
      ['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts'],
    )
  })

  it('has a row for each folder', () => {
    const unlisted = files.filter((path) => folderOf(path) === undefined)
    assert.deepEqual(unlisted, [], 'files in a folder that the table does not have: add a row to MAY_IMPORT, or move them')
    for (const row of Object.keys(MAY_IMPORT))
      assert.ok(
        sources.some((source) => source.folder !== undefined && rowOf(source.folder) === row),
        `the table has ${row}, which has no file`,
      )
  })

  it('is kept', () => {
    const wrong: string[] = []
    for (const { path, folder, imports } of sources) {
      if (folder === undefined) continue
      const allowed = MAY_IMPORT[rowOf(folder)] ?? []
      for (const specifier of imports) {
        if (!specifier.startsWith('.')) continue
        const target = posix.join(posix.dirname(path), specifier)
        const other = folderOf(target)
        if (other === folder) continue
        if (other === undefined || !allowed.includes(rowOf(other)))
          wrong.push(`${path} imports ${target}; ${folder} may import ${allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')}`)
      }
    }
    assert.deepEqual(wrong, [])
  })

  it('keeps siblings apart', () => {
    const wrong = sources.flatMap(({ path, folder, imports }) => {
      const row = folder === undefined ? '' : rowOf(folder)
      if (!row.endsWith('/*') || row === 'src/codecs/*') return []
      return imports
        .filter((one) => one.startsWith('.'))
        .map((one) => posix.join(posix.dirname(path), one))
        .filter((target) => {
          const other = folderOf(target)
          return other !== undefined && other !== folder && rowOf(other) === row
        })
        .map((target) => `${path} imports its sibling ${target}`)
    })
    assert.deepEqual(wrong, [])
  })
})

describe('imports at run time', () => {
  it('are those that stay when types are gone, and not those made later', () => {
    assert.deepEqual(
      loadedWith(
        "import { a } from './a.ts'\nimport type { B } from './b.ts'\nexport * from './c.ts'\nexport type { D } from './d.ts'\nconst e = await import('./e.ts')\nimport { type F } from './f.ts'\nimport './g.ts'\nexport type H = import('./h.ts').H\n",
      ),
      ['./a.ts', './c.ts', './f.ts', './g.ts'],
    )
  })

  it('run in no circle', (context) => {
    const graph = new Map(
      sources.map(({ path, text }) => [
        path,
        loadedWith(text)
          .filter((one) => one.startsWith('.'))
          .map((one) => posix.join(posix.dirname(path), one)),
      ]),
    )
    context.diagnostic(`${[...graph.values()].flat().length} imports between source files`)
    assert.deepEqual(circle(graph)?.join(' → '), undefined, 'move what both need to a file of its own')
    assert.deepEqual(circle(new Map(Object.entries({ a: ['b'], b: ['c', 'd'], c: [], d: ['b'] }))), ['b', 'd', 'b'])
  })
})

/** What is loaded with a module; `verbatimModuleSyntax` keeps an import whose names are all types, where only the names say so. */
function loadedWith(text: string): readonly string[] {
  return ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
    const types = ts.isImportDeclaration(statement) ? statement.importClause?.isTypeOnly : ts.isExportDeclaration(statement) && statement.isTypeOnly
    const from = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined
    return from && ts.isStringLiteral(from) && !types ? [from.text] : []
  })
}

/** The first way that comes back to where it was, if there is one. */
function circle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const seen = new Set<string>()
  const way: string[] = []
  const follow = (here: string): readonly string[] | undefined => {
    const at = way.indexOf(here)
    if (at >= 0) return [...way.slice(at), here]
    if (seen.has(here)) return undefined
    seen.add(here)
    way.push(here)
    for (const next of graph.get(here) ?? []) {
      const found = follow(next)
      if (found) return found
    }
    way.pop()
    return undefined
  }
  for (const start of graph.keys()) {
    const found = follow(start)
    if (found) return found
  }
  return undefined
}

describe('packages', () => {
  it('are imported by their owner only, and each has one', () => {
    const wrong: string[] = []
    for (const { path, folder, imports } of sources) {
      for (const specifier of imports) {
        if (specifier.startsWith('.') || isBuiltin(specifier)) continue
        const name = packageOf(specifier)
        const owners = OWNERS[name]
        if (!owners) wrong.push(`${path} imports ${name}, which has no owner: add it to OWNERS`)
        else if (folder === undefined || !owners.includes(folder)) wrong.push(`${path} imports ${name}, which belongs to ${owners.join(' and ')}`)
      }
    }
    assert.deepEqual(wrong, [])
  })

  it('that draw at random do so in the tests by conformance/laws.ts, which gives them the seed', () => {
    const tests = ['test', 'conformance', 'torture'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
    )
    const drawing = tests.filter((path) => /^(im|ex)port .*'fast-check'/m.test(readFileSync(join(root, path), 'utf8')))
    assert.deepEqual(drawing, ['conformance/laws.ts'])
  })

  it('that are shipped are those that have an owner', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: { [name: string]: string } }
    assert.deepEqual(Object.keys(manifest.dependencies).sort(), Object.keys(OWNERS).sort())
  })

  it('that are heavy are loaded when they are needed', () => {
    const wrong = sources
      .filter((source) => LAZY.some((name) => new RegExp(`^import (?!type).* from '${name}'`, 'm').test(source.text)))
      .map((source) => source.path)
    assert.deepEqual(wrong, [])
  })
})

it('what runs in a browser imports nothing of Node', () => {
  const wrong = sources.flatMap(({ path, folder, imports }) =>
    folder !== undefined && WITHOUT_NODE.includes(rowOf(folder)) ? imports.filter((one) => isBuiltin(one)).map((one) => `${path} imports ${one}`) : [],
  )
  assert.deepEqual(wrong, [])
})

it('time and chance are injected everywhere but in the composition root', () => {
  const wrong = sources
    .filter(({ folder, text }) => folder !== undefined && !MAY_HAVE_TIME.includes(folder) && UNINJECTED.test(withoutComments(text)))
    .map(({ path, text }) => `${path}: ${UNINJECTED.exec(withoutComments(text))?.[0]}`)
  assert.deepEqual(wrong, [])
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}

it('source files are small', (context) => {
  const lines = sources.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 })).sort((a, b) => a.lines - b.lines)
  const at = (share: number): number => lines[Math.min(lines.length - 1, Math.floor(lines.length * share))]?.lines ?? 0
  const largest = lines.at(-1)
  context.diagnostic(`lines a file: median ${at(0.5)}, 90 % below ${at(0.9)}, largest ${largest?.lines} (${largest?.path})`)
  assert.ok((largest?.lines ?? 0) <= 600, `${largest?.path} has ${largest?.lines} lines; split it`)
})
