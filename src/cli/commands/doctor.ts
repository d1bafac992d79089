import type { Finding } from '../../server/doctor.ts'
import { CONFIG_OPTION, defineCommand, ENV_OPTION, JSON_OPTION } from '../command.ts'
import { EXIT } from '../exit.ts'
import { styled } from '../io.ts'

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Looks at machine, app and store, and says what is not well.',
  doc: [
    'Node.js, memory, clock; the app file and its contract; the data folder, its disk and how long an fsync takes; the store;',
    'the ports. Changes nothing but that an empty store gets its tables.',
  ],
  arguments: [],
  options: { 'config': CONFIG_OPTION, 'env-file': ENV_OPTION, 'json': JSON_OPTION },
  examples: [
    { does: 'before the first start, and when something is odd', run: 'busbar doctor' },
    { does: 'for a ticket', run: 'busbar doctor --json' },
  ],
  exits: { 1: 'at least one error' },
  async run({ options }, io) {
    const [{ checkMachine, checkSurroundings }, { findAppFile, loadApp }, { readConfig }, { ConfigError }, { readEnvironmentFiles }] = await Promise.all([
      import('../../server/doctor.ts'),
      import('../../server/load-app.ts'),
      import('../../server/config/config.ts'),
      import('../../server/config/problem.ts'),
      import('../../server/environment.ts'),
    ])
    const found: Finding[] = [...checkMachine()]
    try {
      readEnvironmentFiles(options['env-file'], io.cwd)
      const file = findAppFile(options.config, io.cwd)
      const config = readConfig(await loadApp(file), { file })
      found.push({ what: 'app file', state: 'ok', detail: file, remedy: '' }, ...(await checkSurroundings(config)))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      for (const problem of error.problems)
        found.push({
          what: 'app file',
          state: 'error',
          detail: `${error.file}${problem.field === '' ? '' : `: ${problem.field}`}: ${problem.message}`,
          remedy: problem.remedy,
        })
    }
    if (options.json) io.out.write(`${JSON.stringify(found, undefined, 2)}\n`)
    else {
      const marks = {
        ok: styled(io, io.out, 'green')('ok     '),
        warning: styled(io, io.out, 'yellow')('warning'),
        error: styled(io, io.out, 'red')('error  '),
      }
      const width = Math.max(...found.map((one) => one.what.length)) + 2
      for (const { what, state, detail, remedy } of found)
        io.out.write(`${marks[state]}  ${what.padEnd(width)}${detail}${remedy === '' ? '' : `\n${' '.repeat(width + 9)}${remedy}`}\n`)
    }
    return found.some((one) => one.state === 'error') ? EXIT.failure : EXIT.ok
  },
})
