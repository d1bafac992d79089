import { implement } from 'busbar'
import { Lot } from '../contract/inventory.ts'
import { LotNotReleased, Milestone, NothingPacked, Shipment, WrongCheckDigit } from '../contract/logistics.ts'
import { total } from '../decimal.ts'
import { checkDigit } from '../gs1.ts'

/** How far each milestone is on the way; what is not here (an exception, a failed attempt) is no progress. */
const PROGRESS = ['created', 'tendered', 'pickedUp', 'departed', 'arrivedHub', 'customsHold', 'outForDelivery', 'arrived', 'delivered'] as const

export const shipments = implement(
  Shipment,
  {
    pack(ctx, { handlingUnits }) {
      for (const { sscc } of handlingUnits) {
        const expected = checkDigit(sscc.slice(0, -1))
        if (!sscc.endsWith(expected)) ctx.fail(WrongCheckDigit, { number: sscc, expected })
      }
      ctx.update({ handlingUnits })
    },
    load(ctx, { seal }) {
      if (seal !== undefined) ctx.update({ seal })
    },
    async ship(ctx, { at = ctx.now() }) {
      const contents = (ctx.record.handlingUnits ?? []).flatMap((unit) => unit.contents)
      if (contents.length === 0) ctx.fail(NothingPacked, { shipment: ctx.record.id })
      // Each lot is read by its key, so a hold that comes in between makes this commit fail and run again.
      for (const key of new Set(contents.flatMap((c) => c.lot ?? []))) {
        const { state, disposition } = await ctx.call(Lot.get, { id: key })
        if (state !== 'Released' || disposition !== 'Unrestricted') ctx.fail(LotNotReleased, { lot: key, state, disposition })
      }
      ctx.update({ departedAt: at })
      return { departedAt: at, quantity: total(contents.map((c) => c.quantity)) }
    },
    async recordMilestone(ctx, { code, at, location, source, reason, raw }) {
      const milestone = await ctx.call(Milestone.create, {
        shipment: ctx.record.id,
        code,
        at,
        location,
        source,
        ...(reason !== undefined && { reason }),
        ...(raw !== undefined && { raw }),
      })
      const reached = PROGRESS.find((step) => step === code)
      if (reached !== undefined && PROGRESS.indexOf(reached) > PROGRESS.indexOf(ctx.record.progress)) ctx.update({ progress: reached })
      if (code === 'delivered') ctx.update({ deliveredAt: at })
      return { milestone: milestone.id }
    },
    deliver(ctx, { at = ctx.now() }) {
      ctx.update({ deliveredAt: ctx.record.deliveredAt ?? at })
    },
  },
  { reaches: 'nothing' },
)
