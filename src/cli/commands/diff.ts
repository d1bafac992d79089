import { AUDIENCES, CLIENTS, type Audience } from '../../contract/index.ts'
import { defineCommand, JSON_OPTION } from '../command.ts'
import { EXIT } from '../exit.ts'
import { styled } from '../io.ts'

export const diff = defineCommand({
  name: 'diff',
  summary: 'Says what changed between two contracts, and whom it breaks.',
  doc: [
    'Each of OLD and NEW is an app file, a module that exports a contract, or canonical JSON; FILE@v1 is an older version of it.',
    'Says what changes for clients that move from the one to the other: what narrows breaks who gives it, what widens breaks who',
    'gets it. With --served: what changes for clients that stay on the version they speak, when NEW is deployed over OLD.',
    'Where a change breaks some kinds of client only, they are named. Where NEW is an app file, those that its protocols serve count.',
  ],
  arguments: [
    { name: 'OLD', doc: 'What clients know.' },
    { name: 'NEW', doc: 'What they will get.' },
  ],
  options: {
    audience: { kind: 'text', value: 'AUDIENCE', choices: AUDIENCES, doc: 'Only what this audience will notice.' },
    client: {
      kind: 'text',
      value: 'KIND',
      choices: CLIENTS.map((client) => client.toLowerCase()),
      doc: 'Only what breaks this kind of client; events: polling, streams, WebSocket and webhooks.',
    },
    served: { kind: 'flag', doc: 'For clients that stay on their version: what a deployment must not break.' },
    json: JSON_OPTION,
  },
  examples: [
    { does: 'in CI: does this change break a client that is there?', run: 'busbar diff deployed.json busbar.config.ts --served' },
    { does: 'may a client that was generated from the WSDL stay as it is?', run: 'busbar diff deployed.json busbar.config.ts --served --client soap' },
    { does: 'what to tell a partner who moves from v1', run: 'busbar diff busbar.config.ts@v1 busbar.config.ts --audience partner' },
  ],
  exits: { 0: 'nothing breaks', 1: 'at least one change breaks someone, or a file cannot be read' },
  async run({ arguments: [older = '', newer = ''], options }, io) {
    const { compare, readSide } = await import('../../server/compare.ts')
    const sides = [await readSide(older, io.cwd), await readSide(newer, io.cwd)] as const
    const client = CLIENTS.find((one) => one.toLowerCase() === options.client)
    const found = compare(...sides, { audience: options.audience as Audience | undefined, served: options.served, client })
    for (const { file, sorted } of sides)
      if (sorted)
        io.err.write(`${file} has its names sorted, so the order of fields, on which SOAP clients rely, is not compared. busbar emit contract keeps it.\n`)
    const breaks = found.some(({ changes }) => changes.some((change) => change.breaks.length > 0))
    if (options.json)
      io.out.write(`${JSON.stringify(options.served ? found.map(({ version, changes }) => ({ version, changes })) : found[0]?.changes, undefined, 2)}\n`)
    else {
      const bold = styled(io, io.out, 'bold')
      for (const { version, text } of found) io.out.write(`${version === undefined ? '' : `${bold(`Clients of ${version}`)}\n`}${text}`)
    }
    return breaks ? EXIT.failure : EXIT.ok
  },
})
