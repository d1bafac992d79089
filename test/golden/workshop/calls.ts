import createClient from 'openapi-fetch'
import type { paths } from './client.d.ts'

/** Lists come as CSV and NDJSON too, where a client asks for it. */
type Json = 'application/json' | 'application/problem+json'

/** What a partner's developer writes over the generated types: one call of each kind. Compiled under `strict`, run by a test. */
export async function makeCalls(options: { readonly baseUrl: string; readonly key: string; readonly fetch: (request: Request) => Promise<Response> }): Promise<readonly string[]> {
  const client = createClient<paths, Json>({ baseUrl: options.baseUrl, fetch: options.fetch, headers: { authorization: `Bearer ${options.key}` }, querySerializer: { array: { style: 'form', explode: false } } })
  const said: string[] = []

  const customer = must(await client.POST('/customers', { body: { id: 'C0007', title: 'Nordwerk GmbH', since: null } }))
  said.push(`created ${customer.id} at revision ${customer.revision}`)
  const part = must(await client.POST('/parts', { body: { id: 'P-1042', title: 'Pump housing', kind: 'finished', price: { amount: '12.50', currency: 'EUR' }, size: { length: 120 } } }))
  said.push(`created ${part.id}, ${part.price?.amount ?? 'free'} ${part.size?.length ?? 0}`)
  const made = await client.POST('/orders', {
    params: { header: { 'Idempotency-Key': '"order-1"' } },
    body: { id: 'PO-0001', part: part.id, customer: customer.id, quantity: '3.5', due: '2026-09-15T14:00:00Z' },
  })
  const order = must(made)
  const state: 'Released' | 'Ready' | 'Running' | 'Done' = order.state
  said.push(`created ${order.id}, ${state}, priority ${order.priority}`)
  must(await client.POST('/steps', { body: { order: order.id, number: 1, work: 'Turn' } }))

  const got = await client.GET('/orders/{id}', { params: { path: { id: order.id }, query: { include: ['steps'] } } })
  said.push(`got it with ${must(got).steps?.length ?? 0} step`)
  const same = await client.GET('/orders/{id}', { params: { path: { id: order.id }, header: { 'If-None-Match': made.response.headers.get('etag') ?? '' } } })
  said.push(`unchanged: ${same.response.status}`)

  const listed = must(await client.GET('/orders', { params: { query: { 'state': 'Released', 'due[gte]': '2026-09-01T00:00:00Z', 'sort': '-due', 'limit': 10 }, header: { Prefer: 'count=exact' } } }))
  said.push(`listed ${listed.items.map(({ id }) => id).join()} of ${listed.count ?? 'unknown'}`)
  const sheet = await client.GET('/parts', { headers: { accept: 'text/csv' }, parseAs: 'text' })
  said.push(`exported ${String(sheet.data).split('\r\n')[0] ?? ''}`)

  const changed = must(await client.PATCH('/orders/{id}', { params: { path: { id: order.id } }, body: { line: 'L1', customer: null }, headers: { 'content-type': 'application/merge-patch+json' } }))
  said.push(`changed to ${changed.line ?? 'no line'} for ${changed.customer ?? 'nobody'}`)
  const { revision, ...whole } = changed
  const replaced = must(await client.PUT('/orders/{id}', { params: { path: { id: order.id }, header: { 'If-Match': `"${revision}"` } }, body: { ...whole, priority: 2 } }))
  said.push(`replaced, priority ${replaced.priority}`)
  const late = await client.PUT('/customers/{id}', { params: { path: { id: customer.id }, header: { 'If-Match': '"9"' } }, body: { title: 'Nordwerk' } })
  said.push(`too late: ${late.error?.code ?? 'no'}`)

  const started = must(await client.POST('/orders/{id}/start', { params: { path: { id: order.id }, header: { 'Idempotency-Key': 'start-1' } }, body: { line: 'L1' } }))
  said.push(`started at ${started.startedAt}`)
  must(await client.POST('/orders', { params: { header: { 'Idempotency-Key': 'order-2' } }, body: { id: 'PO-0002', part: part.id, quantity: '1', due: '2026-09-16T14:00:00Z' } }))
  const busy = await client.POST('/orders/{id}/start', { params: { path: { id: 'PO-0002' }, header: { 'Idempotency-Key': 'start-2' } }, body: { line: 'L1' } })
  // `code` tells the alternatives apart, and each has data of its own.
  said.push(`not started: ${busy.error?.code === 'line-busy' ? `${busy.error.data.line} runs ${busy.error.data.runningOrder ?? 'another order'}` : busy.error?.code}`)
  const again = await client.POST('/orders/{id}/start', { params: { path: { id: 'PO-0002' }, header: { 'Idempotency-Key': 'start-2' } }, body: { line: 'L1' } })
  said.push(`again: ${again.error?.code}, replayed ${again.response.headers.get('idempotent-replayed')}`)
  const noTool = await client.POST('/orders/{id}/start', { params: { path: { id: 'PO-0002' }, header: { 'Idempotency-Key': 'start-3' } }, body: { line: 'L9' } })
  said.push(`not started: ${noTool.error?.code === 'no-tool' ? `${noTool.error.data.tool} is not there` : noTool.error?.code}`)

  const stock = must(await client.GET('/check-stock', { params: { query: { part: part.id, places: ['A', 'B'], onlyFree: false } } }))
  said.push(`available ${stock.available}`)
  const mix = must(await client.POST('/plan-mix', { body: { orders: [{ id: 'PO-0001', share: 0.5 }] } }))
  said.push(`mixed ${mix.lines['L1']?.join() ?? 'nothing'}`)
  const shift = await client.POST('/change-shift', { params: { header: { 'Idempotency-Key': 'shift-1' } }, body: { line: 'L1' } })
  said.push(`shift changed: ${shift.response.status}`)

  const view = must(await client.GET('/order-view/{id}', { params: { path: { id: order.id } } }))
  said.push(`viewed ${view.part?.title ?? 'no part'}, ${view.steps.map(({ work }) => work).join()}, customer ${view.customer?.title ?? 'none'}`)

  const batch = must(
    await client.POST('/batch', {
      body: { calls: [{ method: 'GET', path: '/orders/PO-0001' }, { method: 'PATCH', path: '/orders/PO-0002', headers: { 'Content-Type': 'application/json-patch+json' }, body: [{ op: 'replace', path: '/priority', value: 1 }] }] },
    }),
  )
  said.push(`batch ${batch.responses.map(({ status }) => status).join()}`)
  const refused = await client.POST('/batch', { body: { atomic: true, calls: [{ method: 'PATCH', path: '/orders/PO-0002', body: { priority: 3 } }, { method: 'DELETE', path: '/orders/PO-9999' }] } })
  said.push(`batch refused: ${refused.response.status}, ${refused.error && 'responses' in refused.error ? refused.error.responses.map(({ status }) => status).join() : 'as a whole'}`)
  const gone = await client.DELETE('/orders/{id}', { params: { path: { id: 'PO-0002' } } })
  said.push(`deleted: ${gone.response.status}`)
  return said
}

function must<T>(answer: { readonly data?: T; readonly error?: unknown; readonly response: Response }): Exclude<T, undefined> {
  if (answer.data === undefined) throw new Error(`${answer.response.status}: ${JSON.stringify(answer.error)}`)
  return answer.data as Exclude<T, undefined>
}
