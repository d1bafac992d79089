import type { ContractData, ResourceData } from '../../../contract/data.ts'
import { fieldsSchema, recordSchema, type JsonSchema } from '../../../contract/json-schema.ts'
import type { Json } from '../../../contract/schema.ts'
import { FIELD_ERROR, PROBLEM } from '../../../wire/docs/problem-schema.ts'
import { MOST_CALLS } from '../batch-request.ts'
import type { Names } from './names.ts'

/** Everything that can be sent or shown, once, under its name. */
export function schemasOf(contract: ContractData, names: Names): { readonly [name: string]: JsonSchema } {
  const out: { [name: string]: JsonSchema } = {}
  for (const [name, resource] of Object.entries(contract.resources)) addResource(out, name, { resource, contract, names })
  for (const [name, operation] of Object.entries(contract.operations)) {
    out[names.operationInput(name)] = fieldsSchema(operation.input, 'input')
    if (operation.output) out[names.operationOutput(name)] = fieldsSchema(operation.output, 'output')
  }
  for (const [name, composite] of Object.entries(contract.composites)) {
    const root = contract.resources[composite.root]
    if (root)
      out[names.composite(name)] = {
        ...included(root, treeOf(composite.include), { contract, names }),
        ...(composite.doc !== undefined && { description: composite.doc }),
      }
  }
  for (const [code, fault] of Object.entries(contract.faults)) {
    out[names.fault(code)] = {
      description: fault.doc,
      allOf: [ref('Problem')],
      type: 'object',
      properties: {
        type: { type: 'string', const: faultType(contract, code) },
        title: { type: 'string', const: fault.doc },
        code: { type: 'string', const: code },
        data: fieldsSchema(fault.detail, 'output'),
      },
      required: ['type', 'code', 'data'],
    }
  }
  return Object.assign(out, FIXED_SCHEMAS)
}

export function ref(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` }
}

/** The `type` of the problem that says a fault (RFC 9457, 3.1.1). */
export function faultType(contract: ContractData, code: string): string {
  return `urn:busbar:problem:${contract.name}:${code}`
}

interface Of {
  readonly resource: ResourceData
  readonly contract: ContractData
  readonly names: Names
}

function addResource(out: { [name: string]: JsonSchema }, name: string, { resource, contract, names }: Of): void {
  out[names.record(name)] = { ...withMany(recordSchema(resource, 'read'), { resource, contract, names }), ...lifeCycle(resource) }
  if (resource.standard.includes('create')) out[names.body(name, 'create')] = recordSchema(resource, 'create')
  if (resource.standard.includes('update')) {
    out[names.body(name, 'replace')] = recordSchema(resource, 'replace')
    out[names.body(name, 'patch')] = recordSchema(resource, 'patch')
  }
  for (const [command, data] of Object.entries(resource.commands)) {
    if (Object.keys(data.input).length > 0) out[names.commandInput(name, command)] = fieldsSchema(data.input, 'input')
    if (data.output) out[names.commandOutput(name, command)] = fieldsSchema(data.output, 'output')
  }
}

/** Has-many fields are there where they were included. */
function withMany(schema: JsonSchema, { resource, contract, names }: Of): JsonSchema {
  const many: { [name: string]: Json } = {}
  for (const [field, of] of Object.entries(resource.fields)) {
    if (of.kind !== 'many' || !contract.resources[of.resource]) continue
    many[field] = {
      type: 'array',
      items: ref(names.record(of.resource)),
      readOnly: true,
      description: [of.doc, `Shown where included: \`include=${field}\`.`].filter(Boolean).join(' '),
    }
  }
  return { ...schema, properties: { ...objectOf(schema.properties), ...many } }
}

/** Which states there are, and how a record goes from one to the next. */
function lifeCycle(resource: ResourceData): JsonSchema {
  const state = Object.entries(resource.fields).find(([, schema]) => schema.kind === 'state')
  if (state?.[1].kind !== 'state') return {}
  const commands = Object.entries(resource.commands).flatMap(([command, { from, to }]) =>
    from === undefined && to === undefined ? [] : [{ command, ...(from && { from }), ...(to !== undefined && { to }) }],
  )
  return {
    'x-states': {
      field: state[0],
      initial: state[1].values[0] ?? '',
      values: state[1].values,
      commands,
      ...(resource.transitions && { transitions: resource.transitions }),
    },
  }
}

type Tree = ReadonlyMap<string, Tree>

/** `lines`, `shipments.milestones` as a tree. */
function treeOf(paths: readonly string[]): Tree {
  const root = new Map<string, Map<string, never>>()
  for (const path of paths) {
    let here: Map<string, Map<string, never>> = root
    for (const segment of path.split('.')) {
      const next = here.get(segment) ?? new Map<string, never>()
      here.set(segment, next)
      here = next
    }
  }
  return root
}

/** A record with what a composite shows in it: a reference becomes its record, a has-many a list. */
function included(resource: ResourceData, tree: Tree, the: { readonly contract: ContractData; readonly names: Names }): JsonSchema {
  const plain = recordSchema(resource, 'read')
  const properties: { [name: string]: Json } = { ...objectOf(plain.properties) }
  const required = new Set(Array.isArray(plain.required) ? plain.required : [])
  for (const [field, below] of tree) {
    const schema = resource.fields[field]
    const name = schema?.kind === 'ref' || schema?.kind === 'many' ? schema.resource : undefined
    const target = name === undefined ? undefined : the.contract.resources[name]
    if (!schema || name === undefined || !target) continue
    const record: JsonSchema = below.size === 0 ? ref(the.names.record(name)) : included(target, below, the)
    if (schema.kind === 'many') required.add(field)
    properties[field] = {
      ...(schema.kind === 'many' ? { type: 'array', items: record } : { anyOf: [record, { type: 'null' }] }),
      ...(schema.doc !== undefined && { description: schema.doc }),
    }
  }
  return { ...plain, properties, required: [...required] }
}

function objectOf(json: Json | undefined): { readonly [name: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as { readonly [name: string]: Json }) : {}
}

/** Of every document. */
const FIXED_SCHEMAS: { readonly [name: string]: JsonSchema } = {
  Problem: PROBLEM,
  InvalidProblem: {
    description: 'What of the input was wrong, each with its place.',
    allOf: [ref('Problem')],
    type: 'object',
    properties: { errors: { type: 'array', items: ref('FieldError') } },
  },
  FieldError: FIELD_ERROR,
  JsonPatch: {
    description: 'JSON Patch (RFC 6902): all of it or nothing.',
    type: 'array',
    maxItems: 1000,
    items: {
      type: 'object',
      properties: {
        op: { type: 'string', enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] },
        path: { type: 'string', description: 'JSON pointer (RFC 6901).' },
        from: { type: 'string', description: 'JSON pointer, for `move` and `copy`.' },
        value: { description: 'For `add`, `replace` and `test`.' },
      },
      required: ['op', 'path'],
    },
  },
  BatchRequest: {
    type: 'object',
    properties: {
      atomic: { type: 'boolean', default: false, description: 'All calls take effect, or none.' },
      calls: {
        type: 'array',
        minItems: 1,
        maxItems: MOST_CALLS,
        items: {
          type: 'object',
          properties: {
            method: { type: 'string', enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
            path: { type: 'string', pattern: '^/', description: 'Below the version, with the query: `/production-orders/PO-1?fields=state`.' },
            headers: {
              type: 'object',
              additionalProperties: { type: 'string' },
              description: 'Of this call: `If-Match`, `Idempotency-Key`, `Content-Type` of a patch. The credential belongs to the batch as a whole.',
            },
            body: { description: 'What the call sends, as JSON.' },
          },
          required: ['method', 'path'],
          additionalProperties: false,
        },
      },
    },
    required: ['calls'],
    additionalProperties: false,
  },
  BatchResponse: {
    type: 'object',
    properties: {
      responses: {
        type: 'array',
        description: 'One for each call, in order.',
        items: {
          type: 'object',
          properties: {
            status: { type: 'integer', description: 'As if the call had come alone.' },
            headers: { type: 'object', additionalProperties: { type: 'string' }, description: 'Names in lower case.' },
            body: { description: 'What the call answers; absent where it answers nothing.' },
          },
          required: ['status', 'headers'],
        },
      },
    },
    required: ['responses'],
  },
}
