import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import type { ContractData } from '../../src/contract/data.ts'
import { namespaceOf, xsdOf } from '../../src/wire/xml/index.ts'

/** Documents of a contract held against its XML Schema by libxml2; what it says of them, `undefined` where they fit. */
export interface SchemaCheck extends Disposable {
  /** One global element with these elements in it. */
  complaint(element: string, inner: string): string | undefined
}

export function schemaCheck(contract: ContractData): SchemaCheck {
  const schema = XmlDocument.fromString(xsdOf(contract))
  const validator = XsdValidator.fromDoc(schema)
  const around = `xmlns="${namespaceOf(contract)}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`
  return {
    complaint(element, inner) {
      const document = XmlDocument.fromString(`<${element} ${around}>${inner}</${element}>`)
      try {
        validator.validate(document)
        return undefined
      } catch (error) {
        return error instanceof Error ? error.message : String(error)
      } finally {
        document.dispose()
      }
    },
    [Symbol.dispose]() {
      validator.dispose()
      schema.dispose()
    },
  }
}
