import type { XmlElement } from '../xml/element.ts'

/** The character data of an element, as it stands; `undefined` where it has elements. */
export function textOf(element: XmlElement): string | undefined {
  const { children } = element
  if (children.length === 0) return ''
  const [first] = children
  return children.length === 1 && typeof first === 'string' ? first : undefined
}
