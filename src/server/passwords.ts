import { isKeyId } from '../kernel/credential/key.ts'
import type { PasswordOf } from '../kernel/ports/protocol.ts'
import type { Config } from './config/config.ts'
import { settingOf } from './store.ts'

export { isKeyId }

/** The passwords that are derived for keys; `undefined` where no protocol of the app takes digests of them. Throws a `ConfigError` where the setting behind them is missing or wrong. */
export function passwordsOf(config: Pick<Config, 'protocols' | 'file'>): PasswordOf | undefined {
  try {
    return config.protocols.find(({ passwords }) => passwords)?.passwords?.()
  } catch (error) {
    throw settingOf('protocols', config, error)
  }
}
