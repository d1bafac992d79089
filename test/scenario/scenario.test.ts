import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scenarios } from '../../conformance/scenario/cases/index.ts'
import { kernelFace } from '../../conformance/scenario/kernel.ts'
import { restFace } from '../../conformance/scenario/rest.ts'
import { playScenarios } from '../../conformance/scenario/run.ts'
import { postgres } from '../../src/stores/postgres/index.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { withDatabase } from '../postgres.ts'

playScenarios(scenarios, {
  faces: [
    { name: 'kernel', make: kernelFace },
    { name: 'REST', make: restFace },
  ],
  stores: [
    {
      name: 'sqlite',
      async make() {
        const path = await mkdtemp(join(tmpdir(), 'busbar-scenario-'))
        return { ...sqlite({ path }), [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
      },
    },
    {
      name: 'postgres',
      async make() {
        const database = await withDatabase()
        return { ...postgres({ url: database.url }), [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
      },
    },
  ],
})
