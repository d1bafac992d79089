import { chooseMedia } from '../../wire/accept.ts'
import { wireRefusal } from '../../wire/problem.ts'

export type Offer = 'json' | 'csv' | 'ndjson'

const MEDIA = { 'application/json': 'json', 'text/csv': 'csv', 'application/x-ndjson': 'ndjson' } as const
type Media = keyof typeof MEDIA

const ONLY_JSON: readonly Media[] = ['application/json']
const EXPORTS: readonly Media[] = ['application/json', 'text/csv', 'application/x-ndjson']

/** What `Accept` asks for of what can be given. Errors are problem+json whatever was accepted (RFC 9457, 3). */
export function negotiate(accept: string | undefined, isList: boolean): Offer {
  if (accept === undefined || accept === '*/*' || accept === 'application/json' || accept === '') return 'json'
  const known = isList ? knownLists : knownJson
  let found = known.get(accept)
  if (found === undefined) {
    const media = chooseMedia(accept, isList ? EXPORTS : ONLY_JSON)
    found = media === undefined ? 'none' : MEDIA[media]
    // Few spellings are ever seen; whoever invents new ones pays for each himself.
    if (known.size < 200 && accept.length < 200) known.set(accept, found)
  }
  if (found !== 'none') return found
  throw wireRefusal('not-acceptable', `None of the media types in "Accept" can be given here. There is: ${(isList ? EXPORTS : ONLY_JSON).join(', ')}.`)
}

const knownJson = new Map<string, Offer | 'none'>()
const knownLists = new Map<string, Offer | 'none'>()
