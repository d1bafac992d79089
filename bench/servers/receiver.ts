// A receiver of webhooks that does nothing with them: node:http, 200 and no body. GET shows the last request that was posted.
import { createServer } from 'node:http'
import { report } from './report.ts'

let last: { readonly headers: { readonly [name: string]: unknown }; readonly body: string } | undefined
const server = createServer((request, response) => {
  if (request.method !== 'POST') return void response.end(JSON.stringify(last ?? null))
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    last ??= { headers: { ...request.headers }, body: Buffer.concat(chunks).toString() }
    response.writeHead(200, { 'content-length': '0' })
    response.end()
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  report({ port: typeof address === 'object' && address ? address.port : 0 })
})
