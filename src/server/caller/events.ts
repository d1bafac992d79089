import type { FollowCall } from '../../kernel/events/feed.ts'
import type { EventFilter } from '../../kernel/events/filter.ts'
import { structured } from '../../kernel/events/cloud-event.ts'
import type { OpenedApp } from '../open.ts'
import type { PlainProblem } from './caller.ts'
import { Unreachable } from './remote.ts'

/** Which events, from where on. */
export interface EventQuery {
  readonly filter: EventFilter
  /** A cursor, `first` or `now`. */
  readonly after: string
  /** Goes on for good, or ends with the last event there is. */
  readonly follow: boolean
  readonly signal: AbortSignal
}

export type EventPiece =
  /** The CloudEvents document as JSON text, its parts that a person looks for first, and the cursor behind it. */
  | {
      readonly kind: 'event'
      readonly text: string
      readonly type: string
      readonly subject: string
      readonly time: string
      readonly cursor: string
      readonly data: unknown
    }
  | { readonly kind: 'gap'; readonly reason: string; readonly asked: string; readonly cursor: string }
  | { readonly kind: 'refused'; readonly problem: PlainProblem }

const WAIT_SECONDS = 30
const PAGE = 500

/** The events of a running server, by long polling. Rejects with `Unreachable`. */
export async function* remoteEvents(of: { readonly url: string; readonly key: string | undefined }, query: EventQuery): AsyncGenerator<EventPiece> {
  const base = of.url.replace(/\/+$/, '')
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol))
    throw new Unreachable(`'${of.url}' is no address. Give the one of the API, as \`busbar start\` prints it: http://127.0.0.1:8080/api/v1`)
  const { types, resource, key, where } = query.filter
  let { after } = query
  for (;;) {
    const search = new URLSearchParams({ after, limit: String(PAGE), wait: query.follow ? String(WAIT_SECONDS) : '0' })
    if (types) search.set('types', types.join(','))
    if (resource !== undefined) search.set('resource', resource)
    if (key !== undefined) search.set('key', key)
    if (where !== undefined) search.set('where', JSON.stringify(where))
    const page = await ask(`${base}/events?${search.toString()}`, { key: of.key, signal: query.signal, base })
    if (page === undefined) return
    if ('code' in page) {
      yield { kind: 'refused', problem: page }
      return
    }
    if (page.gap) yield { kind: 'gap', ...page.gap }
    for (const event of page.events) yield piece(event)
    after = page.cursor
    if (!query.follow && !page.more) return
  }
}

interface Page {
  readonly events: readonly Envelope[]
  readonly cursor: string
  readonly more: boolean
  readonly gap?: { readonly reason: string; readonly asked: string; readonly cursor: string }
}
interface Envelope {
  readonly type: string
  readonly subject?: string
  readonly time: string
  readonly cursor: string
  readonly data?: unknown
}

/** `undefined`: the user has had enough. */
async function ask(
  url: string,
  of: { readonly key: string | undefined; readonly signal: AbortSignal; readonly base: string },
): Promise<Page | PlainProblem | undefined> {
  let text: string
  let status: number
  try {
    const answer = await fetch(url, {
      headers: { accept: 'application/json', ...(of.key !== undefined && { authorization: `Bearer ${of.key}` }) },
      redirect: 'error',
      signal: of.signal,
    })
    status = answer.status
    text = await answer.text()
  } catch (error) {
    if (of.signal.aborted) return undefined
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new Unreachable(`${of.base} cannot be reached: ${cause}. Is the server running, and is this its address?`, { cause: error })
  }
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new Unreachable(`${of.base} answers ${status} and no JSON. Give the address of the API with its version: http://127.0.0.1:8080/api/v1`)
  }
  if (status === 200) return body as Page
  const problem = body as Partial<PlainProblem>
  return {
    code: problem.code ?? String(status),
    title: problem.title ?? `The server answered ${status}.`,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    ...(problem.errors && { errors: problem.errors }),
  }
}

/** The events of a store that no server holds, as the process itself. */
export async function* localEvents(app: OpenedApp, of: { readonly contract: string; readonly version: string }, query: EventQuery): AsyncGenerator<EventPiece> {
  const call: FollowCall = {
    ...of,
    protocol: 'cli',
    credential: { kind: 'system', name: 'cli' },
    address: '127.0.0.1',
    requestId: 'cli-events',
    kind: 'stream',
    filter: query.filter,
    after: query.after,
    signal: query.signal,
  }
  const followed = await app.kernel.follow(call)
  if (!followed.ok) {
    yield { kind: 'refused', problem: followed.problem }
    return
  }
  const { feed } = followed
  try {
    for (;;) {
      const step = await feed.next(query.follow ? {} : { wait: 0 })
      if (step.kind === 'end') return
      if (step.kind === 'gap') yield { kind: 'gap', reason: step.reason, asked: step.asked, cursor: step.cursor }
      else for (const event of step.events) yield piece(JSON.parse(structured(event, `/api/${of.version}`)) as Envelope)
      if (!query.follow && step.kind === 'events' && step.events.length === 0) return
    }
  } finally {
    feed.close()
  }
}

function piece(event: Envelope): EventPiece {
  const { type, subject = '', time, cursor, data } = event
  return { kind: 'event', text: JSON.stringify(event), type, subject, time, cursor, data }
}
