import { wireRefusal } from '../../wire/problem.ts'

export type Offer = 'json' | 'csv' | 'ndjson'
const MEDIA: { readonly [O in Offer]: { readonly type: string; readonly subtype: string } } = {
  json: { type: 'application', subtype: 'json' },
  csv: { type: 'text', subtype: 'csv' },
  ndjson: { type: 'application', subtype: 'x-ndjson' },
}

const ONLY_JSON: readonly Offer[] = ['json']
const EXPORTS: readonly Offer[] = ['json', 'csv', 'ndjson']

/**
 * `Accept` against what can be given (RFC 9110, 12.5.1): the most specific range decides a type's weight, the greatest
 * weight wins, among equals the first offer. Errors are problem+json whatever was accepted (RFC 9457, 3).
 */
export function negotiate(accept: string | undefined, isList: boolean): Offer {
  if (accept === undefined || accept === '*/*' || accept === 'application/json' || accept === '') return 'json'
  const known = isList ? knownLists : knownJson
  const found = known.get(accept) ?? choose(accept, isList ? EXPORTS : ONLY_JSON)
  // Few spellings are ever seen; whoever invents new ones pays for each himself.
  if (known.size < 200 && accept.length < 200) known.set(accept, found)
  if (found !== 'none') return found
  const types = (isList ? EXPORTS : ONLY_JSON).map((offer) => `${MEDIA[offer].type}/${MEDIA[offer].subtype}`).join(', ')
  throw wireRefusal('not-acceptable', `None of the media types in "Accept" can be given here. There is: ${types}.`)
}

const knownJson = new Map<string, Offer | 'none'>()
const knownLists = new Map<string, Offer | 'none'>()

function choose(accept: string, offers: readonly Offer[]): Offer | 'none' {
  const ranges = accept.split(',').map(rangeOf)
  let best: Offer | 'none' = 'none'
  let most = 0
  for (const offer of offers) {
    const weight = weightOf(offer, ranges)
    if (weight > most) {
      best = offer
      most = weight
    }
  }
  return best
}

interface Range {
  readonly type: string
  readonly subtype: string
  readonly weight: number
}

function rangeOf(text: string): Range {
  const [media = '', ...parameters] = text.split(';')
  const [type = '', subtype = ''] = media.trim().toLowerCase().split('/')
  const q = parameters.map((parameter) => /^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(parameter)).find((found) => found !== null)
  return { type, subtype, weight: q ? Math.min(1, Number(q[1])) : 1 }
}

function weightOf(offer: Offer, ranges: readonly Range[]): number {
  const { type, subtype } = MEDIA[offer]
  let weight = 0
  let precision = 0
  for (const range of ranges) {
    const fits =
      range.type === type && range.subtype === subtype
        ? 3
        : range.type === type && range.subtype === '*'
          ? 2
          : range.type === '*' && range.subtype === '*'
            ? 1
            : 0
    if (fits > precision) {
      precision = fits
      weight = range.weight
    }
  }
  return weight
}
