import { isBlank, textOf } from '../../codecs/soap/index.ts'
import type { XmlElement } from '../../codecs/xml/index.ts'
import { wireRefusal } from '../../wire/problem.ts'
import { refusedParameter, unknownParameter } from '../../wire/query.ts'

/**
 * The children of an element by name, each of which is known. Those in its namespace or in none count, as in records;
 * others are passed over (xs:any, ##other), except those of another contract or version, which are a mistake.
 */
export class Parts {
  readonly #byName = new Map<string, XmlElement[]>()
  readonly #of: string

  constructor(element: XmlElement, known: readonly string[]) {
    this.#of = element.name
    for (const child of element.children) {
      if (typeof child === 'string') {
        if (!isBlank(child)) throw wireRefusal('malformed', `There is text directly in '${element.name}': it has elements only.`)
        continue
      }
      if (child.namespace !== element.namespace && child.namespace !== '') {
        if (child.namespace.startsWith('urn:busbar:')) throw wireRefusal('malformed', foreign(child, element))
        continue
      }
      if (!known.includes(child.name)) throw unknownParameter(child.name, known)
      const others = this.#byName.get(child.name)
      if (others) others.push(child)
      else this.#byName.set(child.name, [child])
    }
  }

  /** The one of this name; `undefined` where there is none. */
  one(name: string): XmlElement | undefined {
    const found = this.#byName.get(name)
    if (found && found.length > 1) throw refusedParameter(name, `'${name}' is there ${found.length} times in '${this.#of}'; once is allowed.`)
    return found?.[0]
  }

  many(name: string): readonly XmlElement[] {
    return this.#byName.get(name) ?? NONE
  }

  /** The text of the one of this name, without white space around it. */
  text(name: string): string | undefined {
    const element = this.one(name)
    return element && plainText(element)
  }
}

/** What an element says where it says one thing, without white space around it (XML Schema Part 2, 4.3.6). */
export function plainText(element: XmlElement): string {
  const text = textOf(element)
  if (text === undefined) throw refusedParameter(element.name, `'${element.name}' is a text and has no elements.`)
  return text.trim()
}

const NONE: readonly XmlElement[] = []

function foreign(child: XmlElement, element: XmlElement): string {
  return `The element '${child.name}' is in the namespace '${child.namespace}'; those in '${element.name}' are in '${element.namespace}'.`
}
