import type { ContractData, ResourceData } from '../data.ts'
import { includeAt, resourceOf } from './path.ts'
import { eachResource, type Place, type Report } from './rule.ts'
import { schemasIn } from './walk.ts'

/** Every reference and has-many names a resource of this contract, and a has-many the field that leads back. */
export function references(contract: ContractData, report: Report): void {
  for (const { schema, place, resource } of schemasIn(contract)) {
    if (schema.kind === 'ref' && !has(contract.resources, schema.resource))
      report('BB121', place, `There is no resource '${schema.resource}'.${known(contract)}`)
    if (schema.kind !== 'many') continue
    const other = resourceOf(contract, schema.resource)
    if (!other) report('BB122', place, `There is no resource '${schema.resource}'.${known(contract)}`)
    else if (resource !== undefined) back({ contract, report, place, from: resource, to: schema.resource, via: schema.via, other })
  }
}

function back(many: { contract: ContractData; report: Report; place: Place; from: string; to: string; via: string; other: ResourceData }): void {
  const { report, place, from, to, via, other } = many
  const field = has(other.fields, via) ? other.fields[via] : undefined
  const candidates = Object.entries(other.fields).filter(([, schema]) => schema.kind === 'ref' && schema.resource === from)
  const hint =
    candidates.length > 0
      ? `Name one of its references to ${from}: ${candidates.map(([name]) => name).join(', ')}.`
      : `Give ${to} a field ${via}: t.ref('${from}').`
  if (!field) report('BB122', place, `${to} has no field '${via}'.`, hint)
  else if (field.kind !== 'ref' || field.resource !== from) report('BB122', place, `'${via}' of ${to} is no reference to ${from}.`, hint)
  else if (!other.lists.some((shape) => shape.equal[0] === via)) {
    report('BB126', place, `${to} has no list shape that begins with '${via}'.`, `Add { equal: ['${via}'], sort: … } to the lists of ${to}.`)
  }
}

/** A fault that can be answered stands in the contract. */
export function faults(contract: ContractData, report: Report): void {
  const need = (code: string, place: Place): void => {
    if (!has(contract.faults, code)) report('BB123', place, `There is no fault '${code}'.`)
  }
  eachResource(contract, (name, resource) => {
    for (const [command, data] of Object.entries(resource.commands))
      for (const [i, code] of data.faults.entries()) need(code, ['resources', name, 'commands', command, 'faults', i])
    for (const [i, code] of (resource.faults ?? []).entries()) need(code, ['resources', name, 'faults', i])
    for (const [i, rule] of resource.unique.entries()) if (rule.fault !== undefined) need(rule.fault, ['resources', name, 'unique', i, 'fault'])
  })
  for (const [name, operation] of Object.entries(contract.operations))
    for (const [i, code] of operation.faults.entries()) need(code, ['operations', name, 'faults', i])
}

/** A composite starts at a resource and follows references and has-many. */
export function composites(contract: ContractData, report: Report): void {
  for (const [name, composite] of Object.entries(contract.composites)) {
    if (!has(contract.resources, composite.root)) {
      report('BB121', ['composites', name, 'root'], `There is no resource '${composite.root}'.${known(contract)}`)
      continue
    }
    for (const [i, path] of composite.include.entries()) {
      const { at } = includeAt(contract, composite.root, path)
      if (at >= 0) report('BB124', ['composites', name, 'include', i], `'${path.split('.')[at]}' in '${path}' is no reference and no has-many there.`)
    }
  }
  for (const [name, { resource }] of Object.entries(contract.telemetry)) {
    if (resource !== undefined && !has(contract.resources, resource))
      report('BB121', ['telemetry', name, 'resource'], `There is no resource '${resource}'.${known(contract)}`)
  }
}

/** A master system is named for fields that exist. */
export function masters(contract: ContractData, report: Report): void {
  eachResource(contract, (name, resource) => {
    for (const field of Object.keys(resource.master ?? {})) {
      if (field !== '*' && !has(resource.fields, field)) report('BB125', ['resources', name, 'master', field], `${name} has no field '${field}'.`)
    }
  })
}

function has(members: object, name: string): boolean {
  return Object.hasOwn(members, name)
}

function known(contract: ContractData): string {
  const all = Object.keys(contract.resources)
  return all.length === 0 || all.length > 30 ? '' : ` There are ${all.join(', ')}.`
}
