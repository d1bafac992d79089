// Bare node:http: a constant answer to GET, parse and answer the same JSON to POST.
import { createServer } from 'node:http'
import { orderOf } from '../contract.ts'
import { report } from './report.ts'

const constant = JSON.stringify({ ...orderOf(1), state: 'Released', revision: 1, createdAt: '2026-09-14T08:00:00.000Z', updatedAt: '2026-09-14T08:00:00.000Z' })
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(constant) })
    response.end(constant)
    return
  }
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString()))
    response.writeHead(201, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  report({ port: typeof address === 'object' && address ? address.port : 0 })
})
