/**
 * `Accept` against what can be given (RFC 9110, 12.5.1): the most specific range decides a type's weight, the greatest
 * weight wins, among equals the first offer. `undefined`: none of them.
 */
export function chooseMedia<M extends string>(accept: string, offers: readonly M[]): M | undefined {
  const ranges = accept.split(',').map(rangeOf)
  let best: M | undefined
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

function weightOf(offer: string, ranges: readonly Range[]): number {
  const [type, subtype] = offer.split('/')
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
