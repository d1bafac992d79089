import { describeStore } from '../../conformance/store/index.ts'
import { withDatabase } from '../postgres.ts'
import { openStore } from './postgres-store.ts'

describeStore('PostgreSQL', async () => {
  const database = await withDatabase()
  return {
    open: (layouts) => openStore(database.url, layouts),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
})
