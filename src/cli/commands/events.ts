import type { Json } from '../../contract/index.ts'
import type { EventPiece, EventQuery } from '../../server/caller/events.ts'
import { CALLER_OPTIONS, openCaller, openLocal } from '../caller.ts'
import { defineCommand, JSON_OPTION } from '../command.ts'
import { EXIT, Failed, UsageError } from '../exit.ts'
import { styled, type Io } from '../io.ts'
import { printProblem } from '../problem.ts'

const ACTIONS = ['tail', 'replay'] as const

export const events = defineCommand({
  name: 'events',
  summary: 'Follows the event log, prints it from a time on, or sends it to a webhook again.',
  doc: [
    'tail: prints events as they come, until Ctrl+C; with --after from a cursor, or from the first. replay: prints what there is',
    'from --since or --after on, and ends; with --endpoint Busbar sends it to that webhook endpoint once more, in the',
    'background, behind what is sent anyway. Where events are gone, because retention removed them or the store was restored,',
    'a line says so: nothing is left out silently. Events are JSON lines with --json; the last cursor is printed at the end.',
  ],
  arguments: [{ name: 'ACTION', doc: `${ACTIONS.join(', ')}.` }],
  options: {
    ...CALLER_OPTIONS,
    types: {
      kind: 'text',
      value: 'LIST',
      doc: "Types, separated by commas: 'production-order.*', 'order.started'. A * is one segment, at the end one or more.",
    },
    resource: { kind: 'text', value: 'NAME', doc: 'Events of its records only, such as ProductionOrder.' },
    key: { kind: 'text', value: 'KEY', doc: 'Events of this record only.' },
    where: { kind: 'text', value: 'JSON', doc: 'A condition on the data: \'{"priority":{"$gte":5}}\'.' },
    after: { kind: 'text', value: 'CURSOR', doc: 'From behind this cursor; `first`: from the oldest event. tail: only what comes, where absent.' },
    since: { kind: 'text', value: 'INSTANT', doc: 'replay: from this time on, such as 2026-09-14T06:00:00Z.' },
    until: { kind: 'text', value: 'INSTANT', doc: 'replay: up to this time; up to now where absent.' },
    limit: { kind: 'integer', value: 'N', minimum: 1, doc: 'Ends after so many events.' },
    endpoint: { kind: 'text', value: 'ID', doc: 'replay: the webhook endpoint that gets them again. --url is then the administration API (…/admin/v1).' },
    json: JSON_OPTION,
  },
  examples: [
    { does: 'what happens to orders now', run: 'busbar events tail --types "production-order.*" --url http://127.0.0.1:8080/api/v1' },
    { does: 'the same from where it ended last time', run: 'busbar events tail --after 9f2c41d07ab3e655:1041 --url http://127.0.0.1:8080/api/v1' },
    { does: 'all of a morning, to a file', run: 'busbar events replay --since 2026-09-14T06:00:00Z --until 2026-09-14T12:00:00Z --json' },
    {
      does: 'send a receiver what it lost',
      run: 'busbar events replay --endpoint 0198a5c0-1111-7000-8000-000000000001 --since 2026-09-14T06:00:00Z --url http://127.0.0.1:8080/admin/v1',
    },
  ],
  async run({ arguments: [action = ''], options }, io) {
    if (!(ACTIONS as readonly string[]).includes(action)) throw new UsageError(`'${action}' is no action of busbar events; there is ${ACTIONS.join(', ')}.`)
    if (action === 'tail' && (options.since ?? options.until ?? options.endpoint) !== undefined)
      throw new UsageError('--since, --until and --endpoint are for busbar events replay; tail begins behind --after.')
    if (action === 'replay' && options.since === undefined && options.after === undefined)
      throw new UsageError('busbar events replay needs --since INSTANT, or --after CURSOR (`first` for all there is).')
    const span = { since: instantOf('--since', options.since), until: instantOf('--until', options.until) }
    if (options.endpoint !== undefined) return sendAgain({ ...options, endpoint: options.endpoint }, io)
    const query: EventQuery = {
      filter: {
        ...(options.types !== undefined && { types: options.types.split(',').map((type) => type.trim()) }),
        ...(options.resource !== undefined && { resource: options.resource }),
        ...(options.key !== undefined && { key: options.key }),
        ...(options.where !== undefined && { where: conditionOf(options.where) }),
      },
      after: options.after ?? (action === 'tail' ? 'now' : 'first'),
      follow: action === 'tail',
      signal: io.signal,
    }
    return print(await opened(options, query, io), { ...span, limit: options.limit ?? Infinity, json: options.json }, io)
  },
})

async function opened(
  options: { readonly 'config': string | undefined; readonly 'url': string | undefined; readonly 'env-file': readonly string[] },
  query: EventQuery,
  io: Io,
): Promise<AsyncIterable<EventPiece>> {
  const [{ readEnvironmentFiles }, { localEvents, remoteEvents }] = await Promise.all([
    import('../../server/environment.ts'),
    import('../../server/caller/events.ts'),
  ])
  readEnvironmentFiles(options['env-file'], io.cwd)
  if (options.url !== undefined) return remoteEvents({ url: options.url, key: io.env['BUSBAR_KEY'] }, query)
  const app = await openLocal(options, io)
  const { name, version } = app.config.contract
  return (async function* () {
    await using _ = app
    yield* localEvents(app, { contract: name, version }, query)
  })()
}

interface Shown {
  /** Milliseconds since 1970. */
  readonly since: number | undefined
  readonly until: number | undefined
  readonly limit: number
  readonly json: boolean
}

async function print(pieces: AsyncIterable<EventPiece>, of: Shown, io: Io): Promise<number> {
  const dim = styled(io, io.out, 'dim')
  const bold = styled(io, io.out, 'bold')
  let count = 0
  let cursor: string | undefined
  try {
    for await (const one of pieces) {
      if (one.kind === 'refused') {
        printProblem(one.problem, io)
        return EXIT.failure
      }
      cursor = one.cursor
      if (one.kind === 'gap') {
        io.err.write(`${styled(io, io.err, 'yellow')('gap')}: events behind ${one.asked} are gone (${one.reason}); it goes on behind ${one.cursor}.\n`)
        continue
      }
      const at = Date.parse(one.time)
      if (of.since !== undefined && at < of.since) continue
      // Clocks may step back a little: what is next may still be within.
      if (of.until !== undefined && at > of.until) continue
      io.out.write(of.json ? `${one.text}\n` : `${dim(one.time)}  ${bold(one.type)}  ${one.subject}  ${JSON.stringify(one.data)}\n`)
      if (++count >= of.limit) break
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'Unreachable') throw new Failed(error.message, EXIT.unreachable)
    throw error
  }
  io.err.write(`${count} event${count === 1 ? '' : 's'}.${cursor === undefined ? '' : ` To go on: --after ${cursor}`}\n`)
  return EXIT.ok
}

interface Again {
  readonly 'config': string | undefined
  readonly 'url': string | undefined
  readonly 'env-file': readonly string[]
  readonly 'endpoint': string
  readonly 'since': string | undefined
  readonly 'until': string | undefined
  readonly 'after': string | undefined
  readonly 'types': string | undefined
  readonly 'json': boolean
}

async function sendAgain(options: Again, io: Io): Promise<number> {
  const { endpoint, since, until, after, types } = options
  const input: { readonly [name: string]: Json } = {
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(after !== undefined && { cursor: after }),
    ...(types !== undefined && { types: types.split(',').map((type) => type.trim()) }),
  }
  await using caller = await openCaller(options, io, { api: 'administration' })
  const outcome = await caller.call({ operation: 'WebhookEndpoint.replay', key: endpoint, input })
  if (!outcome.ok) {
    printProblem(outcome.problem, io)
    return EXIT.failure
  }
  if (options.json) io.out.write(`${JSON.stringify(outcome.body)}\n`)
  else {
    const { replay } = (outcome.body ?? {}) as { readonly replay?: string }
    io.out.write(`${replay ?? ''}\n`)
    io.err.write(
      `It is sent in the background. How far it is: busbar call WebhookReplay.get --key ${replay ?? 'ID'}; to end it: busbar call WebhookReplay.cancel --key ${replay ?? 'ID'}\n`,
    )
  }
  return EXIT.ok
}

function instantOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) throw new UsageError(`${option} is '${text}'; it must be an instant with its zone, such as 2026-09-14T06:00:00Z.`)
  return at
}

function conditionOf(text: string): { readonly [path: string]: Json } {
  try {
    const value = JSON.parse(text) as Json
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as { readonly [path: string]: Json }
  } catch {
    // Said below.
  }
  throw new UsageError(`--where is no JSON object: '${text}'. Such as --where '{"priority":{"$gte":5}}'.`)
}
