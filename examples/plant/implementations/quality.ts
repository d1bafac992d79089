import { implement } from 'busbar'
import { Asset } from '../contract/equipment.ts'
import { Inspection, Nonconformance, OwnApproval, Specification, TestResult, UnknownCharacteristic, WrongUnit } from '../contract/quality.ts'
import { compare } from '../decimal.ts'

export const specifications = implement(
  Specification,
  {
    setCharacteristics(ctx, { characteristics }) {
      ctx.update({ characteristics })
    },
    approve(ctx, { by, at = ctx.now() }) {
      if (by === ctx.record.author) ctx.fail(OwnApproval, { author: by })
      ctx.update({ approvedBy: by, approvedAt: at })
    },
    makeEffective(ctx, { at = ctx.now() }) {
      ctx.update({ effectiveFrom: at })
    },
  },
  { reaches: 'nothing' },
)

export const inspections = implement(
  Inspection,
  {
    async recordResult(ctx, { result, characteristic: key, value, unit, measuredAt, instrument, analyst, sample, rawDigest, supersedes, reason }) {
      const specification = await ctx.call(Specification.get, { id: ctx.record.specification })
      const characteristic = specification.characteristics.find((c) => c.key === key)
      if (!characteristic) return ctx.fail(UnknownCharacteristic, { specification: ctx.record.specification, characteristic: key })
      if (characteristic.unit !== undefined && characteristic.unit !== unit) ctx.fail(WrongUnit, { expected: characteristic.unit, given: unit })
      const { calibrationDue } = await ctx.call(Asset.get, { id: instrument })
      const instrumentOverdue = calibrationDue !== undefined && measuredAt.slice(0, 10) > calibrationDue
      const { lower, upper } = characteristic
      const evaluation = instrumentOverdue ? 'inconclusive' : evaluate(value, { lower, upper })
      await ctx.call(TestResult.create, {
        id: result,
        inspection: ctx.record.id,
        characteristic: key,
        measured: { value, unit },
        measuredAt,
        instrument,
        instrumentOverdue,
        analyst,
        evaluation,
        ...(sample !== undefined && { sample }),
        ...(rawDigest !== undefined && { rawDigest }),
        ...(supersedes !== undefined && { supersedes }),
        ...(reason !== undefined && { reason }),
      })
      if (evaluation === 'fail') {
        ctx.update({ failed: ctx.record.failed + 1 })
        ctx.emit('outOfSpecification', { lot: ctx.record.lot, result, characteristic: key, value, classification: characteristic.classification })
      }
      return { evaluation, failed: ctx.record.failed }
    },
    approve(ctx, { by, verdict }) {
      ctx.update({ decidedBy: by, verdict })
    },
    reject(ctx, { by, verdict }) {
      ctx.update({ decidedBy: by, verdict })
    },
  },
  { reaches: 'nothing' },
)

export const testResults = implement(
  TestResult,
  {
    invalidate(ctx, { reason }) {
      ctx.update({ invalidated: reason })
    },
  },
  { reaches: 'nothing' },
)

export const nonconformances = implement(
  Nonconformance,
  {
    contain(ctx, { containment }) {
      ctx.update({ containment })
    },
    decide(ctx, { disposition, by }) {
      ctx.update({ disposition, decidedBy: by })
    },
    reopen(ctx) {
      ctx.update({ disposition: null, decidedBy: null })
    },
  },
  { reaches: 'nothing' },
)

/** Both limits belong to what is good. */
function evaluate(value: string, limits: { readonly lower: string | undefined; readonly upper: string | undefined }): 'pass' | 'fail' | 'inconclusive' {
  const { lower, upper } = limits
  if (lower === undefined && upper === undefined) return 'inconclusive'
  return (lower === undefined || compare(value, lower) >= 0) && (upper === undefined || compare(value, upper) <= 0) ? 'pass' : 'fail'
}
