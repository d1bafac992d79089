import { compareDecimals } from '../../contract/decimal-order.ts'
import type { Schema, SchemaFields } from '../../contract/schema.ts'

/**
 * What a difference does to values that are stored. `wider`: each still fits. `filled`: each still fits once the default is
 * filled in. `narrower`: the values say. `meaning`: a value may fit and yet mean something else, so someone has to say.
 */
export type Effect = 'wider' | 'filled' | 'narrower' | 'meaning'

export interface Difference {
  /** Names, from the record on; through lists and maps without a segment of their own. */
  readonly path: readonly string[]
  readonly effect: Effect
  /** Completes "Order.weight …". */
  readonly message: string
  readonly remedy: string
  /** Only the wanted side has it. */
  readonly isNew?: true
}

/** The stored values of some fields, as they were declared and as they are to be. */
export function compareFields(was: SchemaFields, is: SchemaFields, path: readonly string[] = []): readonly Difference[] {
  const out: Difference[] = []
  for (const [name, schema] of Object.entries(was)) {
    if (schema.kind === 'many') continue
    const now = Object.hasOwn(is, name) ? is[name] : undefined
    const at = [...path, name]
    if (now && now.kind !== 'many') out.push(...compareField(schema, now, at))
    else
      out.push({
        path: at,
        effect: 'narrower',
        message: 'is no longer a field',
        remedy: `Where records hold it, declare what it became, { change: 'rename', from: '${at.join('.')}', to: … }, or that it goes, remove: ['${name}'].`,
      })
  }
  for (const [name, schema] of Object.entries(is)) {
    if (schema.kind === 'many' || (Object.hasOwn(was, name) && was[name]?.kind !== 'many')) continue
    out.push({ ...newField(schema, [...path, name]), isNew: true })
  }
  return out
}

function newField(schema: Schema, path: readonly string[]): Difference {
  if (schema.optional) return { path, effect: 'wider', message: 'is new and optional', remedy: NOTHING }
  if (schema.default !== undefined && path.length === 1) return { path, effect: 'filled', message: 'is new; each record gets its default', remedy: NOTHING }
  return {
    path,
    effect: 'narrower',
    message: 'is new and required',
    remedy: `Make it optional, give it a default, or declare a value for the records that are there: { change: 'default', to: '${path.join('.')}', value: … }.`,
  }
}

function compareField(was: Schema, is: Schema, path: readonly string[]): readonly Difference[] {
  const out: Difference[] = []
  if (was.optional && !is.optional) {
    if (is.default !== undefined && path.length === 1)
      out.push({ path, effect: 'filled', message: 'was optional; records without it get its default', remedy: NOTHING })
    else
      out.push({
        path,
        effect: 'narrower',
        message: 'was optional and is required',
        remedy: `Give the records that lack it a value first, or declare one: { change: 'rename', from: '${path.join('.')}', to: '${path.join('.')}', otherwise: … }.`,
      })
  }
  if (was.nullable && !is.nullable)
    out.push({
      path,
      effect: 'narrower',
      message: 'may no longer be null',
      remedy: 'Give the records that hold null a value first, or declare a convert function.',
    })
  out.push(...compareKind(was, is, path))
  return out
}

function compareKind(was: Schema, is: Schema, path: readonly string[]): readonly Difference[] {
  const name = path.join('.')
  const meaning = (message: string, remedy: string): readonly Difference[] => [{ path, effect: 'meaning', message, remedy }]
  const bounded = (wider: boolean, same: boolean): readonly Difference[] =>
    same
      ? []
      : [
          {
            path,
            effect: wider ? 'wider' : 'narrower',
            message: wider ? 'takes more than before' : 'takes less than before',
            remedy: wider ? NOTHING : 'Correct the records that no longer fit before, or declare what they become.',
          },
        ]
  if (was.kind !== is.kind) {
    if (TEXTS.has(was.kind) && TEXTS.has(is.kind))
      return [
        {
          path,
          effect: 'narrower',
          message: `was ${named(was)} and is ${named(is)}`,
          remedy: 'Correct the records that do not fit before, or declare what they become.',
        },
      ]
    if (was.kind === 'integer' && is.kind === 'float' && was.unit === is.unit)
      return [{ path, effect: 'wider', message: 'was an integer and is a float', remedy: NOTHING }]
    const older = unitOf(was) === unitOf(is) ? `factor: '1'` : `factor: …, unit: '${unitOf(was) ?? ''}'`
    return meaning(
      `was ${named(was)} and is ${named(is)}`,
      NUMBERS.has(was.kind) && NUMBERS.has(is.kind)
        ? `Declare how it is converted: { change: 'unit', from: '${name}', to: '${name}', ${older}, as: { kind: '${was.kind}' … } }.`
        : 'Declare a convert function that gives each record its new value.',
    )
  }
  if ('unit' in was || 'unit' in is) {
    const [before, after] = [unitOf(was), unitOf(is)]
    if (before !== after)
      return meaning(
        `was in ${before ?? 'no unit'} and is in ${after ?? 'no unit'}`,
        `Declare how it is converted: { change: 'unit', from: '${name}', to: '${name}', factor: …${before === undefined ? '' : `, unit: '${before}'`} }; factor '1' where the numbers stay as they are.`,
      )
  }
  switch (was.kind) {
    case 'string': {
      const now = is as typeof was
      const wider =
        (now.pattern === undefined || now.pattern === was.pattern) &&
        atLeast(now.maxLength ?? 255, was.maxLength ?? 255) &&
        atLeast(was.minLength ?? 0, now.minLength ?? 0)
      return bounded(wider, now.pattern === was.pattern && now.maxLength === was.maxLength && now.minLength === was.minLength)
    }
    case 'integer':
    case 'float': {
      const now = is as typeof was
      return bounded(
        atLeast(was.minimum ?? -Infinity, now.minimum ?? -Infinity) && atLeast(now.maximum ?? Infinity, was.maximum ?? Infinity),
        was.minimum === now.minimum && was.maximum === now.maximum,
      )
    }
    case 'decimal': {
      const now = is as typeof was
      const low = now.minimum === undefined || (was.minimum !== undefined && compareDecimals(was.minimum, now.minimum) >= 0)
      const high = now.maximum === undefined || (was.maximum !== undefined && compareDecimals(now.maximum, was.maximum) >= 0)
      return bounded(
        digitsFit(was, now) && low && high,
        was.precision === now.precision && was.scale === now.scale && was.minimum === now.minimum && was.maximum === now.maximum,
      )
    }
    case 'money': {
      const now = is as typeof was
      return bounded(digitsFit(was, now), was.precision === now.precision && was.scale === now.scale)
    }
    case 'quantity': {
      const now = is as typeof was
      const units = now.units === undefined || (was.units?.every((unit) => now.units?.includes(unit)) ?? false)
      return bounded(digitsFit(was, now) && units, was.precision === now.precision && was.scale === now.scale && String(was.units) === String(now.units))
    }
    case 'enum':
    case 'state': {
      const now = is as typeof was
      const gone = was.values.filter((value) => !now.values.includes(value))
      if (gone.length === 0) return bounded(true, was.values.length === now.values.length)
      return [
        {
          path,
          effect: 'narrower',
          message: `no longer has ${gone.map((value) => `'${value}'`).join(', ')}`,
          remedy: `Where records hold it, declare its new name: { change: 'values', from: '${name}', to: '${name}', map: { ${gone.map((value) => `'${value}': …`).join(', ')} } }.`,
        },
      ]
    }
    case 'bytes': {
      const now = is as typeof was
      return bounded(atLeast(now.maxLength ?? Infinity, was.maxLength ?? Infinity), was.maxLength === now.maxLength)
    }
    case 'ref': {
      const now = is as typeof was
      return was.resource === now.resource
        ? []
        : meaning(`referred to ${was.resource} and refers to ${now.resource}`, 'Declare a convert function that gives each record its new reference.')
    }
    case 'object':
      return compareFields(was.fields, (is as typeof was).fields, path)
    case 'list': {
      const now = is as typeof was
      const wider = atLeast(now.maxItems ?? Infinity, was.maxItems ?? Infinity) && atLeast(was.minItems ?? 0, now.minItems ?? 0)
      return [...bounded(wider, was.maxItems === now.maxItems && was.minItems === now.minItems), ...compareField(was.of, now.of, path)]
    }
    case 'map': {
      const now = is as typeof was
      return [...bounded(atLeast(now.maxItems ?? Infinity, was.maxItems ?? Infinity), was.maxItems === now.maxItems), ...compareField(was.of, now.of, path)]
    }
    default:
      return []
  }
}

const NOTHING = 'Nothing to do.'
/** Kinds whose values are text that means itself. */
const TEXTS: ReadonlySet<string> = new Set(['string', 'uuid', 'enum', 'state', 'ref'])
const NUMBERS: ReadonlySet<string> = new Set(['integer', 'float', 'decimal'])

function named(schema: Schema): string {
  return /^[aeio]/.test(schema.kind) ? `an ${schema.kind}` : `a ${schema.kind}`
}

function unitOf(schema: Schema): string | undefined {
  return 'unit' in schema ? schema.unit : undefined
}

function atLeast(a: number, b: number): boolean {
  return a >= b
}

function digitsFit(was: { readonly precision: number; readonly scale: number }, is: { readonly precision: number; readonly scale: number }): boolean {
  return is.scale >= was.scale && is.precision - is.scale >= was.precision - was.scale
}
