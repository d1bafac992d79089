import { contractHash } from '../../contract/canonical.ts'
import type { ContractData, ResourceData } from '../../contract/data.ts'
import { EXTERNAL_REFS, EXTERNAL_REFS_FIELD } from '../../contract/json-schema.ts'
import type { SchemaFields } from '../../contract/schema.ts'
import { versionsOf } from '../../contract/versions/index.ts'
import { contractModel, type ContractModel } from '../model/model.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import type { FieldError } from '../outcome.ts'
import type { StoredRecord, UniqueEntry } from '../ports/store.ts'
import { compareFields, type Difference } from './compare.ts'
import { beginsAt, type Migration } from './migration.ts'
import { completed, held, keyError, storedValidator } from './stored-record.ts'
import { routeOf, stepsTo, type Route, type Step } from './transform.ts'

/**
 * `unchanged`: its records are as the contract wants them. `additive`: they become so without anyone's decision.
 * `transform`: they become so as declared. `blocked`: they do not, and the reasons say what to do.
 */
export type Status = 'unchanged' | 'additive' | 'transform' | 'blocked'

export interface Reason {
  /** `Order.weight`; the contract's name where it is about all of it. */
  readonly place: string
  readonly message: string
  readonly remedy: string
}

export interface ContractId {
  readonly version: string
  readonly hash: string
}

/** What stands between the stored contract and the wanted one, before anyone has looked at a record. */
export interface MigrationPlan {
  readonly contract: string
  readonly from: ContractId
  readonly to: ContractId
  /** Why nothing of it can be done. */
  readonly refusals: readonly Reason[]
  readonly resources: readonly ResourcePlan[]
  /** Of the stored contract: how its tables are. */
  readonly stored: ContractModel
  readonly wanted: ContractModel
}

export interface ResourcePlan {
  /** As it is called afterwards, or was, where it is gone. */
  readonly resource: string
  readonly was?: string
  readonly status: Status
  readonly reasons: readonly Reason[]
  /** Whether the records decide: they have to be looked at. */
  readonly look: boolean
  /** Absent where the resource is new, or gone. */
  readonly work?: ResourceWork
  /** The resource is no longer in the contract; `retired`: somebody said so. */
  readonly gone?: { readonly stored: ResourceModel; readonly retired: boolean }
}

/** What is done with each record of a resource. */
export interface ResourceWork {
  readonly stored: ResourceModel
  readonly wanted: ResourceModel
  /** Every record is written anew. */
  readonly rewrites: boolean
  /** Unique values are given up and taken. */
  readonly unique: boolean
  convert(record: StoredRecord): Converted
}

export type Converted =
  | {
      readonly ok: true
      readonly record: RecordBody
      readonly body: string
      readonly unique: readonly UniqueEntry[]
      readonly released: readonly UniqueEntry[]
    }
  | { readonly ok: false; readonly errors: readonly FieldError[] }

/** Compares contracts; looks at no data. `declared`: the migrations of the app, in the order they came about. */
export function planMigration(of: {
  readonly stored: ContractData
  readonly wanted: ContractData
  readonly declared: readonly Migration[]
  readonly prefix: string
}): MigrationPlan {
  const { wanted, prefix } = of
  const stored = { ...of.stored, older: [] }
  const from = { version: stored.version, hash: contractHash(of.stored) }
  const to = { version: wanted.version, hash: contractHash(wanted) }
  const models = { stored: contractModel(stored, [], prefix), wanted: contractModel(wanted, [], prefix) }
  const plan = (refusals: readonly Reason[], resources: readonly ResourcePlan[]): MigrationPlan => ({
    contract: wanted.name,
    from,
    to,
    refusals,
    resources,
    ...models,
  })
  if (!versionsOf(wanted).includes(stored.version)) {
    const known = versionsOf(wanted).join(', ')
    return plan(
      [
        {
          place: wanted.name,
          message: `The stored data is of version ${stored.version}, which this contract does not know: it knows ${known}.`,
          remedy: `Start the program whose contract has ${stored.version}, or declare ${stored.version} among the older versions of this one, or restore a backup of ${known}.`,
        },
      ],
      [],
    )
  }
  const mine = of.declared.filter((migration) => (migration.contract ?? wanted.name) === wanted.name)
  const first = mine.findIndex((migration) => beginsAt(migration, from))
  let steps: readonly Step[]
  try {
    steps = stepsTo(wanted, stored, first === -1 ? [] : mine.slice(first))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return plan([{ place: wanted.name, message: `A migration does not hold up: ${error.message}`, remedy: 'Correct it in the app file.' }], [])
  }
  const routes = new Map(Object.keys(stored.resources).map((name) => [name, routeOf(steps, name, wanted)]))
  const resources: ResourcePlan[] = []
  for (const [name, model] of models.stored.resources) {
    const route = routes.get(name)
    const to = route?.name === undefined ? undefined : models.wanted.resources.get(route.name)
    if (route && to) resources.push(resourcePlan(route, model, to))
    else resources.push(gonePlan(model, route?.retired === true))
  }
  const kept = new Set(resources.map(({ resource }) => resource))
  for (const name of models.wanted.resources.keys())
    if (!kept.has(name)) resources.push({ resource: name, status: 'additive', look: false, reasons: [{ place: name, message: 'is new.', remedy: '' }] })
  return plan([], resources)
}

function gonePlan(stored: ResourceModel, retired: boolean): ResourcePlan {
  const { name } = stored
  const reason = retired
    ? { place: name, message: 'is no longer served, as declared; its records stay in the store.', remedy: '' }
    : {
        place: name,
        message: 'is no longer in the contract.',
        remedy: `Where there are records, declare what it is called now, resources: { …: { was: '${name}' } }, or that they are no longer served, retire: ['${name}'].`,
      }
  return { resource: name, status: retired ? 'transform' : 'additive', look: true, reasons: [reason], gone: { stored, retired } }
}

function resourcePlan(route: Route, stored: ResourceModel, wanted: ResourceModel): ResourcePlan {
  const { name } = wanted
  const expected = route.expected ?? wanted.data
  const differences = route.opaque
    ? []
    : compareFields(without(allFields(stored.data), route.remove), allFields(expected)).map((one) =>
        route.changes && one.isNew && !Object.hasOwn(allFields(wanted.data), one.path[0] ?? '') ? { ...one, ...UNEXPECTED } : one,
      )
  const reasons = differences
    .filter(({ effect }) => effect !== 'wider')
    .map(({ path, message, remedy }): Reason => ({ place: [name, ...path].join('.'), message: `${message}.`, remedy }))
  if (stored.name !== name) reasons.unshift({ place: name, message: `was called ${stored.name}; its records move along.`, remedy: '' })
  if (route.changes) reasons.push({ place: name, message: 'records are changed as declared.', remedy: '' })
  if (rulesOf(stored) !== rulesOf(wanted))
    reasons.push({
      place: name,
      message: 'has other unique rules; no two records may break them.',
      remedy: 'Correct the records that hold the same value before.',
    })
  const has = (effect: Difference['effect']): boolean => differences.some((one) => one.effect === effect)
  const unique = route.changes || has('filled') || rulesOf(stored) !== rulesOf(wanted)
  const look = route.changes || has('narrower') || has('meaning') || (unique && (wanted.data.unique.length > 0 || wanted.data.external === true))
  const rewrites = route.changes || has('filled') || (unique && rulesOf(stored) !== rulesOf(wanted)) || stored.name !== name || reencodes(stored, wanted)
  const widened = differences
    .filter(({ effect }) => effect === 'wider')
    .map(({ path, message }): Reason => ({ place: [name, ...path].join('.'), message: `${message}.`, remedy: '' }))
  const status: Status = has('meaning')
    ? 'blocked'
    : route.changes || stored.name !== name
      ? 'transform'
      : reasons.length + widened.length > 0 || rewrites
        ? 'additive'
        : 'unchanged'
  return {
    resource: name,
    ...(stored.name !== name && { was: stored.name }),
    status,
    reasons: [...reasons, ...widened],
    look,
    work: {
      stored,
      wanted,
      rewrites,
      unique: rewrites && unique,
      convert: converter({ route, stored, wanted, meanings: differences.filter(({ effect }) => effect === 'meaning') }),
    },
  }
}

function converter({
  route,
  stored,
  wanted,
  meanings,
}: {
  readonly route: Route
  readonly stored: ResourceModel
  readonly wanted: ResourceModel
  readonly meanings: readonly Difference[]
}): ResourceWork['convert'] {
  const validate = storedValidator(wanted.data)
  const { field } = wanted.data.key
  const undeclared = (before: RecordBody, errors: readonly FieldError[]): readonly FieldError[] => {
    const found = meanings.flatMap(({ path, message }) => held(before, path).map((pointer) => ({ pointer, detail: message })))
    return [...found, ...errors.filter((error) => !found.some(({ pointer }) => pointer === error.pointer))]
  }
  return ({ key, body }) => {
    const before = JSON.parse(body) as RecordBody
    const changed = route.changes ? route.run({ ...before }) : { record: before, errors: [] }
    const record = completed(wanted, changed.record, before)
    // An error of a declaration comes first: what follows from it would only confuse.
    const errors = changed.errors.length > 0 ? changed.errors : undeclared(before, validate(record) ?? [])
    if (errors.length > 0) return { ok: false, errors }
    if (record[field] !== key) return { ok: false, errors: [keyError(field)] }
    return { ok: true, record, body: JSON.stringify(record), unique: wanted.uniqueOf(record), released: stored.uniqueOf(before) }
  }
}

/** Of a field that only a declaration speaks of. */
const UNEXPECTED = {
  effect: 'narrower',
  message: 'is what the declared migration begins from, but the stored contract has no such field',
  remedy: 'Correct `from` in the migration.',
} as const

function allFields(data: ResourceData): SchemaFields {
  return { [data.key.field]: data.key.schema, ...data.fields, ...(data.external && { [EXTERNAL_REFS_FIELD]: EXTERNAL_REFS }) }
}

function without(fields: SchemaFields, names: ReadonlySet<string>): SchemaFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)))
}

/** The unique values that records hold depend on this alone. */
function rulesOf({ data, layout }: ResourceModel): string {
  const types = data.unique.map((rule) => rule.fields.map((field) => layoutKind(data, field)))
  return JSON.stringify([layout.table, data.unique.map(({ fields, when }) => [fields, when]), types, data.external === true])
}

function layoutKind(data: ResourceData, path: string): string | undefined {
  const [first = ''] = path.split('.')
  return data.fields[first]?.kind
}

/** A column of the same name holds other text than before. */
function reencodes(stored: ResourceModel, wanted: ResourceModel): boolean {
  return wanted.layout.columns.some((column) => {
    const was = stored.layout.columns.find(({ name }) => name === column.name)
    return was !== undefined && !column.owner && (was.schema.kind !== column.schema.kind || was.path.join('.') !== column.path.join('.'))
  })
}
