import { reachableFaults } from './audience-faults.ts'
import { knownResources, mayDo, showsField } from './audience-rules.ts'
import type { Audience, ContractData, OlderVersionData, ResourceChange, ResourceData } from './data.ts'
import { contractAt } from './versions/index.ts'

/** Older versions without the changes of what an audience does not know. Each is written over the one before it, so its names are looked up there. */
export function olderFor(contract: ContractData, audience: Audience): readonly OlderVersionData[] {
  return contract.older.map((older, i) => {
    const before = contract.older[i - 1]
    return within(before ? contractAt(contract, before.version) : contract, audience, older)
  })
}

function within(contract: ContractData, audience: Audience, older: OlderVersionData): OlderVersionData {
  const known = knownResources(contract, audience)
  const faults = reachableFaults(contract, audience)
  const among = (members: { readonly [name: string]: { readonly audiences: readonly Audience[] } }) => (name: string) =>
    Object.hasOwn(members, name) && members[name]?.audiences.includes(audience) === true
  const { resources, operations, events, composites, faults: codes, ...rest } = older
  const changes: { [name: string]: ResourceChange } = {}
  for (const [name, change] of Object.entries(resources)) {
    const resource = known.has(name) ? contract.resources[name] : undefined
    if (resource) changes[name] = ofResource(resource, audience, change)
  }
  return {
    ...rest,
    resources: changes,
    ...(operations && { operations: only(operations, among(contract.operations)) }),
    ...(events && { events: only(events, among(contract.events)) }),
    ...(composites && { composites: only(composites, among(contract.composites)) }),
    ...(codes && { faults: only(codes, (code) => faults.has(code)) }),
  }
}

function ofResource(resource: ResourceData, audience: Audience, change: ResourceChange): ResourceChange {
  const { fields, commands, events, ...rest } = change
  const reads = mayDo(resource, audience, 'get') || mayDo(resource, audience, 'list')
  return {
    ...rest,
    ...(fields && { fields: fields.filter((field) => field.change === 'constant' || showsField(resource, audience, field.to.split('.')[0] ?? '')) }),
    ...(commands && { commands: only(commands, (command) => mayDo(resource, audience, command)) }),
    ...(events && { events: only(events, () => reads) }),
  }
}

function only<T>(from: { readonly [name: string]: T }, keep: (name: string) => boolean): { readonly [name: string]: T } {
  return Object.fromEntries(Object.entries(from).filter(([name]) => keep(name)))
}
