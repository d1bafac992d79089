import { createHash } from 'node:crypto'

export interface DocumentOptions {
  /**
   * Documents that are known by an id: `sha256:` with the SHA-256 of the text in lower-case hex (GraphQL over HTTP, Appendix A), an
   * id of your own without a colon, or with a prefix `x-…:`. Default none.
   */
  readonly registered?: { readonly [id: string]: string }
  /** Only these are executed, whoever asks; default `false`. */
  readonly only?: boolean
}

/** Ids, as GraphQL over HTTP, Appendix A has them: SHA-256, prefixed, custom. */
const ID = /^(?:sha256:[0-9a-f]{64}|x-[A-Za-z0-9._~-]+:[A-Za-z0-9._~-]+|[A-Za-z0-9._~-]+)$/

/** Documents by their ids. Nothing is ever added: who may call may not decide what others call by an id. */
export class RegisteredDocuments {
  readonly only: boolean
  readonly #texts: ReadonlyMap<string, string>
  readonly #known: ReadonlySet<string>

  /** Throws a `TypeError` that names what cannot be an id, or is not that of its text. */
  constructor({ registered = {}, only = false }: DocumentOptions = {}) {
    for (const [id, text] of Object.entries(registered)) {
      if (!ID.test(id))
        throw new TypeError(
          `graphql({ documents }): '${id.slice(0, 100)}' is no document id: sha256:<64 hex digits>, x-<prefix>:<id>, or letters, digits and -._~ alone.`,
        )
      if (id.startsWith('sha256:') && id !== sha256Id(text))
        throw new TypeError(`graphql({ documents }): '${id}' is not the SHA-256 of its text, which is '${sha256Id(text)}'. A line end at the end counts, too.`)
    }
    this.only = only
    this.#texts = new Map(Object.entries(registered))
    this.#known = new Set(this.#texts.values())
  }

  text(id: string): string | undefined {
    return this.#texts.get(id)
  }

  /** Whether this text is one of them, sent as it is. */
  has(text: string): boolean {
    return this.#known.has(text)
  }
}

export function sha256Id(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
