import { defineFault, t } from '../../contract/index.ts'

export const TargetNotAllowed = defineFault('target-not-allowed', {
  code: 'invalid',
  doc: 'This address may not be called.',
  detail: { reason: t.string({ maxLength: 1000 }) },
})
export const NoSecret = defineFault('no-secret', { code: 'conflict', doc: 'The endpoint has no secret yet: call rotateSecret first.' })
export const AnotherAddress = defineFault('another-address', { code: 'conflict', doc: 'The endpoint has another address by now: it has to be asked anew.' })
export const TooManySecrets = defineFault('too-many-secrets', {
  code: 'conflict',
  doc: 'Five secrets are still good: wait until one has ended, or rotate without an overlap.',
  detail: { until: t.instant().optional().doc('When the next one ends.') },
})
export const TooManyEndpoints = defineFault('too-many-endpoints', {
  code: 'conflict',
  doc: 'The consumer has as many endpoints as it may: delete one, or filter more in one.',
  detail: { most: t.integer() },
})
export const TooManyReplays = defineFault('too-many-replays', {
  code: 'conflict',
  doc: 'As many replays of the endpoint are running as may: wait for one to end, or cancel one.',
  detail: { most: t.integer() },
})
