import assert from 'node:assert/strict'
import { describeStore } from '../../conformance/store/index.ts'
import { withDatabase } from '../postgres.ts'
import { postgres } from '../../src/stores/postgres/index.ts'
import { openStore, portsOf } from './postgres-store.ts'

describeStore('PostgreSQL', async () => {
  const database = await withDatabase()
  return {
    open: (layouts, admit) => openStore(database.url, layouts, { admit }),
    async look() {
      const { look } = postgres({ url: database.url })
      assert.ok(look)
      return look(portsOf())
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
})
