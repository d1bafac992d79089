import { createParser } from 'eventsource-parser'
import { WebSocket } from 'ws'

/** Everything one reader was sent, in the order it came, and every gap it was told. */
export interface Reader {
  readonly name: string
  readonly seen: { readonly id: string; readonly cursor: string; readonly key: string }[]
  readonly gaps: string[]
  /** How often it was cut, by itself or by the server. */
  cuts: number
  /** Reads from where it stands until the connection ends or `enough` events came, then drops the connection. Never throws. */
  run(of: { readonly url: string; readonly key: string; readonly enough: number; readonly signal: AbortSignal }): Promise<void>
}

interface Envelope {
  readonly id: string
  readonly subject?: string
  readonly cursor: string
}

abstract class Base implements Reader {
  readonly name: string
  readonly seen: { readonly id: string; readonly cursor: string; readonly key: string }[] = []
  readonly gaps: string[] = []
  cuts = 0
  protected cursor = 'first'
  constructor(name: string) {
    this.name = name
  }
  abstract run(of: Parameters<Reader['run']>[0]): Promise<void>
  protected take(event: Envelope): void {
    this.seen.push({ id: event.id, cursor: event.cursor, key: event.subject ?? '' })
    this.cursor = event.cursor
  }
  protected gap(data: { readonly cursor: string }): void {
    this.gaps.push(data.cursor)
    this.cursor = data.cursor
  }
}

export class SseReader extends Base {
  async run(of: Parameters<Reader['run']>[0]): Promise<void> {
    const end = new AbortController()
    const ended = (): void => end.abort()
    of.signal.addEventListener('abort', ended, { once: true })
    let count = 0
    const parser = createParser({
      onEvent: ({ event, data, id }) => {
        // What was on its way when we left is lost on purpose.
        if (end.signal.aborted) return
        if (event === 'gap') this.gap(JSON.parse(data) as Envelope)
        else if (event !== 'end' && data !== '') {
          this.take(JSON.parse(data) as Envelope)
          if (++count >= of.enough) end.abort()
        }
        if (id !== undefined && id !== '') this.cursor = id
      },
    })
    try {
      const answer = await fetch(`${of.url}/api/v1/events/stream${this.cursor === 'first' ? '?after=first' : ''}`, {
        headers: { authorization: `Bearer ${of.key}`, ...(this.cursor !== 'first' && { 'last-event-id': this.cursor }) },
        signal: end.signal,
      })
      if (!answer.ok || !answer.body) return
      const decoder = new TextDecoder()
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) parser.feed(decoder.decode(chunk, { stream: true }))
    } catch {
      // Cut: it goes on from its cursor.
    } finally {
      of.signal.removeEventListener('abort', ended)
      this.cuts++
    }
  }
}

export class SocketReader extends Base {
  run(of: Parameters<Reader['run']>[0]): Promise<void> {
    return new Promise((resolve) => {
      const socket = new WebSocket(`${of.url.replace('http', 'ws')}/api/v1/events/socket`, 'busbar.v1', { headers: { authorization: `Bearer ${of.key}` } })
      let count = 0
      let left = false
      const leave = (): void => {
        left = true
        socket.terminate()
      }
      of.signal.addEventListener('abort', leave, { once: true })
      socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', id: 's', after: this.cursor })))
      socket.on('message', (data: Buffer) => {
        if (left) return
        const message = JSON.parse(data.toString()) as { readonly type: string; readonly cursor?: string; readonly event?: Envelope }
        if (message.type === 'event' && message.event) {
          this.take(message.event)
          if (++count >= of.enough) leave()
        } else if (message.type === 'gap') this.gap(message as { cursor: string })
        else if (message.type === 'moved' && message.cursor !== undefined) this.cursor = message.cursor
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        of.signal.removeEventListener('abort', leave)
        this.cuts++
        resolve()
      })
    })
  }
}

export class PollReader extends Base {
  async run(of: Parameters<Reader['run']>[0]): Promise<void> {
    try {
      for (let count = 0; count < of.enough && !of.signal.aborted;) {
        const answer = await fetch(`${of.url}/api/v1/events?after=${this.cursor}&wait=1&limit=${Math.min(1000, of.enough)}`, {
          headers: { authorization: `Bearer ${of.key}` },
          signal: of.signal,
        })
        if (!answer.ok) return
        const page = (await answer.json()) as { readonly events: readonly Envelope[]; readonly cursor: string; readonly gap?: { readonly cursor: string } }
        if (page.gap) this.gap(page.gap)
        for (const event of page.events) this.take(event)
        this.cursor = page.cursor
        count += page.events.length
      }
    } catch {
      // Cut: it goes on from its cursor.
    } finally {
      this.cuts++
    }
  }
}
