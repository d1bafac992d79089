import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Io } from '../../src/cli/io.ts'
import { run } from '../../src/cli/run.ts'

/** A folder with an app in it, and a command line that runs there without a process of its own. */
export interface Desk extends Disposable {
  readonly folder: string
  write(file: string, text: string): string
  busbar(...words: readonly string[]): Promise<Done>
}

export interface Done {
  readonly code: number
  readonly out: string
  readonly err: string
}

export const APP = `import { defineApp, rest, sqlite } from 'busbar'
import { defineContract, defineFault, defineOperation, defineResource, implement, t } from './words.ts'

const Jammed = defineFault('jammed', { code: 'conflict', doc: 'The machine is jammed.' })
const Machine = defineResource('Machine', {
  key: { id: t.string({ pattern: '^[a-z0-9-]{1,40}$' }) },
  fields: {
    name: t.string(), line: t.string().optional(), count: t.integer({ minimum: 0 }).optional(), active: t.boolean().optional(),
    price: t.money().optional(), state: t.state('Stopped', 'Running'),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  lists: [{ equal: ['state'], sort: 'name' }],
  access: { partner: { can: ['get', 'list'] } },
  commands: { start: { from: ['Stopped'], to: 'Running', faults: [Jammed] }, stop: { from: ['Running'], to: 'Stopped' } },
})
const Note = defineResource('Note', { key: { id: t.id() }, fields: { text: t.string() }, standard: ['get', 'list', 'create'] })
const Sum = defineOperation('Sum', { reads: true, input: { a: t.integer(), b: t.integer() }, output: { sum: t.integer() } })
const contract = defineContract('workshop', { version: 'v1', members: [Machine, Note, Sum] })
export default defineApp({
  contract,
  store: sqlite({ path: './data' }),
  protocols: [rest()],
  bindings: [implement(Sum, (_, { a, b }) => ({ sum: a + b }), { reaches: 'nothing' })],
})
`

let desks = 0

export function desk(
  options: {
    readonly app?: string
    readonly env?: { readonly [name: string]: string }
    readonly input?: string
    readonly terminal?: boolean
    readonly signal?: AbortSignal
    /** Sees what goes to standard error, as it comes. */
    readonly told?: (text: string) => void
  } = {},
): Desk {
  const folder = mkdtempSync(join(tmpdir(), `busbar-cli-${desks++}-`))
  const write = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text)
    return join(folder, file)
  }
  if (options.app !== undefined) {
    write('busbar.config.ts', options.app)
    // What an app file usually imports from two places.
    write('words.ts', "export * from 'busbar/contract'\nexport { implement } from 'busbar'\n")
  }
  return {
    folder,
    write,
    async busbar(...words) {
      let out = ''
      let err = ''
      const terminal = options.terminal ?? false
      const io: Io = {
        out: { write: (text) => void (out += text), terminal, columns: 80 },
        err: {
          write(text) {
            err += text
            options.told?.(text)
          },
          terminal,
          columns: 80,
        },
        input: (async function* () {
          yield options.input ?? ''
        })(),
        cwd: folder,
        env: options.env ?? {},
        signal: options.signal ?? new AbortController().signal,
      }
      const code = await run(words, io)
      return { code, out, err }
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
