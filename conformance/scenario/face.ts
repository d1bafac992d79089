import type { Kernel } from '../../src/kernel/kernel.ts'
import type { Face } from './scenario.ts'

/** A face as the runner takes it: made anew for each play, with what it is excused from. Every excuse is a sentence, and is printed. */
export interface ScenarioFace {
  readonly name: string
  /** Scenarios that cannot be played over it, by their names, with the reason. */
  readonly skips?: { readonly [scenario: string]: string }
  /** It identifies a caller once for many calls, which takes a token of its own: why. Rates are then not compared, quotas are. */
  readonly admits?: string
  /** Who calls is found out before what is called: why. Whom that refuses is then refused by that name in the trail, and not by that of the operation. */
  readonly identifies?: string
  /** Each call says which fields it shows: why. The trail of reads has them, and is compared without. */
  readonly selects?: string
  make(kernel: Kernel): Face
}
