import type { MigrationReport } from '../../server/migrate.ts'
import { defineCommand, ENV_OPTION, JSON_OPTION } from '../command.ts'
import { EXIT } from '../exit.ts'
import type { Io } from '../io.ts'
import { createProgress } from '../progress.ts'

export const migrate = defineCommand({
  name: 'migrate',
  summary: 'Brings stored records to the present contract.',
  doc: [
    'Compares the contract of the app file with the one that the stored records are of, looks at the records where they decide,',
    'and rewrites them in durable steps; cut off, it goes on where it was when it is run again. What the contract alone does not',
    'say (a renamed field, another unit, a new required field) is declared in the app file: migrations: [defineMigration(…)].',
    'Nothing is changed where a record would not fit. `busbar start` does the same by itself. An app on SQLite has to be stopped',
    'before; on PostgreSQL processes that still run with the old contract can no longer write once it begins.',
  ],
  arguments: [{ name: 'FILE', doc: 'The app file; busbar.config.ts (or .js, .mjs) of this folder where absent.', optional: true }],
  options: {
    'plan': { kind: 'flag', doc: 'Only says what would be done, with counts and the records that do not fit; changes nothing.' },
    'most': { kind: 'integer', value: 'COUNT', minimum: 1, default: 10, doc: 'How many records that do not fit are told, of each resource.' },
    'env-file': ENV_OPTION,
    'json': JSON_OPTION,
  },
  examples: [
    { does: 'see what a new contract means for the data that is there', run: 'busbar migrate --plan' },
    { does: 'do it', run: 'busbar migrate' },
  ],
  exits: {
    0: 'the records are (with --plan: can be) as the contract wants them',
    1: 'records do not fit, or a declaration is missing; which and what was printed, nothing was changed',
    3: 'the store cannot be opened, or another process holds it',
  },
  async run({ arguments: [given], options }, io) {
    const [
      { findAppFile, loadApp },
      { readEnvironmentFiles },
      { readConfig },
      { createLog },
      { CheckFailed, checkApp },
      { formatReports, migrateApp, planAppMigrations },
    ] = await Promise.all([
      import('../../server/load-app.ts'),
      import('../../server/environment.ts'),
      import('../../server/config/config.ts'),
      import('../../server/log.ts'),
      import('../../server/check.ts'),
      import('../../server/migrate.ts'),
    ])
    readEnvironmentFiles(options['env-file'], io.cwd)
    const file = findAppFile(given, io.cwd)
    const config = readConfig(await loadApp(file), { file })
    const errors = checkApp(config).filter(({ severity }) => severity === 'error')
    if (errors.length > 0) throw new CheckFailed(errors)
    const bar = createProgress(io.err)
    const ports = {
      log: createLog({ level: 'warn', format: 'text', write: (line) => io.err.write(line) }),
      most: options.most,
      signal: io.signal,
      progress: ({ phase, resource, done, total }: { phase: 'look' | 'rewrite'; resource: string; done: number; total: number }) =>
        bar.show(`${phase === 'look' ? 'looking at' : 'rewriting'} ${resource}: ${done} of ${total}`, total === 0 ? 1 : done / total),
    }
    const print = (reports: readonly MigrationReport[]): number => say(reports, { io, text: formatReports(reports), json: options.json, plan: options.plan })
    try {
      const reports = await (options.plan ? planAppMigrations(config, ports) : migrateApp(config, ports))
      bar.end()
      return print(reports)
    } catch (error) {
      bar.end()
      if (error instanceof Error && 'reports' in error && error.name === 'MigrationBlocked') return print(error.reports as readonly MigrationReport[])
      if (!io.signal.aborted) throw error
      io.err.write('Stopped between two steps. What was rewritten stays; run it again to go on.\n')
      return EXIT.failure
    }
  },
})

function say(
  reports: readonly MigrationReport[],
  { io, text, json, plan }: { readonly io: Io; readonly text: string; readonly json: boolean; readonly plan: boolean },
): number {
  const blocked = reports.some((report) => report.blocked)
  if (json) io.out.write(`${JSON.stringify({ blocked, migrated: !plan && !blocked, contracts: reports }, undefined, 2)}\n`)
  else if (reports.length === 0) io.out.write('The stored records are as the contract wants them; there is nothing to do.\n')
  else io.out.write(`${text}\n${blocked ? '' : plan ? 'It can be done: `busbar migrate`, or the next `busbar start`.\n' : 'Done.\n'}`)
  return blocked ? EXIT.failure : EXIT.ok
}
