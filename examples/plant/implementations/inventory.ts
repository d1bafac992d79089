import { implement } from 'busbar'
import { AvailableToPromise, InsufficientAvailability, Lot, LotMovement, LotsDoNotAddUp, NotReversible, StaleSequence, Stock } from '../contract/inventory.ts'
import { add, atLeastZero, compare, subtract, total } from '../decimal.ts'

export const lots = implement(
  Lot,
  {
    release(ctx, { by }) {
      ctx.update({ disposition: 'Unrestricted', releasedBy: by, holdReason: null })
    },
    hold(ctx, { reason }) {
      ctx.update({ disposition: 'Restricted', holdReason: reason, releasedBy: null })
    },
    rework(ctx, { reason }) {
      ctx.update({ holdReason: reason })
    },
    reject(ctx, { reason }) {
      ctx.update({ disposition: 'Restricted', holdReason: reason })
    },
  },
  { reaches: 'nothing' },
)

export const lotMovements = implement(
  LotMovement,
  {
    async reverse(ctx, { reason, at = ctx.now() }) {
      const { id, reversalOf, inputs, outputs, from, to, createdAt: _created, updatedAt: _updated, revision: _revision, ...same } = ctx.record
      if (reversalOf !== undefined) ctx.fail(NotReversible, { reversalOf })
      const reversal = await ctx.call(LotMovement.create, {
        ...same,
        at,
        inputs: outputs,
        outputs: inputs,
        ...(to !== undefined && { from: to }),
        ...(from !== undefined && { to: from }),
        reversalOf: id,
        reason,
      })
      return { reversal: reversal.id }
    },
  },
  { reaches: 'nothing' },
)

interface LotLevel {
  readonly lot: string
  readonly onHand: string
}

/** The lots after `change` of one of them; one that is used up disappears. */
function changed(lots: readonly LotLevel[], lot: string, change: string): readonly LotLevel[] {
  const onHand = add(lots.find((l) => l.lot === lot)?.onHand ?? '0', change)
  return [...lots.filter((l) => l.lot !== lot), ...(compare(onHand, '0') === 0 ? [] : [{ lot, onHand }])].toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
}

export const stock = implement(
  Stock,
  {
    count(ctx, { onHand, blocked, lots: counted, sequence, asOf }) {
      const { sequence: last, reserved } = ctx.record
      if (sequence <= last) ctx.fail(StaleSequence, { last, given: sequence })
      if (counted) {
        const sum = total(counted.map((l) => l.onHand))
        if (compare(sum, onHand) !== 0) ctx.fail(LotsDoNotAddUp, { onHand, lots: sum })
      }
      const available = subtract(subtract(onHand, reserved), blocked)
      ctx.update({ onHand, blocked, available, sequence, asOf, lots: counted ?? null })
      ctx.emit('balanceChanged', { onHand, available, reason: `Count ${sequence}` })
    },
    adjust(ctx, { delta, lot, reason }) {
      const { onHand: before, available: left, lots: known } = ctx.record
      const onHand = add(before, delta)
      const available = add(left, delta)
      if (compare(onHand, '0') < 0 || compare(available, '0') < 0) ctx.fail(InsufficientAvailability, { requested: subtract('0', delta), available: left })
      if (known && lot === undefined) ctx.fail(LotsDoNotAddUp, { onHand, lots: before })
      const after = lot === undefined ? undefined : changed(known ?? [], lot, delta)
      if (after?.some((l) => compare(l.onHand, '0') < 0))
        ctx.fail(InsufficientAvailability, { requested: subtract('0', delta), available: known?.find((l) => l.lot === lot)?.onHand ?? '0' })
      ctx.update({ onHand, available, ...(after && { lots: after }) })
      ctx.emit('balanceChanged', { onHand, available, reason })
    },
    reserve(ctx, { quantity, for: purpose }) {
      const { onHand, available: left, reserved } = ctx.record
      if (compare(quantity, left) > 0) ctx.fail(InsufficientAvailability, { requested: quantity, available: left })
      const available = subtract(left, quantity)
      ctx.update({ reserved: add(reserved, quantity), available })
      ctx.emit('balanceChanged', { onHand, available, reason: `Reserved for ${purpose}` })
    },
    unreserve(ctx, { quantity, for: purpose }) {
      const { onHand, available: left, reserved } = ctx.record
      if (compare(quantity, reserved) > 0) ctx.fail(InsufficientAvailability, { requested: quantity, available: reserved })
      const available = add(left, quantity)
      ctx.update({ reserved: subtract(reserved, quantity), available })
      ctx.emit('balanceChanged', { onHand, available, reason: `No longer reserved for ${purpose}` })
    },
    pick(ctx, { quantity, lot }) {
      const { onHand: before, available, reserved, lots: known } = ctx.record
      if (compare(quantity, reserved) > 0) ctx.fail(InsufficientAvailability, { requested: quantity, available: reserved })
      const onHand = subtract(before, quantity)
      if (known && lot === undefined) ctx.fail(LotsDoNotAddUp, { onHand, lots: before })
      const after = lot === undefined ? undefined : changed(known ?? [], lot, subtract('0', quantity))
      if (after?.some((l) => compare(l.onHand, '0') < 0))
        ctx.fail(InsufficientAvailability, { requested: quantity, available: known?.find((l) => l.lot === lot)?.onHand ?? '0' })
      ctx.update({ onHand, reserved: subtract(reserved, quantity), ...(after && { lots: after }) })
      ctx.emit('balanceChanged', { onHand, available, reason: 'Picked' })
    },
  },
  { reaches: 'nothing' },
)

export const availability = implement(
  AvailableToPromise,
  async (ctx, { material, location, quantity }) => {
    const { available, unit } = await ctx.call(Stock.get, { id: `${location}.${material}` })
    const free = atLeastZero(available)
    const promisable = compare(free, quantity) < 0 ? free : quantity
    return { promisable, short: subtract(quantity, promisable), available, unit, asOf: ctx.now() }
  },
  { reaches: 'nothing' },
)
