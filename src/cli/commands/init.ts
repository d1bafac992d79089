import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { VERSION } from '../../server/version.ts'
import { defineCommand } from '../command.ts'
import { EXIT, Failed, UsageError } from '../exit.ts'

export const init = defineCommand({
  name: 'init',
  summary: 'Writes a small project to begin with.',
  doc: [
    'Writes contract.ts, busbar.config.ts, package.json, tsconfig.json and .gitignore. Overwrites nothing: where one of',
    'them is there already, it writes none and says which. The project brings the Node.js it needs along, as a package.',
  ],
  arguments: [{ name: 'FOLDER', doc: 'Where; made where it is not there. This folder where absent.', optional: true }],
  options: {
    name: { kind: 'text', value: 'NAME', doc: "The contract's name, in kebab-case; the folder's name where absent." },
    package: { kind: 'text', value: 'FILE', doc: 'Busbar itself as `npm pack` made it, for the project to install; from the npm registry where absent.' },
  },
  examples: [
    { does: 'begin in a new folder', run: 'busbar init plant' },
    { does: 'begin here, under another name', run: 'busbar init --name bremen-1' },
    { does: 'begin with a Busbar that is on no registry', run: 'busbar init plant --package ../busbar-1.2.0.tgz' },
  ],
  async run({ arguments: [given], options }, io) {
    const folder = resolve(io.cwd, given ?? '.')
    const name = options.name ?? kebabName(basename(folder))
    if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
      throw new UsageError(`'${name}' cannot be a contract's name: it needs lower-case letters, digits and '-', beginning with a letter. Give one with --name.`)
    const files = project(name, options.package === undefined ? `^${VERSION}` : packed(resolve(io.cwd, options.package), folder))
    const there = Object.keys(files).filter((file) => existsSync(join(folder, file)))
    if (there.length > 0) throw new Failed(`${folder} has ${there.join(', ')} already; nothing was written. Choose another folder: busbar init FOLDER`)
    mkdirSync(folder, { recursive: true })
    // `wx`: what appears in between is not overwritten either.
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text, { flag: 'wx' })
    const where = relative(io.cwd, folder)
    io.out.write(`Written to ${folder}: ${Object.keys(files).join(', ')}.\n\nNext:\n${where === '' ? '' : `  cd ${where}\n`}  npm install\n  npm start\n`)
    if (options.package === undefined && !isInstalled()) {
      io.err.write(
        `\nThis busbar runs from its own sources. Where your npm registry has no busbar ${VERSION}, run npm pack there, and in the new\nproject: npm install <that folder>/busbar-${VERSION}.tgz (next time: busbar init --package).\n`,
      )
    }
    return EXIT.ok
  },
})

/** A dependency on a packed Busbar, as `package.json` has it: relative, so that both can move together. */
function packed(file: string, folder: string): string {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}; \`npm pack\` in Busbar's own folder makes one.`)
  return `file:${relative(folder, file).split(sep).join('/')}`
}

/** Whether this Busbar is a package of some project, and not the folder it is made in. */
function isInstalled(): boolean {
  return fileURLToPath(import.meta.url)
    .split(sep)
    .includes('node_modules')
}

/** `allowScripts`: the package `node` fetches the program for this machine when it is installed, which npm 11 asks about and npm 12 refuses. */
function manifest(name: string, busbar: string): object {
  return {
    name,
    private: true,
    type: 'module',
    scripts: { start: 'busbar start', dev: 'busbar dev', check: 'busbar check' },
    dependencies: { busbar },
    devDependencies: { node: '^24.0.0' },
    engines: { node: '>=24' },
    allowScripts: { node: true },
  }
}

function kebabName(text: string): string {
  return (
    text
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '') || 'plant'
  )
}

function project(name: string, busbar: string): { readonly [file: string]: string } {
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
    'package.json': `${JSON.stringify(manifest(name, busbar), undefined, 2)}\n`,
    'tsconfig.json': `${JSON.stringify({ compilerOptions: { target: 'es2024', module: 'nodenext', strict: true, noEmit: true, erasableSyntaxOnly: true, verbatimModuleSyntax: true, allowImportingTsExtensions: true, skipLibCheck: true } }, undefined, 2)}\n`,
    '.gitignore': 'node_modules/\ndata/\n.env\n',
  }
}
