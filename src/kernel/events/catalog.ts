import type { Audience } from '../../contract/data.ts'
import { kebab } from '../../contract/define.ts'
import { eventTypes, type EventType } from '../../contract/events.ts'
import { SYSTEM_FIELDS, type Schema, type SchemaFields } from '../../contract/schema.ts'
import type { ContractModel, VersionModel } from '../model/model.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'

/** An event type as one audience sees it in one version. */
export interface ShownType {
  /** What it is called in the version. */
  readonly type: string
  readonly event: EventType
  readonly resource?: ResourceModel
  /** The resource's name and plural in the version. */
  readonly resourceName?: string
  readonly plural?: string
  /** What a credential's scopes must hold to see it. */
  readonly scope: string
  /** The data as shown, of the data as stored; both JSON text. */
  show(data: string): string
  /** The type of a value in the shown data, by dotted path; `undefined`: there is no such field. */
  schemaAt(path: readonly string[]): Schema | undefined
}

/** Events that belong to no resource are read with this scope. */
export const EVENTS_SCOPE = 'events.read'

const catalogs = new WeakMap<VersionModel, Map<Audience, ReadonlyMap<string, ShownType>>>()

/** What this audience may see of the log in this version: by the type that is stored (with the table of its resource) the type that is shown. */
export function eventCatalog(model: ContractModel, version: VersionModel, audience: Audience): ReadonlyMap<string, ShownType> {
  let byAudience = catalogs.get(version)
  if (!byAudience) catalogs.set(version, (byAudience = new Map()))
  let catalog = byAudience.get(audience)
  if (!catalog) byAudience.set(audience, (catalog = make(model, version, audience)))
  return catalog
}

/** Two contracts may have a resource of one name: the table tells them apart. */
export function storedType(table: string, type: string): string {
  return `${table} ${type}`
}

function make(model: ContractModel, version: VersionModel, audience: Audience): ReadonlyMap<string, ShownType> {
  const out = new Map<string, ShownType>()
  for (const event of eventTypes(model.data, audience)) {
    const resource = event.resource === undefined ? undefined : model.resources.get(event.resource)
    const shown = resource ? ofResource(event, resource, { version, audience }) : ofNone(event, version)
    if (shown) out.set(storedType(resource?.layout.table ?? '', event.type), shown)
  }
  return out
}

function ofNone(event: EventType, version: VersionModel): ShownType | undefined {
  const translator = version.older?.translator
  const name = translator ? translator.eventDown(event.name) : event.name
  if (name === undefined) return undefined
  const fields = version.data.events[name]?.data ?? {}
  return {
    type: kebab(name),
    event,
    scope: EVENTS_SCOPE,
    show: translator ? (data) => JSON.stringify(translator.eventDataDown(event.name, parse(data))) : same,
    schemaAt: (path) => schemaIn(fields, path),
  }
}

function ofResource(event: EventType, resource: ResourceModel, the: { readonly version: VersionModel; readonly audience: Audience }): ShownType | undefined {
  const { version, audience } = the
  const translator = version.older?.translator
  const name = translator ? translator.resourceDown(resource.name) : resource.name
  const data = name === undefined ? undefined : version.data.resources[name]
  if (name === undefined || !data) return undefined
  const id = `${resource.name}.${event.name}`
  const called = translator ? (event.kind === 'command' || event.kind === 'declared' ? translator.eventDown(id)?.split('.')[1] : event.name) : event.name
  if (called === undefined) return undefined
  const { cut, full } = resource.projections[audience]
  const key = data.key.field
  const show = (): ShownType['show'] => {
    if (event.kind === 'declared') return translator ? (text) => JSON.stringify(translator.eventDataDown(id, parse(text))) : same
    if (event.kind === 'left') return (text) => JSON.stringify({ [key]: parse(text)[resource.data.key.field] })
    const plain = !translator || translator.isSame(resource.name)
    if (plain) return full ? same : (text) => JSON.stringify(cut(parse(text)))
    return (text) => JSON.stringify(translator.down(resource.name, cut(parse(text))))
  }
  const fields: SchemaFields =
    event.kind === 'declared'
      ? (data.events[called] ?? {})
      : { [key]: data.key.schema, ...(event.kind === 'left' ? {} : { ...visibleIn(data.fields, { resource, the }), ...SYSTEM_FIELDS }) }
  return {
    type: `${kebab(name)}.${kebab(called)}`,
    event,
    resource,
    resourceName: name,
    plural: data.plural,
    scope: resource.readScope,
    show: show(),
    schemaAt: (path) => schemaIn(fields, path),
  }
}

/** The fields of a version that this audience sees: a filter on one that it does not see would tell of it. */
function visibleIn(
  fields: SchemaFields,
  of: { readonly resource: ResourceModel; readonly the: { readonly version: VersionModel; readonly audience: Audience } },
): SchemaFields {
  const { resource, the } = of
  const { visible } = resource.projections[the.audience]
  const translator = the.version.older?.translator
  return Object.fromEntries(
    Object.entries(fields).filter(([field, schema]) => {
      if (schema.kind === 'many' || schema.writeOnly) return false
      const up = translator ? translator.fieldUp(resource.name, field)?.split('.')[0] : field
      return up === undefined || visible.has(up)
    }),
  )
}

function schemaIn(fields: SchemaFields, path: readonly string[]): Schema | undefined {
  const [first = '', ...rest] = path
  const schema = Object.hasOwn(fields, first) ? fields[first] : undefined
  return schema && within(schema, rest)
}

function within(schema: Schema, path: readonly string[]): Schema | undefined {
  if (path.length === 0 || schema.kind === 'json') return schema
  if (schema.kind === 'object') return schemaIn(schema.fields, path)
  if (schema.kind === 'map') return within(schema.of, path.slice(1))
  return undefined
}

function parse(text: string): RecordBody {
  return JSON.parse(text) as RecordBody
}
function same(data: string): string {
  return data
}
