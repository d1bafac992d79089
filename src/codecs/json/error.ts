/** Why bytes are not the JSON that is read here: a sentence for the one who sent them, and where. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  /** UTF-16 units from the start of the text; bytes where the text is not UTF-8. */
  readonly offset: number
  /** RFC 6901 to the value or key at fault, where the reason is about one. */
  readonly pointer: string | undefined

  constructor(message: string, offset: number, pointer?: string) {
    super(message)
    this.offset = offset
    this.pointer = pointer
  }
}
