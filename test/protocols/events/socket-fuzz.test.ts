import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { SocketClient } from '../../../conformance/scenario/socket-client.ts'
import { CLOSE } from '../../../src/protocols/events/socket/close-code.ts'
import { socketRoutes } from '../../../src/protocols/events/socket/index.ts'
import { readMessage, MessageRefused } from '../../../src/protocols/events/socket/message.ts'
import { socketWorld, type World } from './socket-world.ts'

const KINDS = new Set(['authenticated', 'result', 'error', 'subscribed', 'event', 'gap', 'moved', 'ended', 'unsubscribed', 'pong'])
const CODES = new Set<number>(Object.values(CLOSE).map(({ code }) => code))

const mostly = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) })
const id = mostly(fc.integer({ min: 1, max: 20 }).map(String))
const message = (type: string, required: { readonly [name: string]: fc.Arbitrary<unknown> }, more: { readonly [name: string]: fc.Arbitrary<unknown> }) =>
  fc.record<{ readonly [name: string]: unknown }>({ type: fc.constant(type), ...required, ...more }, { requiredKeys: ['type', ...Object.keys(required)] })
const text = fc.oneof(fc.constantFrom('id', 'state', 'quantity', 'lines', 'customer', '__proto__'), fc.string())
const orderInput = fc.record({ id: fc.constantFrom('PO-0001', 'PO-0002'), quantity: mostly(fc.constant('1')) })
/** Messages, with something odd in them now and then. */
const anyMessage = fc.oneof(
  message(
    'call',
    { id, operation: fc.constantFrom('Order.get', 'Order.create', 'Order.update', 'Order.start'), input: orderInput },
    { key: mostly(fc.constantFrom('PO-0001', 'PO-0002')) },
  ),
  message('call', { id, operation: fc.constant('Order.list') }, {}),
  message('subscribe', { id }, { after: mostly(fc.constantFrom('first', 'now')) }),
  message(
    'call',
    {
      id,
      operation: mostly(
        fc.oneof(
          fc.constantFrom('Order.list', 'Order.get', 'Order.create', 'Order.update', 'Order.start', 'OrderOverview', '__proto__', 'constructor'),
          fc.string(),
        ),
      ),
    },
    {
      key: mostly(fc.string()),
      input: fc.oneof(fc.jsonValue(), orderInput),
      patch: mostly(fc.constantFrom('merge', 'json')),
      query: mostly(
        fc.record(
          {
            filter: fc.array(
              fc.record({ field: text, operator: fc.constantFrom('eq', 'in', 'lt'), values: fc.array(fc.oneof(fc.string(), fc.constant(null))) }),
            ),
            sort: fc.record({ field: text, descending: fc.boolean() }),
            limit: fc.integer({ min: 1, max: 2_000 }),
            cursor: fc.string({ minLength: 1 }),
            count: fc.boolean(),
          },
          { requiredKeys: [] },
        ),
      ),
      fields: mostly(fc.array(text)),
      include: mostly(fc.array(text)),
      ifMatch: mostly(fc.array(fc.nat())),
      idempotencyKey: mostly(fc.string({ minLength: 1, maxLength: 20 })),
    },
  ),
  message(
    'subscribe',
    { id },
    {
      filter: mostly(
        fc.record(
          {
            types: mostly(fc.array(fc.constantFrom('order.*', '*', 'order.created', 'x.y'))),
            resource: fc.jsonValue(),
            key: fc.jsonValue(),
            where: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
      ),
      after: mostly(fc.constantFrom('first', 'now', '00:1', '00:99999999999999999999', ':')),
      credit: mostly(fc.integer({ min: 1, max: 10_000 })),
    },
  ),
  message('unsubscribe', { id }, {}),
  message('ack', { subscription: id, cursor: mostly(fc.string({ minLength: 1 })) }, {}),
  message('ping', {}, { id }),
  fc.record({ type: fc.jsonValue({ maxDepth: 1 }), id }),
)
const anyText = fc.oneof(
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 10, arbitrary: anyMessage.map((of) => JSON.stringify(of)) },
)

/** The id that its answer will have. */
function idOf(text: string): string | undefined {
  try {
    const read = readMessage(text)
    return 'id' in read ? read.id : undefined
  } catch (error) {
    return error instanceof MessageRefused ? error.id : undefined
  }
}

/** Whether all that was asked is answered or the socket closed, and in words that are documented. */
async function play(world: World, texts: readonly string[], of: { readonly known: boolean; readonly tally: Map<string, number> }): Promise<void> {
  const [route] = socketRoutes(world.kernel, { publicUrl: 'https://plant.example' })
  assert.ok(route)
  const client = new SocketClient(route, {
    headers: of.known ? { authorization: `Bearer ${world.key('internal')}` } : {},
    address: '127.0.0.1',
    requestId: 'r',
  })
  if (of.known) await client.until((message) => (message['type'] === 'authenticated' ? true : undefined))
  for (const text of texts) client.sendText(text)
  // As often as an id was asked it is answered, or the socket closes.
  const asked = texts.map(idOf).filter((one) => one !== undefined)
  client.send({ type: 'ping', id: 'last' })
  for (const one of [...asked, 'last']) {
    const most = asked.filter((other) => other === one).length || 1
    let answers = 0
    await client.until((answer) => (answer['id'] === one && ++answers === most ? true : undefined))
  }
  for (const text of client.texts) {
    const message = JSON.parse(text) as { readonly type: string; readonly problem?: { readonly code: string; readonly status: number } }
    assert.ok(KINDS.has(message.type), text)
    of.tally.set(message.type, (of.tally.get(message.type) ?? 0) + 1)
    assert.notEqual(message.problem?.code, 'internal', `${text} for ${JSON.stringify(texts)}`)
  }
  if (client.closed) assert.ok(CODES.has(client.closed.code), String(client.closed.code))
  client.close()
}

describe('whatever a client sends', () => {
  it('is a message, or is refused with a problem', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          readMessage(text)
        } catch (error) {
          assert.ok(error instanceof MessageRefused)
          assert.ok(error.problem.detail !== undefined && error.problem.detail !== '')
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('is answered or closes with a code of the table, and is never a defect', async (context) => {
    await using world = await socketWorld()
    const tally = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { maxLength: 12 }), fc.boolean(), async (texts, known) => play(world, texts, { known, tally })),
      { numRuns: 200 },
    )
    context.diagnostic(`answered: ${JSON.stringify(Object.fromEntries(tally))}`)
    for (const kind of ['error', 'subscribed', 'result']) assert.ok((tally.get(kind) ?? 0) > 0, `no ${kind} came about`)
    // The world looks for defects in its log when it ends.
  })
})
