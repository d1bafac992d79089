import { ReadAttempts } from './attempts.ts'
import { WebhookDelivery } from './delivery.ts'
import { WebhookEndpoint } from './endpoint.ts'
import { WebhookLog, WebhookProgress } from './progress.ts'
import { WebhookReplay } from './replay.ts'

export { ReadAttempts } from './attempts.ts'
export { WebhookDelivery } from './delivery.ts'
export { DEFAULT_SCHEDULE, WebhookEndpoint } from './endpoint.ts'
export { AnotherAddress, NoSecret, TooManySecrets } from './faults.ts'
export { WebhookReplay } from './replay.ts'

/** What webhooks add to the administration contract. */
export const webhookMembers = [WebhookEndpoint, WebhookDelivery, WebhookReplay, WebhookProgress, WebhookLog, ReadAttempts] as const
