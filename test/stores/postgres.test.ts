import { describeStore } from '../../conformance/store/index.ts'
import { withDatabase } from '../postgres.ts'
import { openStore } from './postgres-store.ts'

describeStore('PostgreSQL', async () => {
  const database = await withDatabase()
  return {
    open: (layouts, admit) => openStore(database.url, layouts, { admit }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
})
