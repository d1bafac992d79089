import { contractAt, forAudience } from '../../src/contract/index.ts'
import type { ContractData, ResourceData } from '../../src/contract/data.ts'
import { EXTERNAL_REFS_FIELD } from '../../src/contract/json-schema.ts'
import { SYSTEM_FIELDS, type Schema, type SchemaFields } from '../../src/contract/schema.ts'
import type { Call, Filter } from '../../src/kernel/call.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { graphql, graphqlPaths } from '../../src/protocols/graphql/index.ts'
import { camel, constant, keyField, pascal, rootNames, type RootName } from '../../src/protocols/graphql/names.ts'
import { httpClient } from './http-client.ts'
import type { Asked, Face, Observed } from './scenario.ts'
import { placesOf, toldByHeaders, toldByProblem } from './told.ts'

/** Every call as the document that a client would write, with variables; every answer read back into the contract's words. */
export function graphqlFace(kernel: Kernel): Face {
  const ask = httpClient(graphql({ limits: { cost: 1_000_000 } }).routes(kernel, { publicUrl: 'http://plant.test' }))
  return {
    name: 'GraphQL',
    cannot: (asked) => cannot(asked) ?? newerValue(asked, kernel),
    async play(call, { audience }) {
      const contract = kernel.contracts.find(({ name }) => name === call.contract)
      if (!contract) throw new Error(`there is no contract '${call.contract}'`)
      const whole = contractAt(contract, call.version)
      // A client writes what its own schema has, as far as that goes.
      const version = forAudience(whole, audience)
      const name = rootNames(whole).find(({ operation }) => operation === call.operation)
      if (!name) throw new Error(`GraphQL has no field for ${call.operation}`)
      const written = write({ version, name, call })
      const answered = await ask({
        method: 'POST',
        url: graphqlPaths(whole, contract.version).at(-1) ?? '',
        headers: {
          'accept': 'application/graphql-response+json',
          'content-type': 'application/json',
          ...(call.credential.kind === 'key' && { authorization: `Bearer ${call.credential.key}` }),
          ...(call.idempotencyKey !== undefined && call.idempotencyKey.length <= 255 && { 'idempotency-key': `"${call.idempotencyKey}"` }),
        },
        body: JSON.stringify(written),
        address: call.address,
        requestId: call.requestId,
      })
      const observed = observe(JSON.parse(answered.text) as Response, { version, name, call })
      return {
        ...observed,
        told: { ...toldByHeaders(answered.headers), ...observed.told },
        nullIsAbsent: 'A field that was asked for is in the answer: null is also what is not there (BB314).',
      }
    },
  }
}

function cannot(asked: Asked): string | undefined {
  if (asked.patch === 'json') return 'A patch is a merge patch.'
  const reads = asked.operation.endsWith('.get') || asked.operation.endsWith('.list')
  return reads && (asked.ifNoneMatch !== undefined || asked.ifMatch !== undefined) ? 'A query has no preconditions: it reads what is there.' : undefined
}

/** An older version knows its own values alone, and so does its schema: the kernel finds no record with another one, GraphQL no such value. */
function newerValue({ version, operation, query }: Asked, kernel: Kernel): string | undefined {
  const older = kernel.contracts.find((contract) => contract.older.some((one) => one.version === version))
  if (!older || version === undefined) return undefined
  const fields = contractAt(older, version).resources[operation.split('.')[0] ?? '']?.fields ?? {}
  const unknown = query?.filter?.some(({ field, values }) => {
    const schema = fields[field]
    return (schema?.kind === 'enum' || schema?.kind === 'state') && values.some((value) => value !== null && !schema.values.includes(value))
  })
  return unknown ? 'A filter has the values of the version alone: another one is refused, not found in no record.' : undefined
}

interface Writing {
  readonly version: ContractData
  readonly name: RootName
  readonly call: Call
}

function write(the: Writing): { readonly query: string; readonly variables: { readonly [name: string]: unknown } } {
  const { name, call, version } = the
  const declared: string[] = []
  const passed: string[] = []
  const variables: { [name: string]: unknown } = {}
  const argument = (arg: string, type: string, value: unknown): void => {
    if (value === undefined) return
    declared.push(`$${arg}: ${type}`)
    passed.push(`${arg}: $${arg}`)
    variables[arg] = value
  }
  if (name.kind !== 'create' && name.kind !== 'list' && name.kind !== 'operation') argument('id', 'ID!', call.key)
  const input = name.kind === 'update' ? 'patch' : 'input'
  if ((name.root === 'Mutation' || name.kind === 'operation') && takesInput(the)) argument(input, typeOfInput(the), call.input)
  argument('ifMatch', '[Revision!]', call.ifMatch)
  argument('ifNoneMatch', '[Revision!]', call.ifNoneMatch)
  if (call.idempotencyKey !== undefined && call.idempotencyKey.length > 255) argument('idempotencyKey', 'String', call.idempotencyKey)
  argument('first', 'Int', call.query?.limit)
  argument('after', 'String', call.query?.cursor)
  argument('filter', `${name.resource}Filter`, call.query?.filter && filterOf(call.query.filter, version.resources[name.resource ?? '']?.fields ?? {}))
  argument('sort', `${name.resource}Sort`, call.query?.sort && `${constant(call.query.sort.field)}_${call.query.sort.descending ? 'DESC' : 'ASC'}`)
  const of = (parts: readonly string[], open: string, close: string): string => (parts.length === 0 ? '' : `${open}${parts.join(', ')}${close}`)
  return {
    query: `${name.root.toLowerCase()} ${of(declared, '(', ')')} { ${name.field}${of(passed, '(', ')')} ${selectionOf(the)} }`,
    variables,
  }
}

/** A command without input has no such argument; whatever else is sent, its field says. */
function takesInput({ name, version, call }: Writing): boolean {
  const fields = name.kind === 'command' ? version.resources[name.resource ?? '']?.commands[name.operation.split('.')[1] ?? '']?.input : { input: true }
  return Object.keys(fields ?? {}).length > 0 || Object.keys((call.input ?? {}) as object).length > 0
}

function typeOfInput({ name }: Writing): string {
  return name.kind === 'update' ? `${name.base}Patch!` : `${name.base}Input!`
}

function filterOf(filters: readonly Filter[], fields: SchemaFields): object {
  const all: { [field: string]: { [operator: string]: unknown } } = {}
  for (const { field, operator, values } of filters) {
    const of = (all[field] ??= {})
    if (values[0] === null && operator !== 'in') of['null'] = operator === 'eq'
    else of[operator] = operator === 'in' ? values : fields[field]?.kind === 'boolean' ? booleanOf(values[0]) : values[0]
  }
  return all
}

function booleanOf(text: string | null | undefined): unknown {
  return text === 'true' || text === 'false' ? text === 'true' : text
}

// ---- what is selected --------------------------------------------------------------------------

function selectionOf(the: Writing): string {
  const { name, call, version } = the
  const record = (): string => recordSelection(version, name.resource ?? '', selectedOf(the))
  switch (name.kind) {
    case 'get':
    case 'composite':
      return record()
    case 'list':
      return `{ edges { cursor node ${record()} } pageInfo { hasNextPage endCursor } ${call.query?.count ? 'totalCount' : ''} }`
    default: {
      const output = outputOf(the)
      const shown = output
        ? `output ${fieldsSelection(output)}`
        : name.resource !== undefined && name.kind !== 'delete'
          ? `${camel(name.resource)} ${record()}`
          : ''
      return `{ ${shown} ${name.resource !== undefined && name.kind !== 'delete' ? 'revision' : ''} ${name.kind === 'replace' ? 'created' : ''} replayed ${faultSelection(the)} }`
    }
  }
}

function outputOf({ name, version }: Writing): SchemaFields | undefined {
  if (name.kind === 'operation') return version.operations[name.operation]?.output
  return name.kind === 'command' ? version.resources[name.resource ?? '']?.commands[name.operation.split('.')[1] ?? '']?.output : undefined
}

function faultSelection({ name, version }: Writing): string {
  const resource = version.resources[name.resource ?? '']
  const unique = (resource?.unique ?? []).flatMap((rule) => rule.fault ?? [])
  const own =
    name.kind === 'operation'
      ? (version.operations[name.operation]?.faults ?? [])
      : name.kind === 'command'
        ? [...(resource?.commands[name.operation.split('.')[1] ?? '']?.faults ?? []), ...unique]
        : name.kind === 'delete'
          ? []
          : [...(resource?.faults ?? []), ...unique]
  if (own.length === 0) return ''
  const each = [...new Set(own)].map((code) => `... on ${pascal(code)} { detail${pascal(code)}: __typename ${namesOf(version.faults[code]?.detail ?? {})} }`)
  return `fault { ... on Fault { code title errors { pointer } } ${each.join(' ')} }`
}

function namesOf(fields: SchemaFields): string {
  return Object.entries(fields)
    .map(([field, schema]) => field + partsOf(schema))
    .join(' ')
}

interface Selected {
  /** Absent: all that there are. */
  readonly fields?: readonly string[]
  readonly include: readonly string[]
}

function selectedOf({ name, call, version }: Writing): Selected {
  const include = name.kind === 'composite' ? (version.composites[name.operation]?.include ?? []) : (call.include ?? [])
  return { ...(call.fields && { fields: call.fields }), include }
}

function recordSelection(version: ContractData, resource: string, of: Selected): string {
  const data = version.resources[resource]
  if (!data) return '{ __typename }'
  const parts: string[] = []
  for (const [field, schema] of Object.entries(fieldsOf(data, of.fields))) {
    if (schema.kind === 'many') continue
    parts.push(schema.kind === 'ref' && field !== data.key.field ? keyField(field) : field + partsOf(schema))
  }
  const first = new Set(of.include.map((path) => path.split('.', 1)[0] ?? ''))
  for (const field of first) {
    const schema = Object.hasOwn(data.fields, field) ? data.fields[field] : undefined
    const below = of.include.flatMap((path) => (path.startsWith(`${field}.`) ? [path.slice(field.length + 1)] : []))
    const target = schema?.kind === 'ref' || schema?.kind === 'many' ? schema.resource : ''
    parts.push(`${field} ${recordSelection(version, target, { include: below })}`)
  }
  return `{ ${parts.join(' ')} }`
}

/** In the order of the contract; a name that is none of it stands for itself. */
function fieldsOf(data: ResourceData, wanted: readonly string[] | undefined): SchemaFields {
  const all: { [field: string]: Schema } = {
    [data.key.field]: data.key.schema,
    ...data.fields,
    ...(data.external && { [EXTERNAL_REFS_FIELD]: { kind: 'list', of: { kind: 'object', fields: EXTERNAL } } }),
    ...SYSTEM_FIELDS,
  }
  if (!wanted) return Object.fromEntries(Object.entries(all).filter(([, schema]) => !schema.writeOnly))
  const known = Object.entries(all).filter(([field]) => field === data.key.field || wanted.includes(field))
  return Object.fromEntries([...known, ...wanted.filter((field) => !Object.hasOwn(all, field)).map((field): [string, Schema] => [field, { kind: 'string' }])])
}

const EXTERNAL: SchemaFields = Object.fromEntries(['system', 'instance', 'type', 'value', 'primary'].map((name) => [name, { kind: 'string' }]))

function partsOf(schema: Schema): string {
  if (schema.kind === 'object') return ` ${fieldsSelection(schema.fields)}`
  if (schema.kind === 'list') return partsOf(schema.of)
  if (schema.kind === 'money') return ' { amount currency }'
  if (schema.kind === 'quantity') return ' { value unit }'
  return schema.kind === 'local' ? ' { local zone }' : ''
}

function fieldsSelection(fields: SchemaFields): string {
  return `{ ${namesOf(fields)} }`
}

// ---- what came back ----------------------------------------------------------------------------

interface Response {
  readonly data?: { readonly [field: string]: unknown } | null
  readonly errors?: readonly {
    readonly extensions: {
      readonly code: string
      readonly title?: string
      readonly detail?: string
      readonly errors?: readonly { readonly pointer?: string; readonly parameter?: string }[]
      readonly data?: object
    }
  }[]
}

type Members = { readonly [name: string]: unknown }

function observe({ data, errors }: Response, the: Writing): Observed {
  const { name, version } = the
  const [error] = errors ?? []
  if (error) {
    const { code, errors: fields = [] } = error.extensions
    const errors = placesOf(fields)
    // Its own places are those of the document, or of a variable with the operator behind the field.
    const own = code === 'invalid-filter' && (errors.length === 0 || errors.some((place) => /\.(?:eq|ne|gt|gte|lt|lte|in)$/.test(place)))
    return {
      code,
      replayed: false,
      errors,
      told: toldByProblem(error.extensions),
      ...(own && { unsaid: { errors: 'What the schema does not have is refused by its place in the document, without the name of a parameter.' } }),
    }
  }
  const value = data?.[name.field] as Members
  const record = (of: unknown): Members => recordOf(version, name.resource ?? '', of as Members)
  if (name.kind === 'list') {
    const page = value as { edges: { node: Members; cursor: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string }; totalCount?: number }
    return {
      code: 'ok',
      body: page.edges.map(({ node }) => record(node)),
      ...(page.pageInfo.hasNextPage && { next: page.pageInfo.endCursor }),
      ...(page.totalCount !== undefined && { count: page.totalCount }),
    }
  }
  if (name.kind === 'get' || name.kind === 'composite')
    return {
      code: 'ok',
      body: record(value),
      unchanged: false,
      ...revisionOf(value),
      ...(value['revision'] === undefined && { unsaid: { revision: 'Only what is selected is answered.' } }),
    }
  const replayed = value['replayed'] === true
  const fault = value['fault'] as (Members & { code: string; title: string; errors: { pointer: string | null }[] }) | null | undefined
  if (fault) {
    const { code, title, errors: at, ...rest } = fault
    const detail = Object.fromEntries(Object.entries(rest).filter(([member]) => !/^detail[A-Z]/.test(member)))
    return { code, replayed, errors: at.map(({ pointer }) => pointer ?? ''), detail, told: { title } }
  }
  const shown = value['output'] ?? (name.resource === undefined ? undefined : value[camel(name.resource)])
  const output = outputOf(the)
  return {
    code: 'ok',
    ...(shown !== undefined && shown !== null && { body: output ? shown : record(shown) }),
    ...revisionOf(value),
    created: name.kind === 'create' || value['created'] === true,
    replayed,
  }
}

function revisionOf(value: Members): { readonly revision?: number } {
  return typeof value['revision'] === 'number' ? { revision: value['revision'] } : {}
}

/** Back in the words of the contract: keys of references under their own names, and what GraphQL has to show as null is not there. */
function recordOf(version: ContractData, resource: string, value: Members): Members {
  const data = version.resources[resource]
  const shown: { [name: string]: unknown } = {}
  for (const [name, member] of Object.entries(value)) {
    const field = name.endsWith('Id') && data?.fields[name.slice(0, -2)]?.kind === 'ref' ? name.slice(0, -2) : name
    const schema = data && Object.hasOwn(data.fields, field) ? data.fields[field] : undefined
    if (schema && name === field && (schema.kind === 'ref' || schema.kind === 'many')) {
      const below = (of: unknown): unknown => (of === null ? null : recordOf(version, schema.resource, of as Members))
      if (member === null && shown[field] === undefined) continue
      shown[field] = Array.isArray(member) ? member.map(below) : below(member)
    } else if (member !== null) shown[field] = member
  }
  return shown
}
