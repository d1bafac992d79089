import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { batchFace } from '../../conformance/scenario/batch.ts'
import { scenarios } from '../../conformance/scenario/cases/index.ts'
import type { ScenarioFace } from '../../conformance/scenario/face.ts'
import { graphqlFace } from '../../conformance/scenario/graphql.ts'
import { protocolsPage } from '../../conformance/scenario/page.ts'
import { restFace } from '../../conformance/scenario/rest.ts'
import { restXmlFace } from '../../conformance/scenario/rest-xml.ts'
import { playScenarios } from '../../conformance/scenario/run.ts'
import { soapFace } from '../../conformance/scenario/soap.ts'
import { Tally } from '../../conformance/scenario/tally.ts'
import { webSocketFace } from '../../conformance/scenario/websocket.ts'
import { postgres } from '../../src/stores/postgres/index.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { withDatabase } from '../postgres.ts'

/** The thread of each SQLite store would compile the same files anew: half of the time of a play. */
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'busbar-compiled')

/** test/protocols/events/socket.test.ts plays them with the numbers that come out here. */
const TAKES_A_TOKEN = 'To be let in takes a token of the plan, once a connection.'
const faces: readonly ScenarioFace[] = [
  { name: 'REST', make: (kernel) => restFace(kernel) },
  { name: 'REST batch', make: batchFace },
  {
    name: 'GraphQL',
    make: graphqlFace,
    identifies:
      'Each audience has a schema of its own: a document is read once it is known who asks, and who is not known is refused as `identify` in the audit trail.',
    selects: 'A document names the fields that it wants, and so does the audit record of a read.',
  },
  { name: 'SOAP', make: soapFace },
  { name: 'REST in XML', make: restXmlFace },
  {
    name: 'WebSocket',
    make: webSocketFace,
    admits: TAKES_A_TOKEN,
    skips: {
      'A rate limit refuses without taking, and gives back with time': TAKES_A_TOKEN,
      'A quota counts the calls of a day': TAKES_A_TOKEN,
      'One caller has one rate and one quota, over all protocols together': TAKES_A_TOKEN,
    },
  },
]
const tally = new Tally()

playScenarios(scenarios, {
  tally,
  faces,
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
      inTurnOnly: true,
      async make() {
        const database = await withDatabase()
        return { ...postgres({ url: database.url }), [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
      },
    },
  ],
})

test('What was played over which face', (context) => {
  for (const line of tally.lines()) context.diagnostic(line)
})

test('docs/reference/protocols.md says what each protocol cannot say', async (context) => {
  if (faces.some(({ name }) => tally.scenarios(name) < scenarios.length)) return context.skip('not all scenarios were played')
  const file = new URL('../../docs/reference/protocols.md', import.meta.url)
  const page = protocolsPage(faces, tally)
  if (process.env['RECORD'] === '1') await writeFile(file, page)
  assert.equal(await readFile(file, 'utf8'), page, 'run it with RECORD=1')
})
