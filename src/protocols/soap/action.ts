import { wireRefusal } from '../../wire/problem.ts'
import { shortened } from '../../wire/query.ts'

/** What a message of this element is for, in `SOAPAction`, the `action` of SOAP 1.2 and `wsa:Action`: `urn:busbar:plant:v2:GetMaterial`. */
export function actionOf(namespace: string, element: string): string {
  return `${namespace}:${element}`
}

/**
 * The operation is the element in the body (WS-I Basic Profile 1.1, R2710): who may call it is decided by that. An action
 * beside it may be quoted or not, be empty or just the name; one that names another operation is refused, since whoever
 * stands in between and filters by it was told something else.
 */
export function refuseOtherAction(said: string | undefined, name: string): void {
  if (said === undefined) return
  const text = said.trim().replace(/^"(.*)"$/s, '$1')
  if (text === '') return
  const last = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':'), text.lastIndexOf('#')) + 1)
  if (last === name) return
  throw wireRefusal('malformed', `The action '${shortened(text)}' is not that of '${name}', which stands in the Body. Send the one of the WSDL, or none.`)
}
