import type { Call } from '../call.ts'
import type { Principal } from '../kernel.ts'
import type { RecordBody } from '../model/resource.ts'
import type { Hops } from '../policies/hops.ts'
import type { Entry } from './entry.ts'

/** Who does what, for events and audit: one per call, nested ones too. */
export interface Step {
  readonly call: Pick<Call, 'protocol' | 'address' | 'requestId' | 'trace' | 'key'>
  readonly principal: Principal
  /** How often what it does went round: its events say so. */
  readonly hops?: Hops
  readonly operation: string
  /** Records this step changed, as they were when it first did. */
  readonly changed: Map<Entry, RecordBody | undefined>
  /** How its event on a changed record is called. */
  readonly verb: string
  /** Records that change owner with one that this step changed. */
  readonly moved: Set<Entry>
  /** It has an audit record also where it changed nothing. */
  readonly audited: boolean
  /** The step whose code called this one. */
  readonly parent?: Step
  /** Its records as of its end; the only step of a call takes the sealed ones. */
  after?: Map<Entry, RecordBody | undefined>
  readonly emitted: { readonly type: string; readonly entry?: Entry; readonly data: string }[]
  readonly input?: string
}

/** The step itself, or one that it called. */
export function isWithin(step: Step, outer: Step): boolean {
  for (let here: Step | undefined = step; here; here = here.parent) if (here === outer) return true
  return false
}
