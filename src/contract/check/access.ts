import { mayDo, showsField } from '../audience-rules.ts'
import { AUDIENCES, type Audience, type ContractData, type ResourceData } from '../data.ts'
import { EXTERNAL_REFS_FIELD } from '../json-schema.ts'
import { SYSTEM_FIELDS } from '../schema.ts'
import { fieldOf, includeAt, ownerAt, resourceOf } from './path.ts'
import { eachResource, type Place, type Report } from './rule.ts'

/** Access names operations, commands and fields that exist, and owners that can be found. */
export function access(contract: ContractData, report: Report): void {
  eachAccess(contract, ({ name, resource, audience, place }) => {
    const rule = resource.access[audience]
    if (!rule) return
    for (const [i, operation] of rule.can.entries()) {
      if (operation === '*' || Object.hasOwn(resource.commands, operation) || resource.standard.some((standard) => standard === operation)) continue
      const there = [...resource.standard, ...Object.keys(resource.commands)]
      report('BB151', [...place, 'can', i], `${name} has no operation or command '${operation}'.`, `Name one of ${there.join(', ')}, or *.`)
    }
    if (rule.show && rule.hide) report('BB152', place, 'It has both show and hide.', 'Keep show to name all that is seen, or hide to name what is not.')
    for (const list of ['show', 'hide'] as const)
      for (const [i, field] of (rule[list] ?? []).entries()) fieldRule(resource, { name, list, field, place: [...place, list, i], report })
    if (rule.own !== undefined) owner({ contract, resource, name, own: rule.own, place: [...place, 'own'], report })
    else if (rule.ownIs !== undefined) report('BB153', [...place, 'ownIs'], `Nothing says which field of ${name} holds the consumer.`, 'Add own.')
  })
}

function fieldRule(resource: ResourceData, rule: { name: string; list: 'show' | 'hide'; field: string; place: Place; report: Report }): void {
  const { name, list, field, place, report } = rule
  const always = field === resource.key.field || Object.hasOwn(SYSTEM_FIELDS, field)
  if (!fieldOf(resource, field) && !(field === EXTERNAL_REFS_FIELD && list === 'hide')) report('BB152', place, `${name} has no field '${field}'.`)
  else if (always && list === 'hide') report('BB152', place, `'${field}' is always shown.`, 'Remove it.')
}

const OWNERS = ['ref', 'string', 'uuid', 'enum']

function owner({
  contract,
  resource,
  name,
  own,
  place,
  report,
}: {
  contract: ContractData
  resource: ResourceData
  name: string
  own: string
  place: Place
  report: Report
}): void {
  const { schema, at } = ownerAt(contract, resource, own)
  const segments = own.split('.')
  if (!schema) report('BB153', place, `'${segments[at] ?? own}' in the owner '${own}' of ${name} leads nowhere.`)
  else if (!OWNERS.includes(schema.kind)) report('BB153', place, `The owner '${own}' of ${name} is a ${schema.kind}.`)
  else if (schema.writeOnly)
    report('BB153', place, `The owner '${own}' of ${name} is write-only.`, 'Use a field that is shown to our own applications at least.')
}

const READS = ['get', 'list']

/** What partners and the public may do without an owner rule is meant for all of them, or a leak. */
export function ownership(contract: ContractData, report: Report): void {
  const owners = ownersOf(contract)
  eachAccess(contract, ({ name, resource, audience, place }) => {
    const rule = resource.access[audience]
    if (!rule || audience === 'internal') return
    const acts = [...resource.standard, ...Object.keys(resource.commands)].filter(
      (operation) => !READS.includes(operation) && mayDo(resource, audience, operation),
    )
    // What is the calling consumer's own is nobody's without a credential.
    if (audience === 'public' && rule.own !== undefined && rule.ownIs === 'consumer') return
    if (audience === 'public') {
      if (acts.length > 0) report('BB155', place, `Anyone may ${acts.join(', ')} on ${name} without a credential.`)
      if (rule.own !== undefined && rule.can.length > 0) report('BB159', [...place, 'own'], `The public audience owns no ${name}.`)
      return
    }
    if (rule.own !== undefined || rule.can.length === 0) return
    if (acts.some((operation) => operation !== 'create')) report('BB154', place, `Each partner may ${acts.join(', ')} on every ${name}, whoever it belongs to.`)
    else {
      const refs = Object.entries(resource.fields).filter(([, schema]) => schema.kind === 'ref' && owners.has(schema.resource))
      const field = refs[0]?.[0]
      if (field !== undefined)
        report(
          'BB154',
          place,
          `Each partner sees every ${name}, although '${field}' says whose it is.`,
          `Add own: '${field}', or make sure that the records are meant for all.`,
        )
    }
  })
}

/** Resources that own others: at the end of some owner path. */
function ownersOf(contract: ContractData): ReadonlySet<string> {
  const owners = new Set<string>()
  eachAccess(contract, ({ resource, audience }) => {
    const own = resource.access[audience]?.own
    const schema = own === undefined ? undefined : ownerAt(contract, resource, own).schema
    if (schema?.kind === 'ref') owners.add(schema.resource)
  })
  return owners
}

/** Who may create sees what it must give. */
export function hiddenInput(contract: ContractData, report: Report): void {
  eachAccess(contract, ({ name, resource, audience, place }) => {
    if (!resource.standard.includes('create') || !mayDo(resource, audience, 'create')) return
    for (const [field, schema] of Object.entries(resource.fields)) {
      if (schema.optional || schema.readOnly || schema.default !== undefined || showsField(resource, audience, field)) continue
      report('BB156', place, `The ${audience} audience may create ${name}, but does not see '${field}', which is required.`)
    }
  })
}

/** A composite shows what its audiences may read. */
export function compositeAccess(contract: ContractData, report: Report): void {
  for (const [name, composite] of Object.entries(contract.composites)) {
    const root = resourceOf(contract, composite.root)
    if (!root) continue
    for (const [i, audience] of composite.audiences.entries()) {
      if (!mayDo(root, audience, 'get')) report('BB157', ['composites', name, 'audiences', i], `The ${audience} audience may not get ${composite.root}.`)
      else {
        for (const [j, path] of composite.include.entries()) {
          const hidden = hiddenAt(contract, audience, { from: composite.root, path })
          if (hidden !== undefined) report('BB158', ['composites', name, 'include', j], `The ${audience} audience does not see ${hidden}.`)
        }
      }
    }
  }
}

function hiddenAt(contract: ContractData, audience: Audience, { from, path }: { from: string; path: string }): string | undefined {
  const segments = path.split('.')
  for (const [i, segment] of segments.entries()) {
    const here = i === 0 ? from : includeAt(contract, from, segments.slice(0, i).join('.')).resource
    const resource = here === undefined ? undefined : resourceOf(contract, here)
    const schema = resource && fieldOf(resource, segment)
    if (!resource || (schema?.kind !== 'ref' && schema?.kind !== 'many')) return undefined
    if (!showsField(resource, audience, segment)) return `'${segment}' of ${here}`
    if ((resourceOf(contract, schema.resource)?.access[audience]?.can.length ?? 0) === 0) return `any ${schema.resource}`
  }
  return undefined
}

function eachAccess(contract: ContractData, visit: (at: { name: string; resource: ResourceData; audience: Audience; place: Place }) => void): void {
  eachResource(contract, (name, resource) => {
    for (const audience of AUDIENCES) if (resource.access[audience]) visit({ name, resource, audience, place: ['resources', name, 'access', audience] })
  })
}
