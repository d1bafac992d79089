// Load from a process of its own: keep-alive connections that write prepared bytes and look at nothing but status and length.
import { connect } from 'node:net'

export interface Work {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  /** `get` asks for `path`; `create` posts orders that do not repeat; `post` sends `post`. */
  readonly kind: 'get' | 'create' | 'post'
  readonly path: string
  readonly key?: string
  /** The first order number of a `create` or `post`. */
  readonly from: number
  readonly post?: Post
}

export interface Post {
  /** Header lines, each ended by CR LF. */
  readonly headers: string
  /** `{n}` stands for an order number of eight digits that does not repeat. */
  readonly body: string
  /** What an answer says that is no success, whatever its status is. */
  readonly failed: string
}

export interface Load {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly answers: number
  /** Answers that were no success. */
  readonly bad: number
  /** Share of one core that the generator itself used. */
  readonly cpu: number
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n')

if (process.send) process.on('message', (work: Work) => void run(work).then((load) => process.send?.(load)))

async function run(work: Work): Promise<Load> {
  const { orderOf } = await import('./contract.ts')
  const latencies: number[] = []
  let bad = 0
  let next = work.from
  const authorization = work.key === undefined ? '' : `authorization: Bearer ${work.key}\r\n`
  const get = Buffer.from(`GET ${work.path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${authorization}\r\n`)
  const { post } = work
  const posted = (body: string, headers: string): Buffer =>
    Buffer.from(`POST ${work.path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${authorization}${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  const constant = post && !post.body.includes('{n}') ? posted(post.body, post.headers) : undefined
  const request = (): Buffer => {
    if (work.kind === 'get') return get
    if (constant) return constant
    if (post) return posted(post.body.replaceAll('{n}', String(next++).padStart(8, '0')), post.headers)
    const body = JSON.stringify(orderOf(next))
    return posted(body, `content-type: application/json\r\nidempotency-key: "k${next++}"\r\n`)
  }
  const cpu = process.cpuUsage()
  const began = performance.now()
  const end = began + work.seconds * 1000
  await Promise.all(
    Array.from(
      { length: work.connections },
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(work.port, '127.0.0.1')
          socket.setNoDelay(true)
          let sent = 0
          let pending: Buffer = Buffer.alloc(0)
          const ask = (): void => {
            if (performance.now() >= end) {
              socket.destroy()
              resolve()
              return
            }
            sent = performance.now()
            socket.write(request())
          }
          socket.on('connect', ask)
          socket.on('error', reject)
          socket.on('close', () => resolve())
          socket.on('data', (chunk: Buffer) => {
            pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
            const head = pending.indexOf('\r\n\r\n')
            if (head === -1) return
            const text = pending.toString('latin1', 0, head)
            const at = text.search(/content-length: /i)
            // Without a length it is chunked, and ends with an empty chunk (RFC 9112, 7.1).
            if (at === -1 ? !pending.subarray(-5).equals(LAST_CHUNK) : pending.length < head + 4 + Number.parseInt(text.slice(at + 16), 10)) return
            const failed = text[9] !== '2' || (post !== undefined && pending.includes(post.failed))
            pending = Buffer.alloc(0)
            latencies.push(performance.now() - sent)
            if (failed) bad++
            ask()
          })
        }),
    ),
  )
  const took = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  latencies.sort((a, b) => a - b)
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return { perSecond: latencies.length / took, p50: at(0.5), p99: at(0.99), answers: latencies.length, bad, cpu: (user + system) / 1e6 / took }
}
