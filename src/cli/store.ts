import type { Config } from '../server/config/config.ts'
import type { Store } from '../server/store.ts'
import type { Io } from './io.ts'

/** The store of a command line's app, open in this process without a kernel. */
export async function openLocalStore(choice: { readonly 'config': string | undefined; readonly 'env-file': readonly string[] }, io: Io): Promise<{ readonly store: Store; readonly config: Config }> {
  const [{ findAppFile, loadApp }, { readConfig }, { openAppStore }, { createLog }, { readEnvironmentFiles }] = await Promise.all([
    import('../server/load-app.ts'),
    import('../server/config/config.ts'),
    import('../server/open.ts'),
    import('../server/log.ts'),
    import('../server/environment.ts'),
  ])
  readEnvironmentFiles(choice['env-file'], io.cwd)
  const file = findAppFile(choice.config, io.cwd)
  const config = readConfig(await loadApp(file), { file })
  const store = await openAppStore(config, { log: createLog({ level: 'warn', format: 'text', write: (line) => io.err.write(line) }) })
  return { store, config }
}
