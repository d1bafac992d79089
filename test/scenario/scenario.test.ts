import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scenarios } from '../../conformance/scenario/cases/index.ts'
import { graphqlFace } from '../../conformance/scenario/graphql.ts'
import { kernelFace } from '../../conformance/scenario/kernel.ts'
import { restFace } from '../../conformance/scenario/rest.ts'
import { playScenarios } from '../../conformance/scenario/run.ts'
import { webSocketFace } from '../../conformance/scenario/websocket.ts'
import { postgres } from '../../src/stores/postgres/index.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { withDatabase } from '../postgres.ts'

/** test/protocols/events/socket.test.ts plays them with the numbers that come out here. */
const TAKES_A_TOKEN = 'to be let in takes a token of the plan, so the numbers are others'

playScenarios(scenarios, {
  faces: [
    { name: 'kernel', make: kernelFace },
    { name: 'REST', make: restFace },
    {
      name: 'GraphQL',
      make: graphqlFace,
      skips: {
        'What is null and what is not there stay what they were, and a filter takes both for missing': 'GraphQL shows null for what is not there (BB314)',
      },
    },
    {
      name: 'WebSocket',
      make: webSocketFace,
      skips: {
        'A rate limit refuses without taking, and gives back with time': TAKES_A_TOKEN,
        'A quota counts the calls of a day': TAKES_A_TOKEN,
      },
    },
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
