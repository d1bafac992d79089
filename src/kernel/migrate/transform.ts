import type { ContractData, OlderVersionData, ResourceChange, ResourceData } from '../../contract/data.ts'
import type { Schema, SchemaFields } from '../../contract/schema.ts'
import { contractAt, translatorFor, versionsOf, type VersionTranslator } from '../../contract/versions/index.ts'
import { recordFields } from '../../contract/versions/hop.ts'
import type { FieldError } from '../outcome.ts'
import type { MigratedRecord, Migration, ResourceMigration } from './migration.ts'

/** One declared step over all resources: from the contract before it to the one behind. */
export interface Step {
  readonly translator: VersionTranslator
  /** By the name behind the step. */
  readonly own: { readonly [resource: string]: ResourceMigration }
  readonly retire: readonly string[]
}

/** What the declarations do with the records of one stored resource. */
export interface Route {
  /** The resource's name behind all steps; `undefined`: it is no longer there. */
  readonly name: string | undefined
  /** The contract that the declarations expect to be stored; the resource as it is in it. */
  readonly expected: ResourceData | undefined
  /** Some step changes records. */
  readonly changes: boolean
  /** A function has a say, so that the declarations cannot be checked against the stored contract. */
  readonly opaque: boolean
  readonly remove: ReadonlySet<string>
  readonly retired: boolean
  run(record: MigratedRecord): { readonly record: MigratedRecord; readonly errors: readonly FieldError[] }
}

/**
 * The steps from a stored contract to the wanted one. Throws a `TypeError` where a declaration does not hold up. A step to
 * another version is what that version declares, and then the one migration that begins at it; within a version it is the
 * migrations from the one that begins at the stored contract on, each written over the contract that the next one begins at.
 */
export function stepsTo(wanted: ContractData, stored: ContractData, migrations: readonly Migration[]): readonly Step[] {
  const steps: Step[] = []
  const versions = versionsOf(wanted)
  for (let i = versions.indexOf(stored.version); i > 0; i--) {
    const change = wanted.older[i - 1]
    if (change) steps.push(stepOver(contractAt(wanted, versions[i - 1] ?? wanted.version), change, undefined))
  }
  const jump = steps.length > 0
  const behind: Step[] = []
  let newer = wanted
  for (const migration of (jump ? migrations.slice(0, 1) : migrations).toReversed()) {
    const step = stepOver(newer, pseudoVersion(newer, migration), migration)
    behind.unshift(step)
    newer = step.translator.data
  }
  return [...steps, ...behind]
}

/** What happens to the records of a stored resource. */
export function routeOf(steps: readonly Step[], stored: string, wanted: ContractData): Route {
  let name: string | undefined = stored
  const stations: { readonly step: Step; readonly name: string; readonly from: ResourceData | undefined }[] = []
  const first = steps[0]
  const retired = steps.some((step) => step.retire.includes(stored))
  for (const step of steps) {
    const next: string | undefined = name === undefined ? undefined : step.translator.resourceUp(name)
    if (next !== undefined && name !== undefined) stations.push({ step, name: next, from: step.translator.data.resources[name] })
    name = next
  }
  if (name !== undefined && !Object.hasOwn(wanted.resources, name)) name = undefined
  const own = stations.map(({ step, name: to }) => (Object.hasOwn(step.own, to) ? step.own[to] : undefined))
  return {
    name,
    expected: first ? first.translator.data.resources[stored] : Object.hasOwn(wanted.resources, stored) ? wanted.resources[stored] : undefined,
    changes: stations.some(({ step, name: to }, i) => !step.translator.isSame(to) || own[i]?.remove !== undefined || own[i]?.convert !== undefined),
    opaque: own.some((its) => its?.convert !== undefined),
    remove: new Set(own.flatMap((its) => its?.remove ?? [])),
    retired,
    run(record) {
      let now = record
      const errors: FieldError[] = []
      for (const [i, { step, name: to, from }] of stations.entries()) {
        const { remove = [], convert } = own[i] ?? {}
        for (const field of remove) delete now[field]
        if (!step.translator.isSame(to)) {
          errors.push(...step.translator.refusals(to, now))
          // What the step does not know would be lost in silence; a function may still look at it.
          if (from && !convert) errors.push(...unknownIn(recordFields(from), now))
          now = step.translator.up(to, now, 'create')
        }
        if (convert) now = converted(convert, now, errors)
        if (errors.length > 0) break
      }
      return { record: now, errors }
    },
  }
}

function stepOver(newer: ContractData, change: OlderVersionData, migration: Migration | undefined): Step {
  const own = migration?.resources ?? {}
  return { translator: translatorFor({ ...newer, older: [change] }, change.version), own, retire: migration?.retire ?? [] }
}

/** A migration as an older version of the contract behind it: the same data, compiled by the same code. */
function pseudoVersion(newer: ContractData, migration: Migration): OlderVersionData {
  const resources: { [name: string]: ResourceChange } = {}
  for (const [name, { was, fields }] of Object.entries(migration.resources ?? {})) {
    resources[name] = { ...(fields && { fields }), ...(was !== undefined && was !== name && { was: { name: was } }) }
  }
  return { version: `${newer.version}-before`, resources }
}

function converted(convert: NonNullable<ResourceMigration['convert']>, record: MigratedRecord, errors: FieldError[]): MigratedRecord {
  try {
    const answer: unknown = convert(structuredClone(record))
    if (typeof answer === 'object' && answer !== null && !Array.isArray(answer) && !(answer instanceof Promise)) return { ...answer }
    errors.push({
      pointer: '',
      detail: `got ${answer instanceof Promise ? 'a promise' : answer === null ? 'null' : typeof answer} from the convert function, which must answer a record`,
    })
  } catch (error) {
    errors.push({ pointer: '', detail: `made the convert function throw: ${error instanceof Error ? error.message : String(error)}` })
  }
  return record
}

/** Names in a value that its type does not have. */
function unknownIn(fields: SchemaFields, value: object, at = ''): readonly FieldError[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const pointer = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const schema = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!schema || schema.kind === 'many')
      return [{ pointer, detail: 'is not a field of the contract that the migration begins at; declare a rename, or remove it' }]
    return unknownBelow(schema, inner, pointer)
  })
}

function unknownBelow(schema: Schema, value: unknown, pointer: string): readonly FieldError[] {
  if (typeof value !== 'object' || value === null) return []
  if (schema.kind === 'object') return unknownIn(schema.fields, value, pointer)
  if (schema.kind === 'list' || schema.kind === 'map')
    return Object.entries(value).flatMap(([name, inner]) => unknownBelow(schema.of, inner, `${pointer}/${name}`))
  return []
}
