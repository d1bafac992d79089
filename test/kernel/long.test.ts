import assert from 'node:assert/strict'
import { it } from 'node:test'
import { defineContract, defineResource, t } from '../../src/contract/index.ts'
import { withDatabase } from '../postgres.ts'
import { bodyOf, codeOf, did, onPostgres, onSqlite, refused } from './workshop.ts'

const Thing = defineResource('Thing', {
  key: { id: t.string({ maxLength: 100_000 }) },
  fields: {
    name: t.string({ maxLength: 100_000 }).optional(),
    other: t.string({ maxLength: 100_000 }).optional(),
    rank: t.string({ maxLength: 100_000 }).optional(),
  },
  unique: [{ fields: ['name'] }, { fields: ['name', 'other'] }],
  lists: [{ sort: 'rank' }],
  standard: ['get', 'list', 'create', 'update', 'delete'],
  external: true,
})
const contract = defineContract('long', { version: 'v1', members: [Thing] })
/** No two parts alike, so that nothing can be made short. */
const text = (length: number): string => {
  let state = 7
  return Array.from({ length }, () => String.fromCodePoint(0x4e00 + ((state = (state * 1103515245 + 12345) & 0x7fffffff) % 20_000))).join('')
}

for (const store of ['sqlite', 'postgres'] as const)
  it(`Texts of any length that the contract allows are keys, unique values and references of other systems, or are refused with a reason (${store})`, async () => {
    await using database = store === 'postgres' ? await withDatabase() : undefined
    await using world = database ? await onPostgres({ contract }, database.url) : await onSqlite({ contract })
    for (const length of [100, 600, 900, 3000, 30_000]) {
      const long = text(length)
      for (const input of [
        { id: long },
        { id: `n${length}`, name: long },
        { id: `o${length}`, name: `x${long}`, other: long },
        { id: `r${length}`, rank: long },
        { id: `e${length}`, externalRefs: [{ system: 'SAP', type: `X${length}`, value: long.slice(0, 200) }] },
      ]) {
        const outcome = await world.kernel.handle(world.call({ operation: 'Thing.create', input }, 'internal'))
        const code = codeOf(outcome)
        assert.ok(
          code === 'ok' || code === 'invalid',
          `${length} ${Object.keys(input).join()}: ${code} ${JSON.stringify(world.log.entries.at(-1) ?? '').slice(0, 300)}`,
        )
        if (code === 'ok') assert.equal(bodyOf(await did(world, { operation: 'Thing.get', key: input.id }))['id'], input.id)
        const [batched] = await world.kernel.batch([world.call({ operation: 'Thing.update', key: input.id, input: { name: `b${long}` } }, 'internal')], {
          atomic: true,
        })
        assert.notEqual(codeOf(batched), 'internal')
      }
      assert.notEqual((await refused(world, { operation: 'Thing.get', key: `${long}.` })).code, 'internal')
    }
  })
