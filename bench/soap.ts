import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Load, Work } from './generator.ts'
import { installPeers, load, startPeer, type Peer } from './process.ts'
import { median, ratio, type Section } from './report.ts'

const CONNECTIONS = 64

type Asked = Pick<Work, 'kind' | 'path' | 'post'>

function envelope(namespace: string, body: string): string {
  return `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body.replace('>', ` xmlns="${namespace}">`)}</soap:Body></soap:Envelope>`
}

function soapCall(namespace: string, action: string, body: string): Asked {
  const headers = `content-type: text/xml; charset=utf-8\r\nsoapaction: "${action}"\r\n`
  return { kind: 'post', path: '/soap', post: { headers, body: envelope(namespace, body), failed: 'Fault>' } }
}

const ORDER = { material: 'M-007', quantity: '120.500', due: '2026-12-24T06:00:00Z', priority: 3 }
const FIELDS = Object.entries(ORDER)
  .map(([name, value]) => `<${name}>${value}</${name}>`)
  .join('')
const JSON_HEADERS = 'content-type: application/json\r\n'
const OWN = 'urn:busbar:bench:v1'

/** One call in the words of each protocol. */
const CALLS: { readonly [kind: string]: { readonly [protocol: string]: Asked } } = {
  get: {
    REST: { kind: 'get', path: '/api/v1/orders/PO-00000001' },
    GraphQL: {
      kind: 'post',
      path: '/graphql',
      post: {
        headers: JSON_HEADERS,
        body: JSON.stringify({ query: '{ order(id: "PO-00000001") { id materialId quantity due priority state revision createdAt updatedAt } }' }),
        failed: '"errors"',
      },
    },
    SOAP: { ...soapCall(OWN, `${OWN}:GetOrder`, '<GetOrder><id>PO-00000001</id></GetOrder>'), path: '/soap/v1' },
  },
  create: {
    REST: {
      kind: 'post',
      path: '/api/v1/orders',
      post: { headers: JSON_HEADERS, body: JSON.stringify({ id: 'PO-{n}', ...ORDER }), failed: 'urn:busbar:problem' },
    },
    GraphQL: {
      kind: 'post',
      path: '/graphql',
      post: {
        headers: JSON_HEADERS,
        body: JSON.stringify({
          query: 'mutation ($input: CreateOrderInput!) { createOrder(input: $input) { order { id state revision } } }',
          variables: { input: { id: 'PO-{n}', ...ORDER } },
        }),
        failed: '"errors"',
      },
    },
    SOAP: { ...soapCall(OWN, `${OWN}:CreateOrder`, `<CreateOrder><record><id>PO-{n}</id>${FIELDS}</record></CreateOrder>`), path: '/soap/v1' },
  },
}

/** What the npm package `soap` answers as a constant beside a real get of Busbar, and what each protocol costs over REST. */
export async function soapSection(options: { readonly seconds: number; readonly rounds: number }): Promise<Section> {
  await installPeers()
  const folder = await mkdtemp(join(tmpdir(), 'busbar-bench-'))
  const constant = await startPeer('soap', '')
  const own = await startPeer('protocols', join(folder, 'data'))
  let from = 20_000_000
  const one = async (peer: Peer, asked: Asked, seconds: number): Promise<Load & { readonly micros: number }> => {
    const before = await peer.usage()
    const answer = await load({ port: peer.port, connections: CONNECTIONS, seconds, from, ...asked, ...(peer.key !== undefined && { key: peer.key }) })
    const after = await peer.usage()
    from += answer.answers + CONNECTIONS
    if (answer.bad > 0) throw new Error(`${asked.path}: ${answer.bad} of ${answer.answers} answers were no success`)
    return { ...answer, micros: ((after.cpu - before.cpu) * 1e6) / answer.answers }
  }
  const peerCall = soapCall('urn:bench', 'urn:bench:GetOrder', '<GetOrder><id>PO-00000001</id></GetOrder>')
  const constants: number[] = []
  const rates: { [what: string]: number[] } = {}
  const micros: { [what: string]: number[] } = {}
  await one(constant, peerCall, 2)
  for (let round = -1; round < options.rounds; round++) {
    const seconds = round < 0 ? 2 : options.seconds
    const bare = round < 0 ? undefined : await one(constant, peerCall, seconds)
    if (bare) constants.push(bare.perSecond)
    for (const [kind, protocols] of Object.entries(CALLS))
      for (const [protocol, asked] of Object.entries(protocols)) {
        const answer = await one(own, asked, seconds)
        if (!bare) continue
        ;(rates[`${protocol} ${kind}`] ??= []).push(answer.perSecond)
        ;(micros[`${protocol} ${kind}`] ??= []).push(answer.micros)
      }
  }
  await constant[Symbol.asyncDispose]()
  await own[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
  const over = (kind: string, protocol: string): string => (median(micros[`${protocol} ${kind}`] ?? []) - median(micros[`REST ${kind}`] ?? [])).toFixed(0)
  return {
    title: `SOAP, and each protocol beside REST, ${CONNECTIONS} connections, SQLite`,
    tables: [
      {
        head: ['', 'answers/s (median)', 'µs of processor a call', 'µs over REST'],
        rows: [
          ['npm package soap, a constant', median(constants).toFixed(0), '', ''],
          ...Object.entries(CALLS).flatMap(([kind, protocols]) =>
            Object.keys(protocols).map((protocol) => [
              `${protocol} ${kind}`,
              median(rates[`${protocol} ${kind}`] ?? []).toFixed(0),
              median(micros[`${protocol} ${kind}`] ?? []).toFixed(0),
              over(kind, protocol),
            ]),
          ),
        ],
      },
      {
        head: ['ratio', 'median of rounds', 'rounds', 'budget'],
        rows: [
          [
            'SOAP get with key and limit / npm package soap with a constant',
            ...ratio((rates['SOAP get'] ?? []).map((rate, i) => rate / (constants[i] ?? Number.NaN))),
            '≥ 0.8',
          ],
        ],
      },
    ],
  }
}
