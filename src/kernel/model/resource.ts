import { AUDIENCES, type Audience, type ContractData, type ResourceData } from '../../contract/data.ts'
import { kebab } from '../../contract/define.ts'
import { fieldsSchema, recordSchema } from '../../contract/json-schema.ts'
import { SYSTEM_FIELDS } from '../../contract/schema.ts'
import { orderText } from '../order.ts'
import type { UniqueEntry } from '../ports/store.ts'
import { compileValidator, type Validator } from '../validation.ts'
import { layoutOf, type Layout } from './layout.ts'
import { ownerPath, schemaAt, valueAt } from './path.ts'
import { projectionOf, type Projection } from './projection.ts'

/** A record as the kernel handles it: parsed, in the current version. */
export type RecordBody = { readonly [field: string]: unknown }

/** A resource of the contract, with all that is computed from it once. */
export interface ResourceModel {
  readonly contract: string
  readonly name: string
  /** What a credential's scopes must hold to read it. */
  readonly readScope: string
  /** `production-order`: how its events begin. */
  readonly noun: string
  readonly data: ResourceData
  readonly layout: Layout
  readonly projections: { readonly [A in Audience]: Projection }
  readonly stateField?: string
  readonly states: readonly string[]
  /** State → states it may go to; `undefined`: whatever a command says. */
  readonly transitions?: ReadonlyMap<string, ReadonlySet<string>>
  /** Fields that are kept and never shown, to nobody. */
  readonly secrets: readonly string[]
  /** Fields that an implementation may set. */
  readonly settable: ReadonlySet<string>
  /** Fields a caller can never set. */
  readonly readOnly: ReadonlySet<string>
  readonly validate: { readonly create: Validator; readonly replace: Validator; readonly patch: Validator }
  /** By the event's name. */
  readonly validateEvent: ReadonlyMap<string, Validator>
  /** All unique values that a record holds. */
  uniqueOf(record: RecordBody): readonly UniqueEntry[]
  /** The fault of a rule, and the fields it is over, by the rule's name in the store. */
  readonly rules: ReadonlyMap<string, { readonly fields: readonly string[]; readonly fault?: string }>
  /** Resources whose owner path leads over this one: filled once all resources are known. */
  readonly dependents: Dependent[]
  /** Canonical order: key, fields as declared, system fields. */
  readonly order: readonly string[]
}

/** Records of `child` refer here by `via`, and their owner follows from the field `watched` of the record they refer to. */
export interface Dependent {
  readonly child: ResourceModel
  readonly via: string
  readonly watched: string
}

export function resourceModel(contract: ContractData, name: string, data: ResourceData, prefix: string): ResourceModel {
  const layout = layoutOf(contract, name, data, prefix)
  const state = Object.entries(data.fields).find(([, schema]) => schema.kind === 'state')
  const projections = {} as { [A in Audience]: Projection }
  for (const audience of AUDIENCES) projections[audience] = projectionOf(data, audience)

  const rules = new Map<string, { fields: readonly string[]; fault?: string }>()
  const unique = data.unique.map((rule, i) => {
    const id = `${layout.table}.${i}_${rule.fields.join('_')}`.slice(0, 120)
    rules.set(id, { fields: rule.fields, ...(rule.fault !== undefined && { fault: rule.fault }) })
    const paths = rule.fields.map((field) => ({ path: field.split('.'), schema: schemaAt(data, field) }))
    const when = Object.entries(rule.when ?? {}).map(([field, value]) => ({ path: field.split('.'), value }))
    return { id, paths, when }
  })
  if (data.external) rules.set(`${layout.table}.external`, { fields: ['externalRefs'] })

  return {
    contract: contract.name,
    name,
    readScope: data.scopes?.read ?? `${data.plural}.read`,
    noun: kebab(name),
    data,
    layout,
    projections,
    ...(state && { stateField: state[0] }),
    states: state?.[1].kind === 'state' ? state[1].values : [],
    ...(data.transitions && { transitions: new Map(Object.entries(data.transitions).map(([from, to]) => [from, new Set(to)])) }),
    secrets: Object.entries(data.fields).flatMap(([field, schema]) => (schema.writeOnly ? [field] : [])),
    settable: new Set([
      ...Object.entries(data.fields).flatMap(([field, schema]) => (schema.kind === 'many' ? [] : [field])),
      ...(data.external ? ['externalRefs'] : []),
    ]),
    readOnly: new Set([
      ...Object.keys(SYSTEM_FIELDS),
      ...Object.entries(data.fields).flatMap(([field, schema]) => (schema.readOnly || schema.kind === 'state' ? [field] : [])),
    ]),
    validate: {
      create: compileValidator(recordSchema(data, 'create')),
      replace: compileValidator(recordSchema(data, 'replace')),
      patch: compileValidator(recordSchema(data, 'patch')),
    },
    validateEvent: new Map(Object.entries(data.events).map(([event, fields]) => [event, compileValidator(fieldsSchema(fields, 'output'))])),
    rules,
    dependents: [],
    order: [data.key.field, ...Object.keys(data.fields), ...(data.external ? ['externalRefs'] : []), ...Object.keys(SYSTEM_FIELDS)],
    uniqueOf(record) {
      if (unique.length === 0 && !data.external) return NO_ENTRIES
      const out: UniqueEntry[] = []
      for (const { id, paths, when } of unique) {
        if (when.some(({ path, value }) => valueAt(record, path) !== value)) continue
        // As in SQL, a rule does not hold where one of its values is missing.
        const values: string[] = []
        for (const { path, schema } of paths) {
          const value = valueAt(record, path)
          if (value === undefined || value === null || !schema) break
          values.push(orderText(schema, value))
        }
        if (values.length === paths.length) out.push({ rule: id, value: joinValues(values) })
      }
      if (data.external && Array.isArray(record['externalRefs'])) {
        for (const ref of record['externalRefs'] as readonly { system: string; instance?: string; type: string; value: string }[])
          out.push({ rule: `${layout.table}.external`, value: joinValues([ref.system, ref.instance ?? '', ref.type, ref.value]) })
      }
      return out
    },
  }
}

/** Finds, for each resource, whose owners depend on it. */
export function linkDependents(contract: ContractData, resources: ReadonlyMap<string, ResourceModel>): void {
  const seen = new Set<string>()
  for (const child of resources.values()) {
    for (const access of Object.values(child.data.access)) {
      const path = access.own === undefined ? undefined : ownerPath(contract, child.data, access.own)
      let here: ResourceModel | undefined = child
      for (const [i, hop] of (path?.hops ?? []).entries()) {
        const parent = resources.get(hop.resource)
        const watched = path?.hops[i + 1]?.field ?? path?.field ?? ''
        const id = `${here?.name} ${hop.field} ${watched}`
        if (parent && here && !seen.has(id)) parent.dependents.push({ child: here, via: hop.field, watched })
        seen.add(id)
        here = parent
      }
    }
  }
}

/** U+0001 cannot be confused: a value that holds it is doubled. */
function joinValues(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? '') : values.map((v) => v.replaceAll('\u0001', '\u0001\u0001')).join('\u0001|')
}
const NO_ENTRIES: readonly UniqueEntry[] = []
