import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeStore } from '../../conformance/store/index.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { PORTS } from './sqlite-harness.ts'

describeStore('SQLite', async () => {
  const path = await mkdtemp(join(tmpdir(), 'busbar-'))
  return {
    async open(layouts, admit) {
      const store = sqlite({ path }).open(PORTS)
      await store.open(layouts, admit)
      return store
    },
    async look() {
      const { look } = sqlite({ path })
      assert.ok(look)
      return look(PORTS)
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
})
