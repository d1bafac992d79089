import { fieldsSchema, recordSchema } from '../contract/json-schema.ts'
import type { VersionTranslator } from '../contract/versions/index.ts'
import type { Call, Filter, ListQuery } from './call.ts'
import { ERRORS } from './errors.ts'
import type { OperationModel } from './model/operation.ts'
import type { RecordBody, ResourceModel } from './model/resource.ts'
import { compareText, NULL_TEXT, orderText } from './order.ts'
import type { FieldError, Problem } from './outcome.ts'
import { refuse, Refusal } from './refusal.ts'
import { compileValidator, type Validator } from './validation.ts'

/**
 * One older version at the edges of the kernel: what comes in is checked in its words and brought into current terms, what
 * goes out is brought back. Between the edges everything is current.
 */
export interface OlderVersion {
  readonly translator: VersionTranslator
  /** A create's input, in current terms. Throws 422 in older words. */
  create(resource: ResourceModel, input: RecordBody, visible: ReadonlySet<string>): RecordBody
  replace(resource: ResourceModel, input: RecordBody, on: Current): RecordBody
  patch(resource: ResourceModel, input: RecordBody, on: Current): RecordBody
  /** The name of its key. */
  keyName(resource: ResourceModel): string
  /** Of a command or operation. */
  input(operation: OperationModel, input: RecordBody): RecordBody
  /** `undefined`: no record can pass. */
  query(resource: ResourceModel, query: ListQuery): ListQuery | undefined
  include(resource: ResourceModel, paths: readonly string[]): readonly string[]
  problem(problem: Problem, operation: OperationModel): Problem
}

interface Current {
  /** What the caller may see of the record. */
  readonly current: RecordBody
  readonly visible: ReadonlySet<string>
}

export function olderVersion(translator: VersionTranslator): OlderVersion {
  const validators = new Map<string, Validator>()
  const records = (resource: ResourceModel, face: 'create' | 'replace' | 'patch'): Validator => {
    const name = translator.resourceDown(resource.name) ?? ''
    const data = translator.data.resources[name]
    if (!data) throw refuse('not-found')
    return remembered(`${name} ${face}`, () => compileValidator(recordSchema(data, face)))
  }
  const remembered = (id: string, make: () => Validator): Validator => {
    let validator = validators.get(id)
    if (!validator) validators.set(id, (validator = make()))
    return validator
  }
  const check = (
    resource: ResourceModel,
    input: RecordBody,
    how: { readonly face: 'create' | 'replace' | 'patch'; readonly visible: ReadonlySet<string> },
  ): void => {
    mustFitOlder(records(resource, how.face)(input))
    mustFitOlder(translator.refusals(resource.name, input))
    const hidden = [...translator.touches(resource.name, input)].filter(
      (field) =>
        !how.visible.has(field) && resource.data.fields[field]?.writeOnly !== true && !resource.readOnly.has(field) && field !== resource.data.key.field,
    )
    mustFitOlder(hidden.map((field) => ({ pointer: translator.pointerDown(resource.name, `/${field}`), detail: 'is not a field of this resource' })))
  }

  return {
    translator,
    create(resource, input, visible) {
      check(resource, input, { face: 'create', visible })
      return translator.up(resource.name, input, 'create')
    },
    replace(resource, input, { current, visible }) {
      check(resource, input, { face: 'replace', visible })
      return translator.up(resource.name, input, 'replace', current)
    },
    patch(resource, input, { current, visible }) {
      check(resource, input, { face: 'patch', visible })
      return translator.up(resource.name, input, 'patch', current)
    },
    keyName: (resource) => translator.data.resources[translator.resourceDown(resource.name) ?? '']?.key.field ?? resource.data.key.field,
    input(operation, input) {
      const name = translator.operationDown(operation.name) ?? ''
      const [resource = '', command = ''] = name.split('.')
      const fields = (command === '' ? translator.data.operations[name]?.input : translator.data.resources[resource]?.commands[command]?.input) ?? {}
      mustFitOlder(remembered(`${name} input`, () => compileValidator(fieldsSchema(fields, 'input')))(input))
      return translator.inputUp(operation.name, input)
    },
    query(resource, query) {
      const filter: Filter[] = []
      for (const asked of query.filter ?? []) {
        const up = translator.filterUp(resource.name, asked)
        if (up.kind === 'nothing') return undefined
        if (up.kind === 'unknown')
          throw refuse('invalid-filter', `There is no field '${asked.field}' to filter by.`, {
            errors: [{ parameter: asked.field, detail: 'is not a field of this resource' }],
          })
        if (up.kind === 'refused') throw refuse('invalid-filter', `The filter ${up.detail}`, { errors: [{ parameter: asked.field, detail: up.detail }] })
        if (up.kind === 'filters') filter.push(...up.filters)
        else if (!holds(asked, orderText(up.schema, up.value))) return undefined
      }
      const { sort: asked, ...rest } = query
      const sort = asked && translator.sortUp(resource.name, asked.field)
      if (asked && sort?.kind === 'unknown')
        throw refuse('invalid-filter', `There is no field '${asked.field}' to sort by.`, {
          errors: [{ parameter: 'sort', detail: `'${asked.field}' is not a field of this resource` }],
        })
      if (sort?.kind === 'refused') throw refuse('invalid-filter', `The sort ${sort.detail}`, { errors: [{ parameter: 'sort', detail: sort.detail }] })
      // By a constant every record is equal: the key alone orders them.
      const field = sort?.kind === 'field' ? sort.field : sort?.kind === 'constant' ? resource.data.key.field : undefined
      return { ...rest, filter, ...(asked && field !== undefined && { sort: { field, descending: asked.descending } }) }
    },
    include: (resource, paths) =>
      paths.map((path) => {
        const up = translator.fieldUp(resource.name, path)
        if (up === undefined)
          throw refuse('invalid-filter', `'${path}' of ${resource.name} cannot be included.`, {
            errors: [{ parameter: 'include', detail: `'${path}' is not a reference or has-many` }],
          })
        return up
      }),
    problem(problem, operation) {
      const { resource } = operation
      const errors = problem.errors?.map((error): FieldError => {
        if (error.pointer === undefined) return error
        const pointer =
          operation.kind === 'command' || operation.kind === 'operation'
            ? translator.inputPointerDown(operation.name, error.pointer)
            : resource
              ? translator.pointerDown(resource.name, error.pointer)
              : error.pointer
        return { ...error, pointer }
      })
      if (!problem.fault) return errors ? { ...problem, errors } : problem
      const { code, detail } = translator.faultDown(problem.code, problem.fault.detail)
      return { ...problem, code, fault: { ...problem.fault, detail } }
    },
  }
}

/** The call's include paths and list in current terms; `undefined`: an older filter that no record can pass. */
export function upCall(call: Call, older: OlderVersion, resource: ResourceModel): Call | undefined {
  const query = call.query && older.query(resource, call.query)
  if (call.query && !query) return undefined
  return { ...call, ...(query && { query }), ...(call.include && { include: older.include(resource, call.include) }) }
}

function holds(filter: Filter, text: string): boolean {
  const values = filter.values.map((value) => (value === null ? NULL_TEXT : `v${value}`))
  const [value = ''] = values
  switch (filter.operator) {
    case 'eq':
      return text === value
    case 'ne':
      return text !== value
    case 'in':
      return values.includes(text)
    case 'gt':
      return compareText(text, value) > 0
    case 'gte':
      return compareText(text, value) >= 0
    case 'lt':
      return compareText(text, value) < 0
    case 'lte':
      return compareText(text, value) <= 0
  }
}

/** Errors that are in older words already, and stay so. */
function mustFitOlder(errors: readonly FieldError[] | undefined): void {
  if (!errors || errors.length === 0) return
  const detail = errors.length === 1 ? `${errors[0]?.pointer ?? ''} ${errors[0]?.detail ?? ''}`.trim() : `${errors.length} errors.`
  throw new Refusal({ code: 'invalid', title: ERRORS.invalid.title, detail, errors }, { older: true })
}
