import { DecodeError, decode } from '../../codecs/json/index.ts'
import type { FollowCall } from '../../kernel/events/feed.ts'
import type { EventCondition, EventFilter } from '../../kernel/events/filter.ts'
import { credentialOf } from '../../wire/credential.ts'
import type { Mount } from '../../wire/mount.ts'
import { type Parameter, parametersOf, refusedParameter, unknownParameter } from '../../wire/query.ts'
import type { WireRequest } from '../../wire/request.ts'

/** What a query string says of which events, and from where on; each way of reading adds parameters of its own. */
const FILTER_PARAMETERS: readonly string[] = ['after', 'types', 'resource', 'key', 'where']

/** The parameters by name. Throws a `WireRefusal` for one that is neither of the filter nor among `own`. */
export function askedOf(search: string, own: readonly string[] = []): ReadonlyMap<string, string> {
  const known = [...FILTER_PARAMETERS, ...own]
  const asked = new Map<string, string>()
  for (const { name, value } of parametersOf(search)) {
    if (!known.includes(name)) throw unknownParameter(name, known)
    if (value === '') throw refusedParameter(name, `'${name}' is empty: leave it out, or give it a value.`)
    asked.set(name, value)
  }
  return asked
}

/** What it means for the kernel, which checks it: names, patterns, conditions. */
export function followCall(
  mount: Mount,
  request: WireRequest,
  of: { readonly kind: FollowCall['kind']; readonly after: string; readonly asked: ReadonlyMap<string, string> },
): FollowCall {
  return {
    protocol: mount.protocol,
    contract: mount.contract,
    version: mount.version,
    credential: credentialOf(request),
    address: request.address,
    requestId: request.requestId,
    signal: request.signal,
    kind: of.kind,
    after: of.after,
    filter: filterOf(of.asked),
  }
}

function filterOf(asked: ReadonlyMap<string, string>): EventFilter {
  const types = asked.get('types')
  const resource = asked.get('resource')
  const key = asked.get('key')
  const where = asked.get('where')
  return {
    ...(types !== undefined && { types: types.split(',') }),
    ...(resource !== undefined && { resource }),
    ...(key !== undefined && { key }),
    ...(where !== undefined && { where: conditionOf(where) }),
  }
}

function conditionOf(text: string): EventCondition {
  try {
    return decode(text) as EventCondition
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw refusedParameter('where', `'where' is no JSON that is read here: ${error.message} Such as where={"priority":{"$gte":5}}, percent-encoded.`)
  }
}

/** A whole number from a parameter. */
export function numberOf(parameter: Parameter, of: { readonly minimum: number; readonly maximum: number; readonly unit: string }): number {
  const { name, value } = parameter
  const number = /^\d{1,9}$/.test(value) ? Number(value) : -1
  if (number < of.minimum || number > of.maximum) throw refusedParameter(name, `'${name}' is ${of.unit}, from ${of.minimum} to ${of.maximum}.`)
  return number
}
