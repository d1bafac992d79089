import { createRequire } from 'node:module'
import type { Ajv2020 as Ajv, ValidateFunction } from 'ajv/dist/2020.js'
import { compareDecimals } from '../contract/decimal-order.ts'
import { EXTENSIONS, type JsonSchema } from '../contract/json-schema.ts'
import type { FieldError } from './outcome.ts'
import { explain } from './validation-explain.ts'
import { bytesOf, FORMATS } from './validation-formats.ts'
import { isClean } from './validation-text.ts'

/** `undefined`: valid. Otherwise what is wrong, at most 50 findings, one a place, in the order of the schema. Never throws. */
export type Validator = (value: unknown) => readonly FieldError[] | undefined

/**
 * A validator of what `contract/json-schema.ts` prints. Valid values cost one walk and one compiled function and
 * allocate nothing; only an invalid one is walked again, by `explain`, for sentences. Compiles at the first call, so
 * that a start does not wait for what nobody calls.
 */
export function compileValidator(schema: JsonSchema): Validator {
  let check: ValidateFunction | undefined
  return (value) => {
    check ??= compiler().compile(schema)
    if (isClean(value) && check(value)) return undefined
    const errors = explain(schema, value)
    // Both read one schema; should they disagree all the same, nothing unchecked gets in.
    return errors.length > 0 ? errors : [{ pointer: check.errors?.[0]?.instancePath ?? '', detail: 'does not fit the contract' }]
  }
}

// 15 MB that a start does not need: loaded when the first value is checked.
const require = createRequire(import.meta.url)
let shared: Ajv | undefined

function compiler(): Ajv {
  if (shared) return shared
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
  // Schemas are ours, printed from a checked contract: not checked once more.
  const ajv = new Ajv2020({
    strictTypes: false,
    validateSchema: false,
    meta: false,
    addUsedSchema: false,
    messages: false,
    logger: false,
    formats: { ...FORMATS },
  })
  ajv.addKeyword({ keyword: 'x-decimal', type: 'string', schemaType: 'object', errors: false, compile: decimalBounds })
  ajv.addKeyword({
    keyword: 'x-max-bytes',
    type: 'string',
    schemaType: 'number',
    errors: false,
    compile: (most: number) => (text: string) => bytesOf(text) <= most,
  })
  ajv.addVocabulary(EXTENSIONS.filter((keyword) => !ajv.getKeyword(keyword)))
  shared = ajv
  return ajv
}

/** Compared exactly, never as floats. */
function decimalBounds(bounds: { readonly minimum?: string; readonly maximum?: string }): (text: string) => boolean {
  const { minimum, maximum } = bounds
  return (text) => (minimum === undefined || compareDecimals(text, minimum) >= 0) && (maximum === undefined || compareDecimals(text, maximum) <= 0)
}
