export { administrationBindings } from './bindings.ts'
export { administrationContract, Consumer, Key, Plan, ReadAudit } from './contract.ts'
export type { WebhookPorts } from './webhooks/ports.ts'
export { ADMINISTRATION_PREFIX, storedDirectory } from './directory.ts'
