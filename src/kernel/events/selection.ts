import type { Principal } from '../kernel.ts'
import type { ContractModel, VersionModel } from '../model/model.ts'
import type { RecordBody } from '../model/resource.ts'
import { orderText } from '../order.ts'
import { NEEDS_CREDENTIAL, NO_CREDENTIAL } from '../policies/authenticate.ts'
import { holdsScope } from '../policies/authorize.ts'
import type { StoredEvent } from '../ports/store.ts'
import { ownerBound } from '../read/visibility.ts'
import { refuse } from '../refusal.ts'
import { eventCatalog, storedType, type ShownType } from './catalog.ts'
import { compileCondition, type Test } from './condition.ts'
import type { FollowedEvent } from './feed.ts'
import type { EventFilter } from './filter.ts'
import { typeMatcher } from './pattern.ts'
import { shown } from './shown.ts'
import { metaOf } from './stored.ts'

/** What one follower is given of the log. */
export interface Selection {
  /** The event as the follower sees it; `undefined`: not for it. */
  pick(event: StoredEvent): FollowedEvent | undefined
  /** The stored types that it may be given: where one of these was removed, it hears of a gap. */
  readonly types: ReadonlySet<string>
}

/** Selections that are in use, so that all feeds of a caller with the same filter share one. */
export class Selections {
  readonly #known = new WeakMap<Principal, Map<string, Selection>>()

  of(the: Asked, filter: EventFilter = {}): Selection {
    let known = this.#known.get(the.principal)
    if (!known) this.#known.set(the.principal, (known = new Map()))
    const key = `${the.contract.data.name} ${the.version.version} ${JSON.stringify(filter)}`
    let selection = known.get(key)
    if (!selection) {
      selection = select(the, filter)
      if (known.size >= MOST_KNOWN) known.clear()
      known.set(key, selection)
    }
    return selection
  }
}
const MOST_KNOWN = 256

interface Asked {
  readonly contract: ContractModel
  readonly version: VersionModel
  readonly principal: Principal
  readonly epoch: string
}

/**
 * Rule: an event is shown to whom its record could be shown when it was committed: audience, scope, owner, and of the data the
 * fields that the audience sees, in the words of the version. A filter never widens that (OWASP API1, API3:2023).
 */
function select(the: Asked, filter: EventFilter): Selection {
  const { principal } = the
  const catalog = eventCatalog(the.contract, the.version, principal.audience)
  const open = [...catalog].filter(([, type]) => holdsScope(principal.scopes, type.scope))
  if (open.length === 0) {
    if (principal.credential === NO_CREDENTIAL) throw refuse('unauthenticated', NEEDS_CREDENTIAL)
    if (catalog.size === 0) throw refuse('not-found', 'There are no events for this caller.')
    throw refuse('insufficient-scope', `No event is open to this credential: it needs a scope such as '${[...catalog.values()][0]?.scope ?? ''}'.`)
  }
  const chosen = new Map(narrowed(open, filter))
  const keyed = filter.key
  if (keyed !== undefined && (typeof keyed !== 'string' || keyed === '')) throw unusable('key', 'must be the key of a record')
  const tests = filter.where === undefined ? undefined : compileCondition(filter.where, chosen.values())
  const rows = new Map([...chosen].map(([stored, type]) => [stored, row(type, principal, tests?.(type))] as const))
  return {
    types: new Set([...chosen.values()].map((type) => type.event.type)),
    pick(event) {
      if (keyed !== undefined && event.key !== keyed) return undefined
      const found = rows.get(storedType(event.table, event.type))
      if (!found || (found.owner && !found.owner(event))) return undefined
      const seen = shown(event, found.type, the.epoch)
      return found.test && !found.test(JSON.parse(seen.data) as RecordBody) ? undefined : seen
    },
  }
}

interface Row {
  readonly type: ShownType
  readonly test: Test | undefined
  /** Whether it is about a record of the caller's own; absent where the audience sees all. */
  readonly owner: ((event: StoredEvent) => boolean) | undefined
}

function row(type: ShownType, principal: Principal, test: Test | undefined): Row {
  const bound = type.resource && ownerBound(type.resource, principal)
  const schema = type.resource?.layout.owners[principal.audience]?.schema
  if (!bound || !schema) return { type, test, owner: undefined }
  return {
    type,
    test,
    owner(event) {
      const owner = metaOf(event).owners[principal.audience]
      return owner !== undefined && orderText(schema, owner) === bound.value
    },
  }
}

function narrowed(open: readonly (readonly [string, ShownType])[], { types, resource }: EventFilter): readonly (readonly [string, ShownType])[] {
  let out = open
  if (resource !== undefined) {
    out = out.filter(([, type]) => type.resourceName === resource)
    if (out.length === 0) {
      const known = [...new Set(open.flatMap(([, type]) => type.resourceName ?? []))]
      throw unusable('resource', `'${String(resource).slice(0, 80)}' has no events here; these have: ${listed(known)}`)
    }
  }
  if (types === undefined) return out
  if (!Array.isArray(types)) throw unusable('types', 'must be a list of patterns')
  const fits = typeMatcher(types)
  const fitting = out.filter(([, type]) => fits(type.type))
  if (fitting.length === 0) throw unusable('types', `no event is called so; there are: ${listed(out.map(([, type]) => type.type))}`)
  return fitting
}

function listed(names: readonly string[]): string {
  const most = 20
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
}

function unusable(parameter: string, detail: string): Error {
  return refuse('invalid-filter', `The filter on events cannot be used: ${parameter}: ${detail}.`, { errors: [{ parameter, detail }] })
}
