import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { VERSION } from '../../server/version.ts'
import { defineCommand } from '../command.ts'
import { EXIT, Failed, UsageError } from '../exit.ts'

export const init = defineCommand({
  name: 'init',
  summary: 'Writes a small project to begin with.',
  doc: [
    'Writes contract.ts, busbar.config.ts, package.json, tsconfig.json and .gitignore. Overwrites nothing: where one of',
    'them is there already, it writes none and says which.',
  ],
  arguments: [{ name: 'FOLDER', doc: 'Where; made where it is not there. This folder where absent.', optional: true }],
  options: { name: { kind: 'text', value: 'NAME', doc: "The contract's name, in kebab-case; the folder's name where absent." } },
  examples: [
    { does: 'begin in a new folder', run: 'busbar init plant' },
    { does: 'begin here, under another name', run: 'busbar init --name bremen-1' },
  ],
  async run({ arguments: [given], options }, io) {
    const folder = resolve(io.cwd, given ?? '.')
    const name = options.name ?? kebabName(basename(folder))
    if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
      throw new UsageError(`'${name}' cannot be a contract's name: it needs lower-case letters, digits and '-', beginning with a letter. Give one with --name.`)
    const files = project(name)
    const there = Object.keys(files).filter((file) => existsSync(join(folder, file)))
    if (there.length > 0) throw new Failed(`${folder} has ${there.join(', ')} already; nothing was written. Choose another folder: busbar init FOLDER`)
    mkdirSync(folder, { recursive: true })
    // `wx`: what appears in between is not overwritten either.
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text, { flag: 'wx' })
    const where = relative(io.cwd, folder)
    io.out.write(`Written to ${folder}: ${Object.keys(files).join(', ')}.\n\nNext:\n${where === '' ? '' : `  cd ${where}\n`}  npm install\n  npm start\n`)
    return EXIT.ok
  },
})

function kebabName(text: string): string {
  return (
    text
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '') || 'plant'
  )
}

function project(name: string): { readonly [file: string]: string } {
  return {
    'contract.ts': `import { defineContract, defineResource, t } from 'busbar/contract'

/** What there is and what one may do with it: data only. Partners review it, CI compares it (busbar diff). */
export const Machine = defineResource('Machine', {
  key: { id: t.string({ pattern: '^[a-z0-9-]{1,40}$' }) },
  fields: {
    name: t.string(),
    line: t.string().optional(),
    state: t.state('Stopped', 'Running'),
  },
  standard: ['get', 'list', 'create', 'update'],
  lists: [{ equal: ['state'], sort: 'name' }],
  commands: {
    start: { from: ['Stopped'], to: 'Running' },
    stop: { from: ['Running'], to: 'Stopped' },
  },
})

export const contract = defineContract('${name}', { version: 'v1', members: [Machine] })
`,
    'busbar.config.ts': `import { defineApp, rest, sqlite } from 'busbar'
import { contract } from './contract.ts'

/** The only file that knows addresses, secrets and which protocols are on. */
export default defineApp({
  contract,
  store: sqlite({ path: './data' }),
  protocols: [rest()],
})
`,
    'package.json': `${JSON.stringify({ name, private: true, type: 'module', scripts: { start: 'busbar start', dev: 'busbar dev', check: 'busbar check' }, dependencies: { busbar: `^${VERSION}` } }, undefined, 2)}\n`,
    'tsconfig.json': `${JSON.stringify({ compilerOptions: { target: 'es2024', module: 'nodenext', strict: true, noEmit: true, erasableSyntaxOnly: true, verbatimModuleSyntax: true, allowImportingTsExtensions: true, skipLibCheck: true } }, undefined, 2)}\n`,
    '.gitignore': 'node_modules/\ndata/\n.env\n',
  }
}
