import type { ContractData } from '../../contract/data.ts'
import type { Json } from '../../contract/schema.ts'
import { contractAt } from '../../contract/versions/index.ts'
import type { Call, Filter, ListQuery } from '../../kernel/call.ts'
import type { Outcome, Problem } from '../../kernel/outcome.ts'
import type { OpenedApp } from '../open.ts'
import type { Caller, PlainCall, PlainOutcome, PlainProblem } from './caller.ts'
import { operationsOf, shapeOf } from './shape.ts'

/** Calls on an app that is open in this process, as the process itself: no key, no limit, and the audit trail says so. */
export function localCaller(app: OpenedApp, options: { readonly version?: string } = {}): Caller {
  const { kernel, config } = app
  const contracts = new Map(kernel.contracts.map((contract) => [contract.name, contract]))
  const own = contractAt(config.contract, options.version ?? config.contract.version)
  const administration = contracts.get('administration')
  let count = 0

  const ours = new Set(operationsOf(own))
  const theirs = new Set(administration ? operationsOf(administration) : [])
  /** The user's contract goes first; its names and the administration's may meet. */
  function contractFor(operation: string): ContractData {
    return administration && !ours.has(operation) && theirs.has(operation) ? administration : own
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
    async refusals(calls) {
      const outcomes = await Promise.all(calls.map((call) => kernel.handle(callOf(call))))
      return outcomes.map((outcome) => (outcome.ok ? undefined : plainProblem(outcome.problem)))
    },
    shape: (operation) => shapeOf(contractFor(operation), operation),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

function plainOutcome(outcome: Outcome): PlainOutcome {
  if (!outcome.ok) return { ok: false, problem: plainProblem(outcome.problem) }
  return {
    ok: true,
    body: outcome.body === '' ? undefined : (JSON.parse(outcome.body) as Json),
    replayed: outcome.replayed === true,
    ...(outcome.next !== undefined && { next: outcome.next }),
  }
}

function plainProblem({ code, title, detail, errors, retryAfter }: Problem): PlainProblem {
  return { code, title, ...(detail !== undefined && { detail }), ...(errors && { errors }), ...(retryAfter !== undefined && { retryAfter }) }
}

const OPERATORS: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in'])

/** `state=Ready`, `due[gte]=…`, `sort=-due`, `limit=10`, `cursor=…`: as a REST query says it. */
function listQuery(pairs: readonly (readonly [string, string])[]): ListQuery {
  const filter: Filter[] = []
  let query: ListQuery = {}
  for (const [name, value] of pairs) {
    if (name === 'limit') query = { ...query, limit: Number(value) }
    else if (name === 'cursor') query = { ...query, cursor: value }
    else if (name === 'sort')
      query = { ...query, sort: value.startsWith('-') ? { field: value.slice(1), descending: true } : { field: value, descending: false } }
    else {
      const [, field = name, operator = 'eq'] = /^(.*)\[(\w+)\]$/.exec(name) ?? []
      filter.push({
        field,
        operator: (OPERATORS.has(operator) ? operator : 'eq') as Filter['operator'],
        values: operator === 'in' ? value.split(',') : [value],
      })
    }
  }
  return filter.length > 0 ? { ...query, filter } : query
}
