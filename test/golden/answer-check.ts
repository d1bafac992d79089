import { Ajv2020 } from 'ajv/dist/2020.js'
import { basePath } from '../../src/wire/mount.ts'
import type { emit } from './emit.ts'

type Document = ReturnType<typeof emit>
interface Operation {
  readonly operationId: string
  readonly responses: { readonly [status: string]: { readonly $ref?: string; readonly headers?: object; readonly content?: { readonly [media: string]: { readonly schema: object } } } }
}

/** An answer as it came. */
export interface Answer {
  readonly method: string
  /** With the version. */
  readonly path: string
  readonly status: number
  readonly headers: { readonly [name: string]: string | readonly string[] }
  readonly text: string
}

/** Compares answers with the document that promises them: status, media type, body, and that no header goes unsaid. */
export class AnswerCheck {
  readonly #document: Document
  readonly #base: string
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, inlineRefs: false, code: { optimize: false } })
  /** `operationId status` of every answer that was looked at. */
  readonly seen = new Set<string>()

  constructor(document: Document, contract: { readonly name: string; readonly version: string }) {
    this.#document = document
    this.#base = basePath(contract)
    this.#ajv.addSchema(document, 'document')
  }

  /** What is wrong with the answer, in words. */
  faults(answer: Answer): readonly string[] {
    const operation = this.#operation(answer)
    if (!operation) return [`${answer.method} ${answer.path} is not documented`]
    this.seen.add(`${operation.operationId} ${answer.status}`)
    const promised = operation.responses[answer.status]
    if (!promised) return [`${operation.operationId} answers ${answer.status}, which is not documented`]
    const response = promised.$ref === undefined ? promised : (this.#at(promised.$ref) as Operation['responses'][string])
    const faults: string[] = []
    const documented = new Set(Object.keys(response.headers ?? {}).map((name) => name.toLowerCase()))
    for (const name of Object.keys(answer.headers)) if (!documented.has(name) && !UNSAID.has(name)) faults.push(`${operation.operationId} ${answer.status}: header '${name}' is not documented`)
    const media = String(answer.headers['content-type'] ?? '').split(';')[0] ?? ''
    const content = response.content?.[media]
    if (answer.text !== '' && !content) faults.push(`${operation.operationId} ${answer.status}: media type '${media}' is not documented`)
    if (content && media.endsWith('json')) faults.push(...this.#misfits(content.schema, answer.text).map((text) => `${operation.operationId} ${answer.status}: ${text}`))
    return faults
  }

  #misfits(schema: object, text: string): readonly string[] {
    const check = this.#ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')) as object)
    return check(JSON.parse(text)) ? [] : (check.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? ''} in ${text.slice(0, 300)}`)
  }

  #operation({ method, path }: Answer): Operation | undefined {
    const wanted = path.slice(this.#base.length).split('/')
    const paths = this.#at('#/paths') as { readonly [path: string]: { readonly [method: string]: Operation } }
    for (const [template, item] of Object.entries(paths)) {
      const parts = template.split('/')
      if (parts.length === wanted.length && parts.every((part, index) => part === '{id}' || part === wanted[index])) return item[method.toLowerCase()]
    }
    return undefined
  }

  #at(reference: string): unknown {
    return reference
      .split('/')
      .slice(1)
      .reduce<unknown>((part, name) => (part as { readonly [name: string]: unknown })[name], this.#document)
  }
}

/** Headers of HTTP itself and of every answer alike, which documents leave out. */
const UNSAID: ReadonlySet<string> = new Set(['content-type', 'content-length', 'content-location', 'content-disposition', 'cache-control', 'vary', 'x-content-type-options', 'traceparent', 'allow'])
