import type { XmlElement } from '../../codecs/xml/index.ts'
import { wireRefusal } from '../../wire/problem.ts'
import { XSI } from '../../wire/xml/index.ts'

/** `xsi:nil` (XML Schema Part 1, 2.6.2). */
export function isNil(element: XmlElement): boolean {
  const value = instanceAttribute(element, 'nil')
  return value === 'true' || value === '1'
}

/** `xsi:type` may repeat the declared type and nothing else (2.6.1): no other is derived from it. */
export function refuseOtherType(element: XmlElement, declared: { readonly name: string; readonly namespace: string }): void {
  const value = instanceAttribute(element, 'type')
  if (value === undefined) return
  const colon = value.indexOf(':')
  const prefix = colon === -1 ? '' : value.slice(0, colon)
  if (element.prefixes[prefix] === declared.namespace && value.slice(colon + 1) === declared.name) return
  throw wireRefusal('malformed', `'${element.name}' has another xsi:type than the declared one, '${declared.name}' of '${declared.namespace}': leave it out.`)
}

function instanceAttribute(element: XmlElement, wanted: string): string | undefined {
  return element.attributes.find(({ name, namespace }) => name === wanted && namespace === XSI)?.value.trim()
}
