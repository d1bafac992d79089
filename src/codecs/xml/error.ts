/** Which rule a document breaks: `malformed` is XML's own, the others are those of whoever reads it. */
export type XmlErrorCode = 'malformed' | 'doctype' | 'too-deep' | 'too-many-attributes' | 'too-large' | 'charset'

/** Why bytes are not the XML that is read here: a sentence for the one who sent them, and where. */
export class XmlError extends Error {
  override readonly name = 'XmlError'
  readonly code: XmlErrorCode
  /** From 1; absent where it is about the document as a whole. */
  readonly line: number | undefined
  /** From 1, in UTF-16 units. */
  readonly column: number | undefined

  constructor(code: XmlErrorCode, message: string, at?: { readonly line: number; readonly column: number }) {
    super(message)
    this.code = code
    this.line = at?.line
    this.column = at?.column
  }
}
