import { formatDiagnostic } from '../../contract/index.ts'
import { defineCommand, JSON_OPTION } from '../command.ts'
import { EXIT } from '../exit.ts'
import { styled } from '../io.ts'

export const check = defineCommand({
  name: 'check',
  summary: 'Says what is wrong with an app or a contract.',
  doc: [
    'Reads an app file, a module that exports a contract, or canonical JSON, and prints what is wrong with it: where, what,',
    'and what to do. Reads no environment variable and opens no store, so it runs in CI as it is.',
  ],
  arguments: [{ name: 'FILE', doc: 'What to check; the app file of this folder where absent.', optional: true }],
  options: { json: JSON_OPTION },
  examples: [
    { does: 'check the app of this folder', run: 'busbar check' },
    { does: 'check a contract that is written as JSON', run: 'busbar check contract.json --json' },
  ],
  exits: { 0: 'no error; there may be warnings', 1: 'at least one error' },
  async run({ arguments: [given], options }, io) {
    const [{ findAppFile }, { readContractFile }, { checkAnything }] = await Promise.all([
      import('../../server/load-app.ts'),
      import('../../server/contract-file.ts'),
      import('../../server/check.ts'),
    ])
    const read = await readContractFile(given ?? findAppFile(undefined, io.cwd), io.cwd)
    const found = checkAnything(read)
    const errors = found.filter((diagnostic) => diagnostic.severity === 'error').length
    if (options.json) io.out.write(`${JSON.stringify(found, undefined, 2)}\n`)
    else {
      const colors = { error: styled(io, io.out, 'red'), warning: styled(io, io.out, 'yellow') }
      for (const diagnostic of found) io.out.write(`${formatDiagnostic(diagnostic).replace(/^\w+/, colors[diagnostic.severity])}\n`)
      const { contract } = read
      const resources = Object.keys(contract.resources).length
      io.out.write(
        `${contract.name} ${contract.version}: ${resources} resource${resources === 1 ? '' : 's'} checked${read.config ? '' : ', without an app'}; ${errors} error${errors === 1 ? '' : 's'}, ${found.length - errors} warning${found.length - errors === 1 ? '' : 's'}.\n`,
      )
    }
    return errors > 0 ? EXIT.failure : EXIT.ok
  },
})
