import { readFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { canonicalJson } from '../contract/canonical.ts'
import type { ContractData } from '../contract/data.ts'
import { parseContract } from '../contract/load.ts'
import { readConfig, type Config } from './config/config.ts'
import { ConfigError } from './config/problem.ts'
import { loadModule } from './load-app.ts'

/** A contract, from wherever it is written. */
export interface ContractFile {
  readonly file: string
  readonly contract: ContractData
  /** Where the file is an app file: the app, with no environment variable read. */
  readonly config?: Config
  /** Where the file is canonical JSON: its names are sorted, so that the order of the fields is not that of their declaration. */
  readonly sorted?: true
}

/**
 * Reads a contract from an app file, from a module that exports one, or from its canonical JSON. Throws a `ConfigError`
 * where there is none, a `ContractError` where the JSON has the wrong form.
 */
export async function readContractFile(given: string, folder: string): Promise<ContractFile> {
  const file = resolve(folder, given)
  if (extname(file) === '.json') {
    const { text, value } = readJson(file)
    return { file, contract: parseContract(value), ...(isCanonical(text, value) && { sorted: true }) }
  }
  const module = await loadModule(file)
  if (isApp(module['default'])) {
    const config = readConfig(module['default'], { file, settings: 'leave' })
    return { file, contract: config.contract, config }
  }
  const found = new Set(Object.values(module).flatMap((value) => contractIn(value) ?? []))
  const [contract, ...others] = found
  if (!contract)
    throw new ConfigError(file, [
      {
        field: '',
        message: 'The file exports neither an app nor a contract.',
        remedy: 'Export what defineApp or defineContract answers, or give the canonical JSON.',
      },
    ])
  if (others.length > 0)
    throw new ConfigError(file, [
      { field: '', message: `The file exports ${found.size} contracts.`, remedy: 'Give a file that exports the one that is meant.' },
    ])
  return { file, contract }
}

function readJson(file: string): { readonly text: string; readonly value: unknown } {
  try {
    const text = readFileSync(file, 'utf8')
    return { text, value: JSON.parse(text) }
  } catch (error) {
    throw new ConfigError(file, [
      {
        field: '',
        message: `The file cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        remedy: 'Give a file with the canonical JSON of a contract, as `busbar emit contract` writes it.',
      },
    ])
  }
}

function isCanonical(text: string, value: unknown): boolean {
  try {
    return text.trim() === canonicalJson(value)
  } catch {
    return false
  }
}

function isApp(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'busbar' in value && value.busbar === 'app'
}

function contractIn(value: unknown): ContractData | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const data: unknown = 'data' in value ? value.data : value
  return typeof data === 'object' && data !== null && 'busbar' in data && data.busbar === 1 && 'resources' in data ? (data as ContractData) : undefined
}
