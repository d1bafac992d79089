import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scenarios } from '../../conformance/scenario/cases/index.ts'
import { kernelFace } from '../../conformance/scenario/kernel.ts'
import { restFace } from '../../conformance/scenario/rest.ts'
import { restXmlFace } from '../../conformance/scenario/rest-xml.ts'
import { playScenarios } from '../../conformance/scenario/run.ts'
import { soapFace } from '../../conformance/scenario/soap.ts'
import { webSocketFace } from '../../conformance/scenario/websocket.ts'
import { postgres } from '../../src/stores/postgres/index.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { withDatabase } from '../postgres.ts'

/** test/protocols/events/socket.test.ts plays them with the numbers that come out here. */
const TAKES_A_TOKEN = 'to be let in takes a token of the plan, so the numbers are others'

playScenarios(scenarios, {
  faces: [
    { name: 'kernel', make: kernelFace },
    { name: 'REST', make: (kernel) => restFace(kernel) },
    { name: 'SOAP', make: soapFace },
    {
      name: 'REST in XML',
      make: restXmlFace,
      skips: {
        'Text comes back as it was given, is compared by code point, and is refused where it cannot be kept':
          'one text has U+FFFF, which XML 1.0 has no words for: a record that has it is refused with not-acceptable',
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
