import type { Config } from '../server/config/config.ts'
import type { Store, StoreView } from '../server/store.ts'
import type { Io } from './io.ts'

interface Choice {
  readonly 'config': string | undefined
  readonly 'env-file': readonly string[]
}

/** The store of a command line's app, open in this process without a kernel. */
export async function openLocalStore(choice: Choice, io: Io): Promise<{ readonly store: Store; readonly config: Config }> {
  const [config, { openAppStore }, log] = await Promise.all([readApp(choice, io), import('../server/open.ts'), quietLog(io)])
  return { store: await openAppStore(config, { log }), config }
}

/** A look at it, also while a server holds it. */
export async function openLocalView(choice: Choice, io: Io): Promise<{ readonly store: StoreView; readonly config: Config }> {
  const [config, { lookAtStore }, { systemClock }, { systemRandom }, log] = await Promise.all([
    readApp(choice, io),
    import('../server/store.ts'),
    import('../server/clock.ts'),
    import('../server/random.ts'),
    quietLog(io),
  ])
  return { store: await lookAtStore(config, { clock: systemClock, random: systemRandom, log }), config }
}

async function readApp(choice: Choice, io: Io): Promise<Config> {
  const [{ findAppFile, loadApp }, { readConfig }, { readEnvironmentFiles }] = await Promise.all([
    import('../server/load-app.ts'),
    import('../server/config/config.ts'),
    import('../server/environment.ts'),
  ])
  readEnvironmentFiles(choice['env-file'], io.cwd)
  const file = findAppFile(choice.config, io.cwd)
  return readConfig(await loadApp(file), { file })
}

async function quietLog(io: Io) {
  const { createLog } = await import('../server/log.ts')
  return createLog({ level: 'warn', format: 'text', write: (line) => io.err.write(line) })
}
