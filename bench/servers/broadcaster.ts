// What a careful engineer writes by hand to send one event to many: the same text, to every SSE answer and every ws socket.
import { createServer, type ServerResponse } from 'node:http'
import { WebSocketServer } from 'ws'
import { report } from './report.ts'

const readers = new Set<ServerResponse>()
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1024 * 1024 })
let offset = 0
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 2000\n\n')
    readers.add(response)
    response.on('close', () => readers.delete(response))
    return
  }
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const order = JSON.parse(Buffer.concat(chunks).toString()) as { id: string }
    const now = new Date().toISOString()
    const cursor = `0123456789abcdef:${++offset}`
    const data = { ...order, state: 'Released', revision: 1, createdAt: now, updatedAt: now }
    const event = JSON.stringify({
      specversion: '1.0',
      id: '0198a5c0-1111-7000-8000-000000000001',
      source: 'http://127.0.0.1:8080/api/v1',
      type: 'order.created',
      subject: `orders/${order.id}`,
      time: now,
      datacontenttype: 'application/json',
      cursor,
      partitionkey: `orders/${order.id}`,
      data,
    })
    const frame = `id: ${cursor}\nevent: order.created\ndata: ${event}\n\n`
    for (const reader of readers) reader.write(frame)
    const message = `{"type":"event","subscription":"s","cursor":"${cursor}","event":${event}}`
    for (const socket of sockets.clients) socket.send(message)
    response.writeHead(201, { 'content-type': 'application/json' })
    response.end(JSON.stringify(data))
  })
})
server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, (client) => client.on('message', () => {})))
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => {
  const address = server.address()
  report({ port: typeof address === 'object' && address ? address.port : 0 })
})
