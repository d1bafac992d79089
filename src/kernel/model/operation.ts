import { AUDIENCES, type Audience, type CommandData, type CompositeData, type ContractData, type OperationData } from '../../contract/data.ts'
import { kebab } from '../../contract/define.ts'
import { fieldsSchema } from '../../contract/json-schema.ts'
import type { Binding, ErasedGuard, Handler } from '../bindings.ts'
import { compileValidator, type Validator } from '../validation.ts'
import type { ResourceModel } from './resource.ts'

export type OperationKind = 'get' | 'list' | 'create' | 'update' | 'replace' | 'delete' | 'command' | 'operation' | 'composite'

/** One thing a caller can ask for, with all that is decided about it before anyone calls. */
export interface OperationModel {
  readonly name: string
  readonly kind: OperationKind
  readonly resource?: ResourceModel
  readonly command?: CommandData
  readonly commandName?: string
  readonly data?: OperationData
  readonly composite?: CompositeData
  /** What a credential's scopes must hold. */
  readonly scope: string
  /** It may change something: idempotency keys count, the audit trail has it. */
  readonly writes: boolean
  readonly auditRead: boolean
  /** `hidden`: this audience may not know of it. */
  readonly access: { readonly [A in Audience]: 'allowed' | 'forbidden' | 'hidden' }
  /** Not for callers without a credential, whatever the public audience may do: what is the consumer's own is nobody's then. */
  readonly needsCredential: boolean
  readonly requireIdempotencyKey: boolean
  readonly deprecated?: string
  readonly validateInput?: Validator
  readonly validateOutput?: Validator
  readonly handler?: Handler
  /** The app's rule over what is created or updated. */
  readonly guard?: ErasedGuard
  /** The handler may have acted outside before the commit: claims go first, conflicts are not rerun. */
  readonly reachesSystems: boolean
  /** Codes of the faults it may answer. */
  readonly faults: ReadonlySet<string>
}

/** Everything callable in a contract, by name. */
export function operationModels(
  contract: ContractData,
  resources: ReadonlyMap<string, ResourceModel>,
  bindings: readonly Binding[],
): ReadonlyMap<string, OperationModel> {
  const guards = new Map<string, ErasedGuard>(bindings.flatMap((binding) => Object.entries(binding.guards ?? {})))
  const handlers = new Map<string, { handler: Handler; reaches: 'nothing' | 'systems' }>()
  for (const binding of bindings) for (const [name, handler] of Object.entries(binding.handlers)) handlers.set(name, { handler, reaches: binding.reaches })
  const operations = new Map<string, OperationModel>()
  const add = (operation: OperationModel): void => void operations.set(operation.name, operation)

  for (const resource of resources.values()) {
    const { data, name } = resource
    const plural = data.plural
    const write = data.scopes?.write ?? `${plural}.write`
    const standard = (operation: 'get' | 'list' | 'create' | 'update' | 'replace' | 'delete', rule: string): void => {
      const writes = operation !== 'get' && operation !== 'list'
      const guard = writes && operation !== 'delete' ? guards.get(name) : undefined
      add({
        name: `${name}.${operation}`,
        kind: operation,
        resource,
        scope: writes ? write : resource.readScope,
        writes,
        auditRead: !writes && data.auditReads === true,
        access: accessOf(resource, rule),
        needsCredential: ownedByConsumer(resource),
        requireIdempotencyKey: operation === 'create' && data.requireIdempotencyKey === true,
        ...(guard && { guard }),
        reachesSystems: false,
        faults: new Set([...(writes && operation !== 'delete' ? (data.faults ?? []) : []), ...[...resource.rules.values()].flatMap((r) => r.fault ?? [])]),
      })
    }
    for (const operation of data.standard) {
      standard(operation, operation)
      if (operation === 'update') standard('replace', 'update')
    }
    for (const [commandName, command] of Object.entries(data.commands)) {
      const bound = handlers.get(`${name}.${commandName}`)
      add({
        name: `${name}.${commandName}`,
        kind: 'command',
        resource,
        command,
        commandName,
        scope: command.scope ?? `${plural}.${kebab(commandName)}`,
        writes: true,
        auditRead: false,
        access: accessOf(resource, commandName),
        needsCredential: ownedByConsumer(resource),
        requireIdempotencyKey: command.requireIdempotencyKey === true || data.requireIdempotencyKey === true,
        ...(command.deprecated !== undefined && { deprecated: command.deprecated }),
        validateInput: compileValidator(fieldsSchema(command.input, 'input')),
        ...(command.output && { validateOutput: compileValidator(fieldsSchema(command.output, 'output')) }),
        ...(bound && { handler: bound.handler }),
        reachesSystems: bound?.reaches === 'systems',
        faults: new Set([...command.faults, ...[...resource.rules.values()].flatMap((r) => r.fault ?? [])]),
      })
    }
  }
  for (const [name, data] of Object.entries(contract.operations)) {
    const bound = handlers.get(name)
    add({
      name,
      kind: 'operation',
      data,
      scope: data.scope ?? data.path,
      writes: data.reads !== true,
      auditRead: false,
      access: among(data.audiences),
      needsCredential: data.requireCredential === true,
      requireIdempotencyKey: data.requireIdempotencyKey === true,
      ...(data.deprecated !== undefined && { deprecated: data.deprecated }),
      validateInput: compileValidator(fieldsSchema(data.input, 'input')),
      ...(data.output && { validateOutput: compileValidator(fieldsSchema(data.output, 'output')) }),
      ...(bound && { handler: bound.handler }),
      reachesSystems: bound?.reaches === 'systems',
      faults: new Set(data.faults),
    })
  }
  for (const [name, composite] of Object.entries(contract.composites)) {
    const resource = resources.get(composite.root)
    if (!resource) throw new TypeError(`composite '${name}': there is no resource '${composite.root}'`)
    add({
      name,
      kind: 'composite',
      resource,
      composite,
      scope: resource.readScope,
      writes: false,
      auditRead: resource.data.auditReads === true,
      access: among(composite.audiences),
      needsCredential: ownedByConsumer(resource),
      requireIdempotencyKey: false,
      reachesSystems: false,
      faults: new Set(),
    })
  }
  return operations
}

/** A record's resource that an audience cannot reach at all is unknown to it; one it can reach refuses what it may not do. */
function accessOf(resource: ResourceModel, rule: string): OperationModel['access'] {
  const out = {} as { [A in Audience]: 'allowed' | 'forbidden' | 'hidden' }
  for (const audience of AUDIENCES) {
    const can = resource.data.access[audience]?.can
    out[audience] = !can || can.length === 0 ? 'hidden' : can.includes('*') || can.includes(rule) ? 'allowed' : 'forbidden'
  }
  return out
}

function ownedByConsumer(resource: ResourceModel): boolean {
  return resource.data.access.public?.ownIs === 'consumer'
}

function among(audiences: readonly Audience[]): OperationModel['access'] {
  const out = {} as { [A in Audience]: 'allowed' | 'forbidden' | 'hidden' }
  for (const audience of AUDIENCES) out[audience] = audiences.includes(audience) ? 'allowed' : 'hidden'
  return out
}
