import type { Settable } from '../../contract/t.ts'
import { guard, type Binding, type GuardContext } from '../../kernel/bindings.ts'
import { SealBroken } from '../../kernel/credential/seal.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { isSystem } from '../../kernel/policies/authenticate.ts'
import type { WebhookEndpointRecord } from '../../kernel/ports/webhook.ts'
import { refuse } from '../../kernel/refusal.ts'
import { foreignSeal, openedEndpoint, sealedParts } from '../../kernel/webhooks/sealed.ts'
import { WebhookEndpoint } from './endpoint.ts'
import { counted } from './counted.ts'
import { MOST_TEXT, wrongCertificate, wrongHeader, type Wrong } from './credentials.ts'
import { TargetNotAllowed, TooManyEndpoints } from './faults.ts'
import { wrongEvents } from './follow.ts'
import { mustManage } from './manage.ts'
import { forgotten } from './moved.ts'
import type { WebhookPorts } from './ports.ts'
import { liveSecrets, publicKeyOf, secretProblem } from './secrets.ts'

/** Endpoints that a partner or public consumer keeps at most: each is a sender of its own. */
const MOST_ENDPOINTS = 100

type Fields = (typeof WebhookEndpoint)['definition']['fields'] & (typeof WebhookEndpoint)['definition']['key']
type Context = GuardContext<Fields, typeof TargetNotAllowed | typeof TooManyEndpoints>

/** Rule: an endpoint that is kept can be sent to as it says, and by whom it says. */
export function endpointGuard(ports: WebhookPorts | undefined): Binding {
  return guard(WebhookEndpoint, async (context) => {
    if (!ports) throw refuse('not-implemented', 'This app sends no webhooks: it lists no webhooks() among its protocols.')
    const before = context.before as WebhookEndpointRecord | undefined
    const consumer = context.record.consumer ?? before?.consumer ?? (isSystem(context.principal) ? undefined : context.principal.consumer)
    if (consumer === undefined) return context.refuse('/consumer', 'must be there: the caller is no consumer itself')
    if (before && consumer !== before.consumer) return context.refuse('/consumer', 'must stay as it is: make an endpoint of its own for the other consumer')
    if (context.principal.audience !== 'internal' && consumer !== context.principal.consumer) return context.refuse('/consumer', 'must be the caller itself')
    mustManage(context.principal, consumer)
    context.set({ consumer })
    if (before) context.set(forgotten(before, recordOf(context)))
    else await mustBeFew(context, { kernel: ports.kernel(), consumer })
    const foreign = foreignSeal(before, recordOf(context))
    if (foreign !== undefined) context.refuse(foreign, 'must be the text itself')
    const record = opened(recordOf(context), ports)
    completeSecrets(context, { before, record })
    const wrong = wrongHeader(record) ?? wrongOauth(record) ?? wrongCertificate(record)
    if (wrong) return context.refuse(wrong.pointer, wrong.detail)
    await mustBeAllowed(context, { record, ports })
    const events = isOther(before, record, ['consumer', 'contract', 'version', 'filter']) ? await wrongEvents(ports.kernel(), record) : undefined
    if (events) context.refuse(events.pointer, events.detail)
    context.set(sealedParts(recordOf(context), ports.seal) as Settable<Fields>)
  })
}

function opened(record: WebhookEndpointRecord, { seal }: WebhookPorts): WebhookEndpointRecord {
  try {
    return openedEndpoint(record, seal)
  } catch (error) {
    if (error instanceof SealBroken) throw refuse('unavailable', `What is secret of this endpoint cannot be read. ${error.message}`)
    throw error
  }
}

function recordOf(context: Context): WebhookEndpointRecord {
  return context.record as unknown as WebhookEndpointRecord
}

/** Our own applications are not limited: they keep the endpoints of others. */
async function mustBeFew(context: Context, the: { readonly kernel: Pick<Kernel, 'handle'>; readonly consumer: string }): Promise<void> {
  if (context.principal.audience === 'internal') return
  const there = await counted(the.kernel, 'WebhookEndpoint', { consumer: the.consumer })
  if (there >= MOST_ENDPOINTS) context.fail(TooManyEndpoints, { most: MOST_ENDPOINTS })
}

/** What the secrets lack: since when, and the public key of the newest. */
function completeSecrets(
  context: Context,
  { before, record }: { readonly before: WebhookEndpointRecord | undefined; readonly record: WebhookEndpointRecord },
): void {
  if (!isOther(before, recordOf(context), ['secrets'])) return
  const { secrets } = record
  if (secrets === undefined) return context.set({ publicKey: null })
  for (const [i, { secret }] of secrets.entries()) {
    const problem = secretProblem(secret)
    if (problem !== undefined) context.refuse(`/secrets/${i}/secret`, problem)
  }
  const now = context.now()
  const live = liveSecrets(secrets, now)
  if (live.length === 0) context.refuse('/secrets', 'must have one that has not ended')
  context.set({ secrets: live.map((one) => ({ createdAt: now, ...one })), publicKey: publicKeyOf(live) ?? null })
}

function wrongOauth({ oauth, oauthClientSecret }: WebhookEndpointRecord): Wrong | undefined {
  if (oauth && oauthClientSecret === undefined)
    return { pointer: '/oauthClientSecret', detail: 'must be there where oauth is, and anew where the address of the tokens is another' }
  if (oauthClientSecret !== undefined && oauthClientSecret.length > MOST_TEXT)
    return { pointer: '/oauthClientSecret', detail: `must have at most ${MOST_TEXT} characters` }
  return !oauth && oauthClientSecret !== undefined ? { pointer: '/oauth', detail: 'must be there where oauthClientSecret is' } : undefined
}

/** Names are resolved now, and again at each dial: what is good here may be refused there. */
async function mustBeAllowed(context: Context, { record, ports }: { readonly record: WebhookEndpointRecord; readonly ports: WebhookPorts }): Promise<void> {
  const { net, guard: rules } = ports
  const before = context.before as WebhookEndpointRecord | undefined
  if (isOther(before, recordOf(context), ['url', 'ca', 'clientCertificate', 'clientKey'])) {
    const { ca, clientCertificate, clientKey } = record
    const reason = await net.check(record.url, {
      ...rules,
      ...(ca !== undefined && { ca }),
      ...(clientCertificate !== undefined && { clientCertificate }),
      ...(clientKey !== undefined && { clientKey }),
    })
    if (reason !== undefined) context.fail(TargetNotAllowed, { reason }, { pointer: '/url', detail: reason })
  }
  if (record.oauth && isOther(before, record, ['oauth'])) {
    const reason = await net.check(record.oauth.tokenUrl, rules)
    if (reason !== undefined) context.fail(TargetNotAllowed, { reason }, { pointer: '/oauth/tokenUrl', detail: reason })
  }
}

function isOther(before: WebhookEndpointRecord | undefined, record: WebhookEndpointRecord, fields: readonly (keyof WebhookEndpointRecord)[]): boolean {
  return before === undefined || fields.some((field) => JSON.stringify(before[field]) !== JSON.stringify(record[field]))
}
