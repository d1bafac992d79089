import { setTimeout as wait } from 'node:timers/promises'
import { LAYOUTS, fullCall, put } from '../../conformance/store/samples.ts'
import { openStore } from './postgres-store.ts'

/**
 * Another process on the same database. Arguments: url, its name, how many rounds. Each round writes a record of its own,
 * wants a unique value that the others want too, and counts a shared record up. Prints what was acknowledged, as JSON.
 * With `forever` for the rounds it goes on until it is ended.
 */
const [url = '', name = '', rounds = '0'] = process.argv.slice(2)
const store = await openStore(url, LAYOUTS)
const won: string[] = []
const offsets: number[] = []
let counted = 0
process.stdout.write('open\n')

for (let round = 0; rounds === 'forever' || round < Number(rounds); round++) {
  const id = `${name}-${round}`
  const unique = [{ rule: 'order.serial', value: `serial ${round}` }]
  const [own, wanted] = await Promise.all([
    store.commit(fullCall(id)),
    store.commit({ ...fullCall(`${id}-wants`), writes: [put({ id: `${id}-wants` }, { unique })] }),
    count(),
  ])
  if (own.ok) offsets.push(own.offset)
  if (wanted.ok) {
    offsets.push(wanted.offset)
    won.push(`serial ${round}`)
  } else if (wanted.failed !== 'unique') throw new Error(JSON.stringify(wanted))
}
await store[Symbol.asyncDispose]()
process.stdout.write(`${JSON.stringify({ won, offsets, counted })}\n`)

/** Reads, adds one, writes where nobody else did in between; else again. */
async function count(): Promise<void> {
  for (;;) {
    const record = await store.get('order', 'counter')
    const note = record ? Number((JSON.parse(record.body) as { note: string }).note) + 1 : 1
    const result = await store.commit({
      expect: [],
      writes: [put({ id: 'counter', note: String(note) }, { expected: record?.revision ?? 0 })],
      events: [],
      audit: [],
    })
    if (result.ok) {
      counted++
      return
    }
    await wait(1)
  }
}
