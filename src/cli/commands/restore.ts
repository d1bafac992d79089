import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { contractHash } from '../../contract/index.ts'
import { CONFIG_OPTION, defineCommand, ENV_OPTION } from '../command.ts'
import { EXIT, Failed } from '../exit.ts'
import { createProgress } from '../progress.ts'
import { openLocalStore } from '../store.ts'
import { summary } from './backup.ts'

export const restore = defineCommand({
  name: 'restore',
  summary: 'Fills an empty store from a backup.',
  doc: [
    'Only an empty store is filled: for SQLite a new folder, for PostgreSQL a new schema. The backup may come from the other',
    'store. The restored installation has a new epoch, so that whoever follows its events with a cursor from before is told so',
    'and does not miss any silently. Where the file is not whole, the store does not open and can be removed.',
  ],
  arguments: [{ name: 'FILE', doc: 'What `busbar backup` wrote.' }],
  options: { 'config': CONFIG_OPTION, 'env-file': ENV_OPTION },
  examples: [{ does: "restore into the (empty) store of this folder's app", run: 'busbar restore plant.backup' }],
  exits: { 1: 'the file is no backup, or not whole', 3: 'the store cannot be opened, or holds data' },
  async run({ arguments: [given = ''], options }, io) {
    const file = resolve(io.cwd, given)
    if (!existsSync(file)) throw new Failed(`There is no file ${file}.`)
    const [{ readBackup, BackupBroken }, { systemRandom }] = await Promise.all([import('../../server/backup.ts'), import('../../server/random.ts')])
    const opened = await openLocalStore(options, io)
    await using store = opened.store
    const progress = createProgress(io.err)
    try {
      const { rows, header } = await readBackup({ store, random: systemRandom, file, progress: (count) => progress.show(`${count} rows`) })
      progress.end()
      io.out.write(`Restored the backup of ${header.contract.name} ${header.contract.version} of ${header.at} (from ${header.store}): ${summary(rows)}.\n`)
      if (header.contract.hash !== contractHash(opened.config.contract))
        io.err.write('The backup was made with another state of the contract. `busbar migrate --plan` says what that means for the records.\n')
      return EXIT.ok
    } catch (error) {
      progress.end()
      if (error instanceof BackupBroken) throw new Failed(`${error.message} The store was not filled; remove it before you try another backup.`)
      throw error
    }
  },
})
