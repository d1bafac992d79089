import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { CONFIG_OPTION, defineCommand, ENV_OPTION } from '../command.ts'
import { EXIT, Failed } from '../exit.ts'
import { createProgress } from '../progress.ts'
import { openLocalView } from '../store.ts'

export const backup = defineCommand({
  name: 'backup',
  summary: 'Writes everything in the store to a file.',
  doc: [
    'Records, events, the audit trail, idempotency records, counters and secrets, in one consistent snapshot: gzip of JSON',
    'lines with a checksum at the end, the same for every store. The server may run meanwhile and is not held up. Keep the file',
    'as safe as the store: the digests of keys and the signing secrets are in it.',
  ],
  arguments: [{ name: 'FILE', doc: 'What to write, such as plant.backup; it must not be there.' }],
  options: { 'config': CONFIG_OPTION, 'env-file': ENV_OPTION },
  examples: [{ does: 'back up the app of this folder', run: 'busbar backup plant.backup' }],
  async run({ arguments: [given = ''], options }, io) {
    const file = resolve(io.cwd, given)
    if (existsSync(file)) throw new Failed(`${file} is there already; nothing was written. Give another name, or remove it.`)
    const [{ writeBackup }, { systemClock }] = await Promise.all([import('../../server/backup.ts'), import('../../server/clock.ts')])
    const opened = await openLocalView(options, io)
    await using store = opened.store
    const progress = createProgress(io.err)
    const { rows } = await writeBackup({
      store,
      contract: opened.config.contract,
      clock: systemClock,
      file,
      progress: (count) => progress.show(`${count} rows`),
    })
    progress.end()
    io.out.write(`${file}: ${summary(rows)}.\n`)
    return EXIT.ok
  },
})

/** `records 12, events 30`: what a backup holds, the head aside. */
export function summary(rows: { readonly [kind: string]: number }): string {
  const names: { readonly [kind: string]: string } = {
    record: 'records',
    deleted: 'deleted',
    unique: 'unique values',
    event: 'events',
    audit: 'audit records',
    answer: 'idempotency records',
    counter: 'counters',
    fact: 'facts',
  }
  const parts = Object.entries(names).flatMap(([kind, name]) => (rows[kind] === undefined ? [] : [`${rows[kind]} ${name}`]))
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}
