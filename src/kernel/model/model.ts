import type { ContractData } from '../../contract/data.ts'
import { fieldsSchema } from '../../contract/json-schema.ts'
import { translatorFor } from '../../contract/versions/index.ts'
import type { Binding } from '../bindings.ts'
import type { TableLayout } from '../ports/store.ts'
import { olderVersion, type OlderVersion } from '../version.ts'
import { operationModels, type OperationModel } from './operation.ts'
import { compileValidator, type Validator } from '../validation.ts'
import { linkDependents, resourceModel, type ResourceModel } from './resource.ts'

/** A contract with everything that is computed from it once, before the first call. */
export interface ContractModel {
  readonly data: ContractData
  readonly resources: ReadonlyMap<string, ResourceModel>
  readonly operations: ReadonlyMap<string, OperationModel>
  readonly versions: ReadonlyMap<string, VersionModel>
  /** The data of events that belong to no resource, by name. */
  readonly events: ReadonlyMap<string, Validator>
  /** Something of it is open to callers without a credential. */
  readonly public: boolean
}

export interface VersionModel {
  readonly version: string
  /** Absent for the current one. */
  readonly older?: OlderVersion
  readonly data: ContractData
  readonly deprecated?: string
  readonly sunset?: string
}

export function contractModel(data: ContractData, bindings: readonly Binding[], prefix: string): ContractModel {
  const resources = new Map<string, ResourceModel>()
  for (const [name, resource] of Object.entries(data.resources)) resources.set(name, resourceModel(data, name, resource, prefix))
  linkDependents(data, resources)
  const operations = operationModels(data, resources, bindings)
  const versions = new Map<string, VersionModel>([[data.version, { version: data.version, data }]])
  const events = new Map(Object.entries(data.events).map(([event, of]) => [event, compileValidator(fieldsSchema(of.data, 'output'))]))
  for (const older of data.older) {
    const translator = translatorFor(data, older.version)
    versions.set(older.version, {
      version: older.version,
      older: olderVersion(translator),
      data: translator.data,
      ...(older.deprecated !== undefined && { deprecated: older.deprecated }),
      ...(older.sunset !== undefined && { sunset: older.sunset }),
    })
  }
  return { data, resources, operations, versions, events, public: [...operations.values()].some((o) => o.access.public === 'allowed' && !o.needsCredential) }
}

/** What the store has to hold for these contracts. */
export function layoutsOf(models: Iterable<ContractModel>): readonly TableLayout[] {
  return [...models].flatMap((model) => [...model.resources.values()].map((resource) => resource.layout.store))
}
