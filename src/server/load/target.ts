import type { ContractData } from '../../contract/data.ts'
import { recordSchema } from '../../contract/json-schema.ts'
import { compileValidator } from '../../kernel/validation.ts'
import type { InputShape, PlainCall } from '../caller/caller.ts'
import { shapeOf } from '../caller/shape.ts'

export interface Target {
  readonly shape: InputShape
  readonly keyField: string | undefined
  /** Busbar makes the keys. */
  readonly generatedKey: boolean
  /** The resource refers to itself: a line may need an earlier one. */
  readonly refersToItself: boolean
  readonly validate: ((call: PlainCall) => readonly { readonly pointer?: string; readonly detail: string }[] | undefined) | undefined
}

/** What a load has to know of the resource it goes into. Throws `UnknownOperation` where it cannot be written so. */
export function describeTarget(
  contract: ContractData,
  of: { readonly resource: string; readonly mode: 'create' | 'upsert'; readonly dryRun: boolean },
): Target {
  const shape = shapeOf(contract, `${of.resource}.${of.mode === 'upsert' ? 'replace' : 'create'}`)
  const resource = contract.resources[of.resource]
  const { key } = resource ?? {}
  const validator = of.dryRun && resource ? compileValidator(recordSchema(resource, of.mode === 'upsert' ? 'replace' : 'create')) : undefined
  return {
    shape,
    keyField: key?.field,
    refersToItself: Object.values(resource?.fields ?? {}).some((field) => field.kind === 'ref' && field.resource === of.resource),
    generatedKey: key?.schema.kind === 'uuid' && key.schema.generated === true,
    validate: validator && ((call) => validator(call.input)),
  }
}
