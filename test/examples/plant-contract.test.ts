import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fieldsSchema, recordSchema, type CommandData, type Json, type Schema } from 'busbar/contract'
import { plant } from '../../examples/plant/contract.ts'
import { implementations } from '../../examples/plant/implementations.ts'
import { seed } from '../../examples/plant/seed.ts'
import { checkContract } from '../../src/contract/check.ts'
import { formatDiagnostic } from '../../src/contract/diagnostic.ts'
import { compileValidator } from '../../src/kernel/validation.ts'

const { resources, operations, older } = plant.data

/** Every schema of the contract with its place, nested ones too. */
function* schemas(): Generator<readonly [string, Schema]> {
  const walk = function* (place: string, schema: Schema): Generator<readonly [string, Schema]> {
    yield [place, schema]
    if (schema.kind === 'object') for (const [name, field] of Object.entries(schema.fields)) yield* walk(`${place}.${name}`, field)
    if (schema.kind === 'list' || schema.kind === 'map') yield* walk(`${place}[]`, schema.of)
  }
  for (const [name, resource] of Object.entries(resources)) {
    yield* walk(`${name}.${resource.key.field}`, resource.key.schema)
    for (const [field, schema] of Object.entries(resource.fields)) yield* walk(`${name}.${field}`, schema)
    for (const [command, { input, output }] of Object.entries(resource.commands))
      for (const [field, schema] of Object.entries({ ...input, ...output })) yield* walk(`${name}.${command}.${field}`, schema)
  }
  for (const [name, { input, output }] of Object.entries(operations))
    for (const [field, schema] of Object.entries({ ...input, ...output })) yield* walk(`${name}.${field}`, schema)
}

describe('the contract of the example plant', () => {
  it('has the resources of a plant, from the machine to the invoice', () => {
    const names = Object.keys(resources)
    for (const name of [
      'EquipmentNode',
      'Asset',
      'Material',
      'Bom',
      'Routing',
      'ProductionOrder',
      'OrderOperation',
      'MaintenanceRequest',
      'MaintenanceWorkOrder',
      'Lot',
      'LotMovement',
      'Stock',
      'SalesOrder',
      'SalesOrderLine',
      'Shipment',
      'Milestone',
      'Invoice',
      'Specification',
      'Inspection',
      'TestResult',
      'Nonconformance',
      'Partner',
    ])
      assert.ok(names.includes(name), name)
    assert.equal(new Set(Object.values(resources).map((r) => r.plural)).size, names.length)
  })

  it('uses every kind of the language that a record can hold but float', () => {
    const used = new Set([...schemas()].map(([, schema]) => schema.kind))
    for (const kind of [
      'string',
      'uuid',
      'boolean',
      'integer',
      'decimal',
      'instant',
      'date',
      'time',
      'local',
      'duration',
      'enum',
      'state',
      'bytes',
      'object',
      'list',
      'map',
      'money',
      'quantity',
      'ref',
      'many',
      'json',
    ] as const)
      assert.ok(used.has(kind), kind)
  })

  it('says what every field and command means', () => {
    const silent = [...schemas()]
      .filter(([place, schema]) => schema.doc === undefined && !place.endsWith('[]') && !place.endsWith('].lot'))
      .map(([place]) => place)
    assert.deepEqual(silent, [])
    const mute = Object.entries(resources).flatMap(([name, r]) =>
      Object.entries(r.commands).flatMap(([command, c]) => (c.doc && c.event ? [] : [`${name}.${command}`])),
    )
    assert.deepEqual(mute, [])
  })

  it('gives only examples and defaults that fit their own type', () => {
    let examples = 0
    for (const [place, schema] of schemas()) {
      for (const value of [...(schema.examples ?? []), ...(schema.default === undefined ? [] : [schema.default])] satisfies readonly Json[]) {
        const { readOnly: _, ...writable } = schema
        assert.equal(compileValidator(fieldsSchema({ value: writable }, 'input'))({ value }), undefined, `${place}: ${JSON.stringify(value)}`)
        examples++
      }
    }
    assert.ok(examples > 300, `${examples} examples`)
  })

  it('hides costs and notes from partners, and all but the catalog from the public', () => {
    for (const [name, { fields, access }] of Object.entries(resources)) {
      if (access.public) assert.equal(name, 'CatalogItem')
      if (!access.partner) continue
      for (const field of ['internalNote', 'unitCost', 'standardCost', 'plannedCost', 'freightCost', 'margin', 'creditLimit', 'rating'])
        if (fields[field]) assert.ok(access.partner.hide?.includes(field) === true || access.partner.show?.includes(field) === false, `${name}.${field}`)
    }
  })

  it('has code behind each command that answers something, and no code for a command it lacks', () => {
    const handled = new Set<string>(implementations.flatMap((i) => Object.keys(i.handlers)))
    const commands = new Map<string, CommandData>(
      Object.entries(resources).flatMap(([name, r]) => Object.entries(r.commands).map(([command, data]) => [`${name}.${command}`, data] as const)),
    )
    for (const [name, data] of commands) if (data.output) assert.ok(handled.has(name), name)
    for (const name of handled) assert.ok(commands.has(name) || name in operations, name)
    for (const i of implementations) assert.equal(i.reaches, 'nothing')
  })

  it('ends its older version on a date, well after it was deprecated', () => {
    const [v1] = older
    assert.equal(v1?.version, 'v1')
    assert.ok(Date.parse(v1?.sunset ?? '') - Date.parse(v1?.deprecated ?? '') > 365 * 24 * 3_600_000)
  })
})

describe('the seed of the example plant', () => {
  it('creates only records that fit the contract', () => {
    const creates = seed.filter((call) => call.operation.endsWith('.create'))
    assert.ok(creates.length > 100, `${creates.length} records`)
    for (const { operation, input } of creates) {
      const resource = resources[operation.slice(0, -'.create'.length)]
      assert.ok(resource, operation)
      assert.deepEqual(compileValidator(recordSchema(resource, 'create'))(input), undefined, `${operation} ${JSON.stringify(input)}`)
    }
  })

  it('calls only commands that there are, with input that fits', () => {
    const commands = seed.filter((call) => !call.operation.endsWith('.create'))
    assert.ok(commands.length > 150, `${commands.length} commands`)
    for (const { operation, input } of commands) {
      const [name = '', command = ''] = operation.split('.')
      const resource = resources[name]
      const data = resource?.commands[command]
      assert.ok(resource && data, operation)
      const { [resource.key.field]: key, ...rest } = input
      assert.equal(compileValidator(fieldsSchema({ key: resource.key.schema }, 'input'))({ key }), undefined, `${operation} ${JSON.stringify(key)}`)
      assert.equal(compileValidator(fieldsSchema(data.input, 'input'))(rest), undefined, `${operation} ${JSON.stringify(rest)}`)
    }
  })

  it('refers to and acts on records that are there only', () => {
    const keys = new Map(Object.keys(resources).map((name) => [name, new Set<unknown>()]))
    for (const { operation, input } of seed) {
      const [name = '', command = ''] = operation.split('.')
      const resource = resources[name]
      if (resource && command === 'create') keys.get(name)?.add(input[resource.key.field])
      if (operation === 'MaintenanceRequest.convert') keys.get('MaintenanceWorkOrder')?.add(input['workOrder'])
      if (operation === 'Inspection.recordResult') keys.get('TestResult')?.add(input['result'])
    }
    let references = 0
    const check = (place: string, schema: Schema, value: unknown): void => {
      if (value === undefined || value === null) return
      if (schema.kind === 'ref') {
        assert.ok(keys.get(schema.resource)?.has(value), `${place} refers to ${schema.resource} '${String(value)}'`)
        references++
      }
      if (schema.kind === 'list' && Array.isArray(value)) for (const item of value) check(`${place}[]`, schema.of, item)
      if (schema.kind === 'object')
        for (const [name, field] of Object.entries(schema.fields)) check(`${place}.${name}`, field, (value as { readonly [name: string]: unknown })[name])
    }
    for (const { operation, input } of seed) {
      const [name = '', command = ''] = operation.split('.')
      const fields = command === 'create' ? resources[name]?.fields : resources[name]?.commands[command]?.input
      if (command !== 'create') assert.ok(keys.get(name)?.has(input[resources[name]?.key.field ?? '']), `${operation} ${JSON.stringify(input)}`)
      for (const [field, schema] of Object.entries(fields ?? {})) check(`${operation} ${field}`, schema, input[field])
    }
    assert.ok(references > 250, `${references} references`)
  })
})

describe('what busbar check says about the example plant', () => {
  it('is nothing at all: no error, no warning', () => {
    assert.deepEqual(checkContract(plant.data).map(formatDiagnostic), [])
  })

  it('is something as soon as a reference leads nowhere', () => {
    const { Partner: _, ...rest } = plant.data.resources
    assert.ok(checkContract({ ...plant.data, resources: rest }).some((d) => d.severity === 'error' && d.place.startsWith('resources.SalesOrder')))
  })
})
