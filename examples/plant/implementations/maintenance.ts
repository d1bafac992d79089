import { implement } from 'busbar'
import { MaintenanceRequest, MaintenanceWorkOrder } from '../contract/maintenance.ts'

export const maintenanceRequests = implement(
  MaintenanceRequest,
  {
    addOccurrence(ctx) {
      ctx.update({ occurrences: ctx.record.occurrences + 1 })
    },
    async convert(ctx, { workOrder, type, due }) {
      const { asset, priority, causeKind, causeReference, description } = ctx.record
      await ctx.call(MaintenanceWorkOrder.create, {
        id: workOrder,
        type,
        asset,
        priority,
        causeKind,
        causeReference,
        description,
        ...(due !== undefined && { due }),
      })
      ctx.update({ workOrder })
    },
  },
  { reaches: 'nothing' },
)

export const maintenanceOrders = implement(
  MaintenanceWorkOrder,
  {
    schedule(ctx, { plannedStart, plannedEnd }) {
      ctx.update({ plannedStart, plannedEnd })
    },
    start(ctx, { at = ctx.now() }) {
      ctx.update({ actualStart: ctx.record.actualStart ?? at, waitingFor: null })
    },
    pause(ctx, input) {
      ctx.update({ waitingFor: input.for })
    },
    complete(ctx, { problem, cause, remedy, labor, at = ctx.now() }) {
      ctx.update({ finding: { problem, cause, remedy }, actualEnd: at, ...(labor !== undefined && { labor }) })
    },
    verify(ctx) {
      ctx.update({ open: false })
    },
    cancel(ctx) {
      ctx.update({ open: false, waitingFor: null })
    },
  },
  { reaches: 'nothing' },
)
