import { implement } from 'busbar'
import { Bom } from '../contract/engineering.ts'
import { BomNotUsable, ChangeShift, OrderOperation, OutOfSequence, ProductionOrder, ShiftChanged } from '../contract/production.ts'
import { add, atLeastZero, divide, multiply, subtract } from '../decimal.ts'

export const productionOrders = implement(
  ProductionOrder,
  {
    reschedule(ctx, changes) {
      ctx.update(changes)
    },
    async release(ctx, { at = ctx.now() }) {
      const { bom: key, material, quantity } = ctx.record
      if (key === undefined) return ctx.fail(BomNotUsable, { bom: '', because: 'missing' })
      const bom = await ctx.call(Bom.get, { id: key })
      if (bom.state !== 'Released') ctx.fail(BomNotUsable, { bom: key, because: 'notReleased' })
      if (bom.material !== material) ctx.fail(BomNotUsable, { bom: key, because: 'otherMaterial' })
      if (bom.effectiveFrom !== undefined && Date.parse(at) < Date.parse(bom.effectiveFrom)) ctx.fail(BomNotUsable, { bom: key, because: 'notYetEffective' })
      if (bom.effectiveTo !== undefined && Date.parse(at) >= Date.parse(bom.effectiveTo)) ctx.fail(BomNotUsable, { bom: key, because: 'noLongerEffective' })
      ctx.update({
        bomRevision: bom.revisionCode,
        components: bom.lines.map((line) => ({
          position: line.position,
          component: line.component,
          required: divide(multiply(line.quantity, quantity), bom.baseQuantity, { places: 3 }),
        })),
      })
    },
    start(ctx, { line, at = ctx.now() }) {
      ctx.update({ line, actualStart: at })
      return { startedAt: at }
    },
    hold(ctx, { reason }) {
      ctx.update({ interruption: reason })
    },
    suspend(ctx, { reason }) {
      ctx.update({ interruption: reason })
    },
    resume(ctx) {
      ctx.update({ interruption: null })
    },
    reportQuantity(ctx, { sequence, good, scrap, at = ctx.now() }) {
      const expected = ctx.record.lastReport + 1
      if (sequence !== expected) ctx.fail(OutOfSequence, { expected, given: sequence })
      const goodQuantity = add(ctx.record.goodQuantity, good)
      const scrapQuantity = add(ctx.record.scrapQuantity, scrap)
      ctx.update({ goodQuantity, scrapQuantity, lastReport: sequence })
      ctx.emit('quantityReported', { good, scrap, sequence, at })
      return { goodQuantity, scrapQuantity, remaining: atLeastZero(subtract(ctx.record.quantity, goodQuantity)) }
    },
    complete(ctx, { at = ctx.now() }) {
      ctx.update({ actualEnd: at })
    },
    abort(ctx, { reason, at = ctx.now() }) {
      ctx.update({ actualEnd: at, interruption: reason })
    },
  },
  { reaches: 'nothing' },
)

export const orderOperations = implement(
  OrderOperation,
  {
    start(ctx, { operator, at = ctx.now() }) {
      ctx.update({ operator, actualStart: at })
    },
    complete(ctx, { at = ctx.now() }) {
      ctx.update({ actualEnd: at })
    },
  },
  { reaches: 'nothing' },
)

export const shiftChanges = implement(
  ChangeShift,
  (ctx, { line, shift, lead, at = ctx.now() }) => {
    ctx.emit(ShiftChanged, { line, shift, lead, at })
    return { at }
  },
  { reaches: 'nothing' },
)
