import { ORDER } from '../../conformance/store/samples.ts'
import { openStore } from './postgres-store.ts'

/** Opens with one index column more, and is killed when it has computed so many of its values. Arguments: url, how many. */
const [url = '', most = '0'] = process.argv.slice(2)
let computed = 0
await openStore(url, [
  {
    ...ORDER,
    columns: ['state'],
    indexes: [{ name: 'order_by_state', columns: ['state'] }],
    columnsOf: (body) => {
      if (++computed > Number(most)) process.kill(process.pid, 'SIGKILL')
      return [ORDER.columnsOf(body)[1] ?? '']
    },
  },
])
