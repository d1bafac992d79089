import type { Caller } from '../server/caller/caller.ts'
import type { OpenedApp } from '../server/open.ts'
import { CONFIG_OPTION, ENV_OPTION } from './command.ts'
import { EXIT, Failed } from './exit.ts'
import type { Io } from './io.ts'

/** Where calls go: an app opened in this process, or a running server. */
export const CALLER_OPTIONS = {
  'config': { ...CONFIG_OPTION, doc: `${CONFIG_OPTION.doc} Its store is opened in this process, so no server may hold it.` },
  'url': {
    kind: 'text',
    short: 'u',
    value: 'URL',
    doc: 'The address of a running API, as `busbar start` prints it (http://127.0.0.1:8080/api/v1); the key is read from the environment variable BUSBAR_KEY.',
  },
  'env-file': ENV_OPTION,
} as const

export interface CallerChoice {
  readonly 'config': string | undefined
  readonly 'url': string | undefined
  readonly 'env-file': readonly string[]
}

/** `api`: the one whose operations are called, the contract's where absent. */
export interface CallerOptions {
  readonly version?: string
  readonly api?: 'administration'
}

export async function openCaller(choice: CallerChoice, io: Io, options: CallerOptions = {}): Promise<Caller> {
  const { readEnvironmentFiles } = await import('../server/environment.ts')
  readEnvironmentFiles(choice['env-file'], io.cwd)
  if (choice.url !== undefined) {
    const { remoteCaller, Unreachable } = await import('../server/caller/remote.ts')
    try {
      return await remoteCaller({ url: choice.url, key: io.env['BUSBAR_KEY'] })
    } catch (error) {
      if (error instanceof Unreachable) throw new Failed(error.message, EXIT.unreachable)
      throw error
    }
  }
  const { localCaller } = await import('../server/caller/local.ts')
  return localCaller(await openLocal(choice, io, options), options)
}

/** The app of a command line, open in this process. */
export async function openLocal(choice: { readonly config: string | undefined }, io: Io, options: CallerOptions = {}): Promise<OpenedApp> {
  const [{ findAppFile, loadApp }, { readConfig }, { openApp }, { createLog }] = await Promise.all([
    import('../server/load-app.ts'),
    import('../server/config/config.ts'),
    import('../server/open.ts'),
    import('../server/log.ts'),
  ])
  const file = findAppFile(choice.config, io.cwd)
  const config = readConfig(await loadApp(file), { file })
  try {
    return await openApp(config, { log: createLog({ level: 'warn', format: 'text', write: (line) => io.err.write(line) }) })
  } catch (error) {
    if (error instanceof Error && error.name === 'StoreRefused' && /in use by|already open/.test(error.message)) {
      const { basesOf } = await import('../server/announce.ts')
      const { host, port } = config.listen
      const base = `http://${host}:${port === 0 ? 'PORT' : port}${basesOf(config.contract)[options.api ?? 'api']}`
      throw new Failed(
        `${error.message}\nTo call the running server instead, give its address and a key: --url ${base} with the key in BUSBAR_KEY.`,
        EXIT.unreachable,
      )
    }
    throw error
  }
}
