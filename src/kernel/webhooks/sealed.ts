import { isSealed, type Seal } from '../credential/seal.ts'
import type { WebhookEndpointRecord } from '../ports/webhook.ts'

/** What of an endpoint is kept sealed. */
type Secrets = Pick<WebhookEndpointRecord, 'secrets' | 'headers' | 'oauthClientSecret' | 'clientKey'>

/** The secret parts of an endpoint, each sealed for its place; those that are sealed already stay. */
export function sealedParts(record: WebhookEndpointRecord, seal: Seal): Secrets {
  return mapSecrets(record, (text, place) => (isSealed(text) ? text : seal.seal(text, place)))
}

/** An endpoint as it can be used. Throws `SealBroken`. */
export function openedEndpoint(record: WebhookEndpointRecord, seal: Seal): WebhookEndpointRecord {
  return { ...record, ...mapSecrets(record, (text, place) => seal.open(text, place)) }
}

/** The first place of a sealed text that was not there before: only we seal, so that nobody brings one from elsewhere. */
export function foreignSeal(before: WebhookEndpointRecord | undefined, record: WebhookEndpointRecord): string | undefined {
  const known = new Set<string>()
  if (before) mapSecrets(before, (text, place) => void known.add(`${place}\n${text}`))
  let found: string | undefined
  mapSecrets(record, (text, place, pointer) => {
    if (isSealed(text) && !known.has(`${place}\n${text}`)) found ??= pointer
  })
  return found
}

function mapSecrets(record: WebhookEndpointRecord, map: (text: string, place: string, pointer: string) => string | void): Secrets {
  const { id, secrets, headers, oauthClientSecret, clientKey } = record
  const at = (text: string, field: string, pointer: string): string => map(text, `${id}/${field}`, pointer) ?? text
  return {
    ...(secrets && { secrets: secrets.map((one, i) => ({ ...one, secret: at(one.secret, 'secrets', `/secrets/${i}/secret`) })) }),
    ...(headers && {
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, at(value, `headers/${name.toLowerCase()}`, `/headers/${name}`)])),
    }),
    ...(oauthClientSecret !== undefined && { oauthClientSecret: at(oauthClientSecret, 'oauthClientSecret', '/oauthClientSecret') }),
    ...(clientKey !== undefined && { clientKey: at(clientKey, 'clientKey', '/clientKey') }),
  }
}
