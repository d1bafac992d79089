import { implement } from 'busbar'
import { Asset, EquipmentNode, MeterWentBack } from '../contract/equipment.ts'
import { compare } from '../decimal.ts'

export const equipment = implement(
  EquipmentNode,
  {
    placeInService(ctx) {
      ctx.update({ outOfServiceReason: null })
    },
    placeOutOfService(ctx, { reason }) {
      ctx.update({ outOfServiceReason: reason })
    },
  },
  { reaches: 'nothing' },
)

export const assets = implement(
  Asset,
  {
    install(ctx, { equipment: role, at }) {
      ctx.update({ equipment: role, installedAt: at ?? ctx.now() })
    },
    remove(ctx) {
      ctx.update({ equipment: null, installedAt: null })
    },
    recordMeter(ctx, { meter, kind, value, unit, at }) {
      const before = ctx.record.meters.find((m) => m.meter === meter)
      if (before?.kind === 'cumulative' && compare(value, before.value) < 0) ctx.fail(MeterWentBack, { meter, last: before.value, given: value })
      const reading = { meter, kind: before?.kind ?? kind, value, unit, at: at ?? ctx.now() }
      ctx.update({ meters: [...ctx.record.meters.filter((m) => m.meter !== meter), reading] })
    },
  },
  { reaches: 'nothing' },
)
