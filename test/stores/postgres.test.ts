import { describeStore } from '../../conformance/store/index.ts'
import { systemClock } from '../../src/server/clock.ts'
import { systemRandom } from '../../src/server/random.ts'
import { postgres } from '../../src/stores/postgres/index.ts'
import { withDatabase } from '../postgres.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const ports = { clock: systemClock, random: systemRandom, log: silent }

describeStore('PostgreSQL', async () => {
  const database = await withDatabase()
  return {
    async open(layouts) {
      const store = postgres({ url: database.url }).open(ports)
      await store.open(layouts)
      return store
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
})
