import type { XmlElement } from '../../codecs/xml/index.ts'
import type { HttpRequest } from '../../kernel/ports/http.ts'
import { idempotencyKeyOf } from '../../wire/idempotency.ts'
import { wireRefusal } from '../../wire/problem.ts'
import { BUSBAR_NAMESPACE } from './namespace.ts'
import { plainText } from './parts.ts'

/**
 * What makes a change happen once: the block `IdempotencyKey` of the header or the header of HTTP, which say the same
 * where both are there; without them the `MessageID`, which a client that sends again keeps (WS-Addressing 1.0 Core, 3.2).
 */
export function soapIdempotencyKey(request: Pick<HttpRequest, 'headers'>, blocks: readonly XmlElement[], messageId: string | undefined): string | undefined {
  const outside = request.headers['idempotency-key'] === undefined ? undefined : idempotencyKeyOf(request.headers)
  const found = blocks.filter(isIdempotencyKey)
  if (found.length > 1) throw wireRefusal('malformed', 'The header IdempotencyKey came twice.')
  const inside = found[0] && plainText(found[0])
  if (inside === '') throw wireRefusal('idempotency-key-invalid', 'The header IdempotencyKey is empty.')
  if (inside !== undefined && outside !== undefined && inside !== outside)
    throw wireRefusal(
      'malformed',
      'There are two idempotency keys: one in the envelope, another one in the header of HTTP. Send one of them, or the same twice.',
    )
  return inside ?? outside ?? messageId
}

export function isIdempotencyKey(block: XmlElement): boolean {
  return block.name === 'IdempotencyKey' && block.namespace === BUSBAR_NAMESPACE
}
