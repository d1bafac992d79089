import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { App } from './config/app.ts'
import { ConfigError } from './config/problem.ts'

/** Names that an app file has when nobody says otherwise, in the order they are looked for. */
export const DEFAULT_FILES: readonly string[] = ['busbar.config.ts', 'busbar.config.js', 'busbar.config.mjs']

/** The app file to use: the one that is named, else the default of the folder. Throws a `ConfigError` where there is none. */
export function findAppFile(given: string | undefined, folder: string): string {
  if (given !== undefined) {
    const file = resolve(folder, given)
    if (!existsSync(file))
      throw new ConfigError(file, [{ field: '', message: 'There is no such file.', remedy: 'Give the path of an app file; `busbar init` writes one.' }])
    return file
  }
  const found = DEFAULT_FILES.map((name) => resolve(folder, name)).find((file) => existsSync(file))
  if (found === undefined)
    throw new ConfigError(resolve(folder, 'busbar.config.ts'), [
      { field: '', message: 'There is no app file in this folder.', remedy: 'Give its path, as in `busbar start my.config.ts`; `busbar init` writes one.' },
    ])
  return found
}

/** What the module at `file` exports by default. TypeScript is loaded as it is. Throws a `ConfigError` where it cannot be. */
export async function loadApp(file: string): Promise<App> {
  return (await loadModule(file))['default'] as App
}

/** Everything a user's module exports. */
export async function loadModule(file: string): Promise<{ readonly [name: string]: unknown }> {
  provideBusbar()
  try {
    return (await import(pathToFileURL(file).href)) as { readonly [name: string]: unknown }
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(file, [explain(error, file)])
  }
}

function explain(error: unknown, file: string): { field: string; message: string; remedy: string } {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const where = error instanceof Error ? placeIn(error.stack ?? '', file) : ''
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return {
      field: '',
      message: `The file uses TypeScript that is not only types: ${message}`,
      remedy: 'Node runs TypeScript by leaving the types out. Write enums as objects and parameter properties as fields (tsc: erasableSyntaxOnly).',
    }
  if (code === 'ERR_MODULE_NOT_FOUND')
    return {
      field: '',
      message: `Something that the file imports is not there: ${message}`,
      remedy: 'Correct the path (with its ending, such as ./contract.ts), or install the package.',
    }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return { field: '', message, remedy: 'An app file ends in .ts, .js or .mjs.' }
  if (error instanceof SyntaxError) return { field: '', message: `The file cannot be read: ${message}${where}`, remedy: 'Correct it there.' }
  return {
    field: '',
    message: `The file failed while it was loaded: ${message}${where}`,
    remedy: 'Correct it there. What needs the network or the environment belongs behind env() or into a handler.',
  }
}

/** The first line of a stack that is in the user's own files. */
function placeIn(stack: string, file: string): string {
  const folder = pathToFileURL(resolve(file, '..')).href
  const line = stack.split('\n').find((one) => one.includes(folder))
  const place = line && /\(?(file:[^)]+)\)?$/.exec(line.trim())?.[1]
  return place === undefined ? '' : ` (${place})`
}

let provided = false

/**
 * `busbar start my.config.ts` works in a folder without node_modules: where `busbar` is not installed, the import is this
 * very package.
 */
function provideBusbar(): void {
  if (provided) return
  provided = true
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== 'busbar' && !specifier.startsWith('busbar/')) return next(specifier, context)
      try {
        return next(specifier, context)
      } catch (error) {
        try {
          return next(specifier, { ...context, parentURL: import.meta.url })
        } catch {
          throw error
        }
      }
    },
  })
}
