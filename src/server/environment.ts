import { loadEnvFile } from 'node:process'
import { resolve } from 'node:path'
import { ConfigError } from './config/problem.ts'

/** Reads `NAME=value` files into the environment; what is set already stays. */
export function readEnvironmentFiles(files: readonly string[], folder: string): void {
  for (const file of files) {
    const path = resolve(folder, file)
    try {
      loadEnvFile(path)
    } catch (error) {
      throw new ConfigError(path, [
        {
          field: '',
          message: `The file of environment variables cannot be read: ${error instanceof Error ? error.message : String(error)}`,
          remedy: 'Give the path of a file with NAME=value lines.',
        },
      ])
    }
  }
}
