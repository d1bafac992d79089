import { readFile } from 'node:fs/promises'
import { prepared, type Prepared } from '../../../wire/document.ts'

export interface Asset {
  readonly type: string
  /** In a checkout; a build has a copy of it beside this file (`postbuild` in package.json). */
  readonly from: string
}

const SCRIPT = 'text/javascript; charset=utf-8'

/** What GraphiQL is made of (each under its MIT licence, which a build has beside it), by the name it is served under. */
export const ASSETS: { readonly [name: string]: Asset } = {
  'graphiql.js': { type: SCRIPT, from: 'graphiql/graphiql.min.js' },
  'graphiql.css': { type: 'text/css; charset=utf-8', from: 'graphiql/graphiql.min.css' },
  'react.js': { type: SCRIPT, from: 'react/umd/react.production.min.js' },
  'react-dom.js': { type: SCRIPT, from: 'react-dom/umd/react-dom.production.min.js' },
}

const known = new Map<string, Promise<Prepared>>()

/** Read when it is first asked for, then kept: 1.5 MB in all. */
export function assetOf(name: string): Promise<Prepared> {
  let asset = known.get(name)
  if (!asset) {
    asset = read(name)
    known.set(name, asset)
    asset.catch(() => known.delete(name))
  }
  return asset
}

async function read(name: string): Promise<Prepared> {
  const built = await readFile(new URL(`./assets/${name}`, import.meta.url)).catch(() => undefined)
  const bytes = built ?? (await readFile(new URL(`../../../../node_modules/${ASSETS[name]?.from ?? name}`, import.meta.url)))
  // Not the comment that names a source map: there is none.
  return prepared(bytes.toString('utf8').replace(/\n\/[/*]# sourceMappingURL=.*\s*$/, '\n'))
}
