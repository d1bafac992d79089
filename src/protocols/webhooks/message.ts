import { attributesOf, structured } from '../../kernel/events/cloud-event.ts'
import type { FollowedEvent } from '../../kernel/events/feed.ts'
import type { HopTokens } from '../../kernel/policies/hops.ts'
import { hopsBaggage } from '../../wire/hops.ts'
import { signature, type Target } from './target.ts'

export interface Message {
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/** An event as a signed request; `undefined` where no secret is good now: nothing is sent unsigned. */
export function messageOf(target: Target, event: FollowedEvent, of: { readonly now: number; readonly tokens: HopTokens }): Message | undefined {
  const { now, tokens } = of
  const binary = target.endpoint.contentMode === 'binary'
  const body = binary ? event.data : structured(event, target.source)
  const seconds = Math.floor(now / 1000)
  const signed = signature(target, { id: event.id, seconds, body, now })
  if (signed === undefined) return undefined
  return {
    body,
    headers: {
      ...target.headers,
      ...(binary ? binaryHeaders(event, target.source) : STRUCTURED),
      // W3C Trace Context: of the call that caused the event.
      ...(event.trace !== undefined && { traceparent: event.trace }),
      'baggage': hopsBaggage(tokens.give(event.hops, target.endpoint.consumer)),
      'webhook-id': event.id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signed,
    },
  }
}

const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=utf-8' }

/** CloudEvents 1.0, HTTP protocol binding, 3.1: attributes in `ce-` headers, the content type of the data as that of the body. */
function binaryHeaders(event: FollowedEvent, source: string): { readonly [name: string]: string } {
  const { datacontenttype = 'application/json', ...attributes } = attributesOf(event, source)
  const headers: { [name: string]: string } = { 'content-type': String(datacontenttype) }
  for (const [name, value] of Object.entries(attributes)) headers[`ce-${name}`] = headerText(String(value))
  return headers
}

/** 3.1.3.2: everything but printable ASCII, and space, `"` and `%`, is percent-encoded as UTF-8; so nothing in an event can end a header. */
function headerText(value: string): string {
  if (/^[!#$&-~]*$/.test(value)) return value
  let out = ''
  for (const char of value.toWellFormed()) out += /[!#$&-~]/.test(char) ? char : encodeURIComponent(char)
  return out
}
