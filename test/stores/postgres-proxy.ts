import { createServer, connect, type Socket } from 'node:net'

/** A line to a PostgreSQL server that a test cuts, holds or closes at the moment it wants. */
export interface Proxy extends AsyncDisposable {
  /** The server's url, by way of the proxy. */
  readonly url: string
  /** Resets every connection. */
  cut(): void
  /** Swallows what the server answers from now on, until the connection is cut: the statement is done, the answer never comes. */
  holdAnswers(): Promise<void>
  /** Takes no new connections, and resets those there are. */
  close(): Promise<void>
  /** Takes connections again, at the same port. */
  open(): Promise<void>
}

export async function startProxy(server: string): Promise<Proxy> {
  const target = new URL(server)
  const lines = new Set<readonly [Socket, Socket]>()
  let holding = false
  let held = (): void => {}
  const listener = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    const line = [client, upstream] as const
    lines.add(line)
    client.on('data', (chunk) => void upstream.write(chunk))
    upstream.on('data', (chunk) => {
      if (holding) held()
      else client.write(chunk)
    })
    for (const [one, other] of [line, [upstream, client] as const]) {
      one.on('error', () => {})
      one.on('close', () => {
        other.destroy()
        lines.delete(line)
      })
    }
  })
  const listen = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      listener.once('error', reject)
      listener.listen(port, '127.0.0.1', () => {
        const address = listener.address()
        resolve(address !== null && typeof address === 'object' ? address.port : 0)
      })
    })
  const cut = (): void => {
    holding = false
    for (const line of lines) for (const socket of line) socket.resetAndDestroy()
  }
  const close = async (): Promise<void> => {
    if (!listener.listening) return
    const closed = new Promise((resolve) => listener.close(resolve))
    cut()
    await closed
  }
  const port = await listen(0)
  const url = new URL(server)
  url.host = `127.0.0.1:${port}`
  return {
    url: url.href,
    cut,
    holdAnswers: () => {
      holding = true
      return new Promise((resolve) => void (held = resolve))
    },
    close,
    open: async () => void (await listen(port)),
    [Symbol.asyncDispose]: close,
  }
}
