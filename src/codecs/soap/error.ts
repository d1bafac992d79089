/** A block that had to be understood and was not. */
export interface BlockName {
  readonly name: string
  readonly namespace: string
}

export type SoapErrorKind = 'malformed' | 'version-mismatch' | 'must-understand'

/** Why an XML document is not a message that can be taken up: a sentence for the one who sent it. */
export class SoapError extends Error {
  override readonly name = 'SoapError'
  readonly kind: SoapErrorKind
  /** Of `must-understand`. */
  readonly blocks: readonly BlockName[]

  constructor(kind: SoapErrorKind, message: string, blocks: readonly BlockName[] = []) {
    super(message)
    this.kind = kind
    this.blocks = blocks
  }
}
