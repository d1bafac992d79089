import assert from 'node:assert/strict'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import * as client from './client.ts'

/** Sends a document with its variables; throws what the first error says. */
export type Send = <R, V>(document: TypedDocumentNode<R, V>, variables: V) => Promise<R>

/** One call of each kind, as an application would write it over the generated types. */
export async function makeCalls(send: Send): Promise<void> {
  const created = await send(client.CreateOrderDocument, { input: { id: 'PO-0001', quantity: '12.500' }, key: 'k' })
  const state: client.OrderState | undefined = created.createOrder?.order?.state
  assert.equal(state, 'Released')
  const revision = created.createOrder?.order?.revision ?? 0
  const updated = await send(client.UpdateOrderDocument, { id: 'PO-0001', patch: { quantity: '13', note: null }, ifMatch: [revision] })
  const quantity: string | undefined = updated.updateOrder?.order?.quantity
  assert.equal(quantity, '13')
  const replaced = await send(client.ReplaceOrderDocument, { id: 'PO-0002', input: { quantity: '1' } })
  assert.equal(replaced.replaceOrder?.created, true)
  const started = await send(client.StartOrderDocument, { id: 'PO-0001', input: { line: 'l1' } })
  assert.match(started.startOrder?.output?.startedAt ?? '', /^2026-/)
  const busy = await send(client.StartOrderDocument, { id: 'PO-0002', input: { line: 'l1' } })
  assert.equal(busy.startOrder?.fault?.runningOrder, 'PO-0001')
  const read = await send(client.OrderDocument, { id: 'PO-0001' })
  const position: number | undefined = read.order?.lines[0]?.position
  assert.equal(position, undefined)
  const page = await send(client.OrdersDocument, { first: 1, filter: { quantity: { gte: '1' }, state: { eq: 'Running' } }, sort: 'QUANTITY_DESC' })
  assert.deepEqual(page.orders?.edges.map(({ node }) => node.id), ['PO-0001'])
  assert.equal(page.orders?.totalCount, 1)
  const overview = await send(client.OverviewDocument, { id: 'PO-0001' })
  assert.deepEqual(overview.orderOverview?.lines, [])
  const node = await send(client.NodeDocument, { id: read.order?.nodeId ?? '' })
  assert.equal(node.node?.__typename, 'Order')
  const deleted = await send(client.DeleteOrderDocument, { id: 'PO-0002' })
  assert.equal(deleted.deleteOrder?.deleted, 'PO-0002')
}
