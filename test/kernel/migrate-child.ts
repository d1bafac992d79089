import { writeSync } from 'node:fs'
import { migrate } from '../../src/kernel/migrate/migrate.ts'
import { after, migrations } from './migrate-sample.ts'
import { dataAt, optionsOf } from './migrate-world.ts'

/** A process that migrates, until it is done or killed: `node migrate-child.ts <kind> <place> <stand>`; it stands still at the `stand`-th record it converts. */
const [kind = '', place = '', stand = '0'] = process.argv.slice(2)
let converted = 0
const declared = migrations(() => {
  if (++converted !== Number(stand)) return
  writeSync(1, 'standing\n')
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
await migrate({
  ...optionsOf({ descriptor: dataAt(kind, place) }, after.data, declared),
  step: 100,
  progress: ({ phase, done }) => void (phase === 'rewrite' && writeSync(1, `rewrote ${done}\n`)),
})
writeSync(1, 'done\n')
