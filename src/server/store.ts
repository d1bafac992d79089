import type { Clock } from '../kernel/ports/clock.ts'
import type { Log } from '../kernel/ports/log.ts'
import type { Random } from '../kernel/ports/random.ts'
import { SettingMissing } from '../kernel/ports/setting.ts'
import { StoreRefused, type Store, type StoreView } from '../kernel/ports/store.ts'
import type { Config } from './config/config.ts'
import { ConfigError } from './config/problem.ts'

export type { Store, StoreView } from '../kernel/ports/store.ts'

/** The tables of the user's contract begin with this. */
export const PREFIX = 'r'

/** The store of an app, not yet open. */
export function openStore(
  config: Pick<Config, 'store' | 'folder' | 'file'>,
  ports: { readonly clock: Clock; readonly random: Random; readonly log: Log },
): Store {
  try {
    return config.store.open({ ...ports, folder: config.folder })
  } catch (error) {
    throw settingOf('store', config, error)
  }
}

/** A look at the store of an app, beside the process that holds it. Rejects with `StoreRefused` where nothing is there. */
export async function lookAtStore(
  config: Pick<Config, 'store' | 'folder' | 'file'>,
  ports: { readonly clock: Clock; readonly random: Random; readonly log: Log },
): Promise<StoreView> {
  if (!config.store.look) throw new StoreRefused(`A store of the kind ${config.store.kind} cannot be looked at beside its process.`)
  try {
    return await config.store.look({ ...ports, folder: config.folder })
  } catch (error) {
    throw settingOf('store', config, error)
  }
}

/** A store learns only now that a variable is missing or holds nonsense; the user looks for it in the app file. */
export function settingOf(field: string, config: Pick<Config, 'file'>, error: unknown): unknown {
  if (error instanceof SettingMissing) {
    const [what = '', ...remedy] = error.message.split('. ')
    return new ConfigError(config.file, [{ field, message: `For ${field}, ${what}.`, remedy: remedy.join('. ') }])
  }
  if (error instanceof TypeError) return new ConfigError(config.file, [{ field, message: error.message, remedy: `Correct it in the options of ${field}.` }])
  return error
}
