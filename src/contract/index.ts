export { forAudience, mayDo, showsField } from './audience.ts'
export { checkContract } from './check.ts'
export { canonicalJson, contractHash } from './canonical.ts'
export * from './data.ts'
export { defineComposite, defineContract, defineEvent, defineFault, defineOperation, defineResource, defineTelemetry } from './define.ts'
export type {
  AnyFault,
  AnyResource,
  Contract,
  ContractMember,
  EventRef,
  Fault,
  Operation,
  OperationInput,
  OperationRef,
  Resource,
  ResourceInput,
} from './define.ts'
export { formatDiagnostic, placeOf, type Diagnostic } from './diagnostic.ts'
export { changesFor, CLIENTS, diffContracts, diffServed, formatChanges, type Breaks, type Change, type Client } from './diff.ts'
export { EXTERNAL_REFS, EXTERNAL_REFS_FIELD, fieldsSchema, recordSchema, valueSchema, type JsonSchema } from './json-schema.ts'
export { contractSchema } from './load-published.ts'
export { ContractError, parseContract } from './load.ts'
export { DEFAULT_MAX_LENGTH, SYSTEM_FIELDS, type Json, type Schema, type SchemaFields } from './schema.ts'
export { checkOlder, contractAt, translatorFor, versionsOf, type VersionTranslator } from './versions/index.ts'
export { t, Type, type AnyType, type Fields, type Given, type Patched, type Settable, type Shown } from './t.ts'
