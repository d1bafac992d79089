import { isIPv6, type Socket } from 'node:net'
import type { Proxy } from '../../kernel/policies/target/guard.ts'
import type { Target } from '../../kernel/policies/target/url.ts'
import { NetError } from '../../kernel/ports/net.ts'

/** Bytes of the head that a proxy may answer with. */
const HEAD = 16_384

/**
 * CONNECT (RFC 9110, 9.3.6), for `http:` targets too: with it we say which address is meant, and the proxy does not resolve
 * the name once more. Resolves when what the socket carries is between us and the target.
 */
export async function openTunnel(
  socket: Socket,
  { address, target, proxy }: { readonly address: string; readonly target: Target; readonly proxy: Proxy },
): Promise<void> {
  const host = proxy.byName ? target.host : address
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${target.port}`
  const authorization = proxy.authorization === undefined ? '' : `proxy-authorization: ${proxy.authorization}\r\n`
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n${authorization}\r\n`)
  const head = await readHead(socket)
  const status = /^HTTP\/1\.[01] (\d{3})(?: |\r\n)/.exec(head)?.[1]
  if (status === undefined) throw new NetError('proxy', 'What the proxy answered is no HTTP.')
  if (!status.startsWith('2')) throw new NetError('proxy', `The proxy answered ${status} and opened no tunnel to the target.`)
}

/** The caller destroys the socket when its time is over; then this rejects. */
function readHead(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0)
    const settle = (error?: NetError): void => {
      socket.off('readable', read)
      socket.off('end', ended)
      socket.off('close', ended)
      socket.off('error', failed)
      if (error === undefined) resolve(head.toString('latin1'))
      else reject(error)
    }
    const read = (): void => {
      for (let chunk: Buffer | null; (chunk = socket.read() as Buffer | null) !== null;) {
        head = Buffer.concat([head, chunk])
        const end = head.indexOf('\r\n\r\n')
        if (end === -1 ? head.length > HEAD : end > HEAD) {
          settle(new NetError('proxy', 'The head of what the proxy answered does not end.'))
          return
        }
        if (end === -1) continue
        const rest = head.subarray(end + 4)
        head = head.subarray(0, end + 4)
        settle()
        if (rest.length > 0) socket.unshift(rest)
        return
      }
    }
    const ended = (): void => settle(new NetError('proxy', 'The proxy ended the connection.'))
    const failed = (error: Error): void => settle(new NetError('proxy', 'The connection to the proxy broke.', { cause: error }))
    socket.on('readable', read)
    socket.once('end', ended)
    socket.once('close', ended)
    socket.once('error', failed)
  })
}
