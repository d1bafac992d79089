import { administrationContract } from '../administration/contract.ts'
import { ADMINISTRATION_PREFIX } from '../administration/directory.ts'
import type { MigrationReport } from '../kernel/migrate/examine.ts'
import { migrate, planMigrations, type MigrateOptions } from '../kernel/migrate/migrate.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config/config.ts'
import type { OpenPorts } from './open.ts'
import { systemRandom } from './random.ts'
import { openStore, PREFIX, settingOf } from './store.ts'

export type { MigrationReport } from '../kernel/migrate/examine.ts'
export { formatReports } from '../kernel/migrate/report.ts'

type MigratePorts = Pick<OpenPorts, 'log' | 'clock' | 'random'> & Pick<MigrateOptions, 'most' | 'progress' | 'signal'>

/** What a migration of an app's records would do. Rejects as `openApp` does. */
export async function planAppMigrations(config: Config, ports: MigratePorts): Promise<readonly MigrationReport[]> {
  return planMigrations(migrateOptions(config, ports)).catch((error: unknown) => Promise.reject(settingOf('store', config, error)))
}

/** Brings the records of an app to its contract. Rejects with `MigrationBlocked` where they do not fit, and as `openApp` does. */
export async function migrateApp(config: Config, ports: MigratePorts): Promise<readonly MigrationReport[]> {
  return migrate(migrateOptions(config, ports)).catch((error: unknown) => Promise.reject(settingOf('store', config, error)))
}

function migrateOptions(config: Config, { clock = systemClock, random = systemRandom, ...ports }: MigratePorts): MigrateOptions {
  return {
    ...ports,
    clock,
    random,
    openStore: () => openStore(config, { clock, random, log: ports.log }),
    contracts: [
      { data: config.contract, prefix: PREFIX, migrations: config.migrations },
      { data: administrationContract.data, prefix: ADMINISTRATION_PREFIX, migrations: [] },
    ],
  }
}
