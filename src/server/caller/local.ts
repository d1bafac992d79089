import type { ContractData } from '../../contract/data.ts'
import type { Json } from '../../contract/schema.ts'
import { contractAt } from '../../contract/versions/index.ts'
import type { Call, Filter, ListQuery } from '../../kernel/call.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { OpenedApp } from '../open.ts'
import type { Caller, PlainCall, PlainOutcome } from './caller.ts'
import { operationsOf, shapeOf } from './shape.ts'

/** Calls on an app that is open in this process, as the process itself: no key, no limit, and the audit trail says so. */
export function localCaller(app: OpenedApp, options: { readonly version?: string } = {}): Caller {
  const { kernel, config } = app
  const contracts = new Map(kernel.contracts.map((contract) => [contract.name, contract]))
  const own = contractAt(config.contract, options.version ?? config.contract.version)
  const administration = contracts.get('administration')
  let count = 0

  function contractFor(operation: string): ContractData {
    return !operationsOf(own).includes(operation) && administration && operationsOf(administration).includes(operation) ? administration : own
  }

  function callOf(call: PlainCall): Call {
    const contract = contractFor(call.operation)
    return {
      protocol: 'cli',
      contract: contract.name,
      version: contract.version,
      operation: call.operation,
      ...(call.key !== undefined && { key: call.key }),
      ...(call.input !== undefined && { input: call.input }),
      ...(call.query !== undefined && { query: listQuery(call.query) }),
      ...(call.fields !== undefined && { fields: call.fields }),
      ...(call.include !== undefined && { include: call.include }),
      ...(call.idempotencyKey !== undefined && { idempotencyKey: call.idempotencyKey }),
      ...(call.ifMatch !== undefined && { ifMatch: [call.ifMatch] }),
      credential: { kind: 'system', name: 'cli' },
      address: '127.0.0.1',
      requestId: `cli-${++count}`,
    }
  }

  return {
    place: config.store.place?.(config.folder) ?? config.store.kind,
    async call(call) {
      return plainOutcome(await kernel.handle(callOf(call)))
    },
    // One after the other would cost a commit each; at once they share one.
    async batch(calls) {
      return Promise.all(calls.map(async (call) => plainOutcome(await kernel.handle(callOf(call)))))
    },
    shape: (operation) => shapeOf(contractFor(operation), operation),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

function plainOutcome(outcome: Outcome): PlainOutcome {
  if (!outcome.ok) {
    const { code, title, detail, errors, retryAfter } = outcome.problem
    return { ok: false, problem: { code, title, ...(detail !== undefined && { detail }), ...(errors && { errors }), ...(retryAfter !== undefined && { retryAfter }) } }
  }
  return { ok: true, body: outcome.body === '' ? undefined : (JSON.parse(outcome.body) as Json), replayed: outcome.replayed === true, ...(outcome.next !== undefined && { next: outcome.next }) }
}

const OPERATORS: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in'])

/** `state=Ready`, `due[gte]=…`, `sort=-due`, `limit=10`, `cursor=…`: as a REST query says it. */
function listQuery(pairs: readonly (readonly [string, string])[]): ListQuery {
  const filter: Filter[] = []
  let query: ListQuery = {}
  for (const [name, value] of pairs) {
    if (name === 'limit') query = { ...query, limit: Number(value) }
    else if (name === 'cursor') query = { ...query, cursor: value }
    else if (name === 'sort') query = { ...query, sort: value.startsWith('-') ? { field: value.slice(1), descending: true } : { field: value, descending: false } }
    else {
      const [, field = name, operator = 'eq'] = /^(.*)\[(\w+)\]$/.exec(name) ?? []
      filter.push({ field, operator: (OPERATORS.has(operator) ? operator : 'eq') as Filter['operator'], values: operator === 'in' ? value.split(',') : [value] })
    }
  }
  return filter.length > 0 ? { ...query, filter } : query
}
