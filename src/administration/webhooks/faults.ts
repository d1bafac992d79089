import { defineFault, t } from '../../contract/index.ts'

export const TargetNotAllowed = defineFault('target-not-allowed', {
  code: 'invalid',
  doc: 'This address may not be called.',
  detail: { reason: t.string({ maxLength: 1000 }) },
})
export const NoSecret = defineFault('no-secret', { code: 'conflict', doc: 'The endpoint has no secret yet: call rotateSecret first.' })
export const TooManySecrets = defineFault('too-many-secrets', {
  code: 'conflict',
  doc: 'Five secrets are still good: wait until one has ended, or rotate without an overlap.',
  detail: { until: t.instant().optional().doc('When the next one ends.') },
})
export const NotVerified = defineFault('not-verified', { code: 'conflict', doc: 'The owner of the address has not agreed to be called yet: call verify.' })
export const CursorUnknown = defineFault('cursor-unknown', {
  code: 'invalid',
  doc: 'This is no cursor of an event.',
  detail: { cursor: t.string({ maxLength: 200 }) },
})
