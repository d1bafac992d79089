import { implement } from 'busbar'
import { Bom, BomEmpty } from '../contract/engineering.ts'

export const boms = implement(
  Bom,
  {
    setLines(ctx, { lines }) {
      ctx.update({ lines })
    },
    async release(ctx, { effectiveFrom, follows, by }) {
      if (ctx.record.lines.length === 0) ctx.fail(BomEmpty, { bom: ctx.record.id })
      if (follows !== undefined) await ctx.call(Bom.endValidity, { id: follows, effectiveTo: effectiveFrom })
      ctx.update({ effectiveFrom, releasedBy: by })
    },
    endValidity(ctx, { effectiveTo }) {
      ctx.update({ effectiveTo })
    },
  },
  { reaches: 'nothing' },
)
