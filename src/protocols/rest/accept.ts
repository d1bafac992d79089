import { chooseMedia } from '../../wire/accept.ts'
import { wireRefusal } from '../../wire/problem.ts'

export type Offer = 'json' | 'csv' | 'ndjson' | 'xml'

/** What can be given: `one` record or output, a `list`, or the answer to a `batch`. */
export type Offered = keyof typeof OFFERS

const MEDIA = { 'application/json': 'json', 'text/csv': 'csv', 'application/x-ndjson': 'ndjson', 'application/xml': 'xml', 'text/xml': 'xml' } as const
type Media = keyof typeof MEDIA

const OFFERS = {
  one: ['application/json', 'application/xml', 'text/xml'],
  list: ['application/json', 'text/csv', 'application/x-ndjson', 'application/xml', 'text/xml'],
  batch: ['application/json'],
} as const satisfies { readonly [name: string]: readonly Media[] }

/** What `Accept` asks for of what can be given. Problems go to anyone, whatever was accepted (RFC 9457, 3). */
export function negotiate(accept: string | undefined, offered: Offered): Offer {
  if (accept === undefined || accept === '*/*' || accept === 'application/json' || accept === '') return 'json'
  const known = KNOWN[offered]
  let found = known.get(accept)
  if (found === undefined) {
    const media = chooseMedia<Media>(accept, offersTo(accept, offered))
    found = media === undefined ? 'none' : MEDIA[media]
    // Few spellings are ever seen; whoever invents new ones pays for each himself.
    if (known.size < 200 && accept.length < 200) known.set(accept, found)
  }
  if (found !== 'none') return found
  throw wireRefusal('not-acceptable', `None of the media types in "Accept" can be given here. There is: ${OFFERS[offered].join(', ')}.`)
}

/** Whether the answer is XML; where nothing can be given, it is a problem in JSON. */
export function asksForXml(accept: string, offered: Offered): boolean {
  try {
    return negotiate(accept, offered) === 'xml'
  } catch {
    return false
  }
}

const KNOWN: { readonly [O in Offered]: Map<string, Offer | 'none'> } = { one: new Map(), list: new Map(), batch: new Map() }

/** Browsers ask for HTML, then for XML, then for anything: that is no wish for XML. */
function offersTo(accept: string, offered: Offered): readonly Media[] {
  const offers: readonly Media[] = OFFERS[offered]
  return accept.includes('text/html') ? offers.filter((media) => MEDIA[media] !== 'xml') : offers
}
