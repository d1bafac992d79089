import type { IncomingHttpHeaders } from 'node:http'
import { chooseMedia } from '../../../wire/accept.ts'
import { wireRefusal } from '../../../wire/problem.ts'

/** GraphQL over HTTP, 6: what a response is sent as. With `application/json` a client learns little from the status. */
export type Media = 'application/graphql-response+json' | 'application/json'

const OFFERS: readonly Media[] = ['application/graphql-response+json', 'application/json']

/** What `Accept` asks for; where it says nothing, the type that tells a client most (GraphQL over HTTP, 6.2). Throws 406. */
export function mediaFor(headers: IncomingHttpHeaders): Media {
  const { accept } = headers
  if (accept === undefined || accept === '') return 'application/graphql-response+json'
  // What a browser or curl sends by itself: made before there was the other type.
  if (accept === '*/*') return 'application/json'
  const media = chooseMedia(accept, OFFERS)
  if (media !== undefined) return media
  throw wireRefusal('not-acceptable', `None of the media types in "Accept" can be given here. There is: ${OFFERS.join(', ')}.`)
}
