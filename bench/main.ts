// Ratios in one run: `npm run bench -- --help`.
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { fanoutSection } from './fanout.ts'
import { followSection } from './follow.ts'
import { graphqlSection } from './graphql.ts'
import { httpSection } from './http.ts'
import { policySection } from './kernel.ts'
import { listSection } from './list.ts'
import { loadSection } from './load.ts'
import { markdown, median, type Section } from './report.ts'
import { soapSection } from './soap.ts'
import { webhooksSection } from './webhooks.ts'

const HELP = `npm run bench -- [options]

  --only NAMES   some of http,graphql,soap,kernel,list,load,follow,fanout,webhooks, separated by commas
  --seconds N    of each HTTP load (default 5)
  --rounds N     alternated rounds (default 5)
  --readers N    open streams of each kind, for fanout (default 5000)
  --records N    for list, load and follow (default 1000000)
  --deliveries N a round, for webhooks (default 20000)
  --load-rounds N  rounds of load (default 1)
  --write        writes bench/RESULTS.md
`
const { values } = parseArgs({
  options: {
    'only': { type: 'string', default: 'http,graphql,soap,kernel,list,load,follow,fanout,webhooks' },
    'seconds': { type: 'string', default: '5' },
    'rounds': { type: 'string', default: '5' },
    'readers': { type: 'string', default: '5000' },
    'records': { type: 'string', default: '1000000' },
    'deliveries': { type: 'string', default: '20000' },
    'load-rounds': { type: 'string', default: '1' },
    'write': { type: 'boolean' },
    'help': { type: 'boolean' },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const rounds = Number(values.rounds)
const records = Number(values.records)
const all: { readonly [name: string]: () => Promise<Section> } = {
  http: () => httpSection({ seconds: Number(values.seconds), rounds }),
  graphql: () => graphqlSection({ seconds: Number(values.seconds), rounds }),
  soap: () => soapSection({ seconds: Number(values.seconds), rounds }),
  kernel: () => policySection({ rounds }),
  list: () => listSection({ records, rounds }),
  follow: () => followSection({ events: records, rounds }),
  fanout: () => fanoutSection({ readers: Number(values.readers), rounds }),
  webhooks: () => webhooksSection({ events: Number(values.deliveries), rounds }),
  load: () => loadSection({ records, rounds: Number(values['load-rounds']) }),
}
const sections: Section[] = []
for (const name of values.only.split(',')) {
  const section = all[name]
  if (!section) throw new Error(`there is no part '${name}': ${Object.keys(all).join(', ')}`)
  process.stderr.write(`${name} …\n`)
  sections.push(await section())
}
const text = markdown(sections, { fsync: fsyncMillis(), versions: { node: process.versions.node, sqlite: process.versions['sqlite'] ?? '' } })
process.stdout.write(text)
if (values.write) await writeFile(fileURLToPath(new URL('./RESULTS.md', import.meta.url)), text)

function fsyncMillis(): number {
  const file = join(tmpdir(), `busbar-fsync-${process.pid}`)
  const handle = openSync(file, 'w')
  const block = Buffer.alloc(4096, 1)
  const took: number[] = []
  for (let i = 0; i < 100; i++) {
    writeSync(handle, block)
    const began = performance.now()
    fsyncSync(handle)
    took.push(performance.now() - began)
  }
  closeSync(handle)
  rmSync(file)
  return median(took)
}
