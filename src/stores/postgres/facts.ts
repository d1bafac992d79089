import type { Facts } from '../../kernel/ports/store.ts'
import type { Names } from './name.ts'

type Run = (text: string, values: string[]) => Promise<readonly { readonly value: string }[]>

/** Facts over whatever runs a statement: the pool, or the one connection of a store that is being opened. */
export function factsOver({ names, read, write }: { readonly names: Names; readonly read: Run; readonly write: Run }): Facts {
  const facts = names.own('facts')
  return {
    async fact(name) {
      const [row] = await read(`select value from ${facts} where name = $1`, [name])
      return row?.value
    },
    async setFact(name, value, expected) {
      if (expected === undefined) await write(`insert into ${facts} values ($1, $2) on conflict (name) do update set value = excluded.value`, [name, value])
      else if (expected === null)
        return (await write(`insert into ${facts} values ($1, $2) on conflict do nothing returning value`, [name, value])).length === 1
      else return (await write(`update ${facts} set value = $2 where name = $1 and value = $3 returning value`, [name, value, expected])).length === 1
      return true
    },
  }
}
