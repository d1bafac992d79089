import { implement } from 'busbar'
import { AcknowledgementMismatch, Invoice, OrderRequest, SalesOrder, SalesOrderLine, TotalsMismatch } from '../contract/sales.ts'
import { add, atLeastZero, compare, divide, multiply, round, subtract, total } from '../decimal.ts'

export const orderRequests = implement(
  OrderRequest,
  {
    async accept(ctx, { salesOrder, incoterm, answer }) {
      const { customer, partnerOrderNumber, currency, lines } = ctx.record
      await ctx.call(SalesOrder.create, { id: salesOrder, customer, partnerOrderNumber, currency, incoterm, orderDate: ctx.now().slice(0, 10) })
      for (const { number, material, partnerItemNumber, quantity, unitPrice, requested } of lines) {
        await ctx.call(SalesOrderLine.create, {
          id: `${salesOrder}-${number}`,
          order: salesOrder,
          number,
          material,
          quantity,
          unitPrice: { amount: unitPrice, currency },
          requested,
          ...(partnerItemNumber !== undefined && { partnerItemNumber }),
        })
      }
      ctx.update({ salesOrder, ...(answer !== undefined && { answer }) })
    },
    reject(ctx, { reason }) {
      ctx.update({ answer: reason })
    },
  },
  { reaches: 'nothing' },
)

export const salesOrders = implement(
  SalesOrder,
  {
    acknowledge(ctx, { answer }) {
      ctx.update({ answer })
    },
    requestChange(ctx, { text }) {
      ctx.update({ change: text })
    },
  },
  { reaches: 'nothing' },
)

export const salesOrderLines = implement(
  SalesOrderLine,
  {
    acknowledge(ctx, { promises }) {
      const acknowledged = total(promises.map((p) => p.quantity))
      if (compare(acknowledged, ctx.record.quantity) !== 0) ctx.fail(AcknowledgementMismatch, { ordered: ctx.record.quantity, acknowledged })
      ctx.update({ promises })
    },
    recordShipped(ctx, { quantity }) {
      const shippedQuantity = add(ctx.record.shippedQuantity, quantity)
      ctx.update({ shippedQuantity })
      return { open: atLeastZero(subtract(ctx.record.quantity, shippedQuantity)) }
    },
  },
  { reaches: 'nothing' },
)

export const invoices = implement(
  Invoice,
  {
    issue(ctx) {
      const { lines, taxes, net, tax, gross } = ctx.record
      const check = (field: string, expected: string, given: string): void => {
        if (compare(expected, given) !== 0) ctx.fail(TotalsMismatch, { field, expected, given })
      }
      for (const [i, line] of lines.entries()) check(`lines[${i}].net`, round(multiply(line.quantity, line.unitPrice), 2), line.net)
      for (const [i, t] of taxes.entries()) check(`taxes[${i}].amount`, round(divide(multiply(t.base, t.rate), '100', { places: 6 }), 2), t.amount)
      check('net', round(total(lines.map((l) => l.net)), 2), net)
      check('tax', round(total(taxes.map((t) => t.amount)), 2), tax)
      check('gross', add(net, tax), gross)
    },
    dispute(ctx, { reason }) {
      ctx.update({ objection: reason })
    },
    accept(ctx) {
      ctx.update({ objection: null })
    },
  },
  { reaches: 'nothing' },
)
