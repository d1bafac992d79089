import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'

/**
 * Throws where a document is no WSDL 1.1: against the published schemas of WSDL and its SOAP binding, and that of the
 * binding of SOAP 1.2, which is the latter in another namespace (W3C Submission, 5 April 2006, 3). The schema inside is compiled.
 */
export function mustBeWsdl(text: string): void {
  using document = XmlDocument.fromString(text)
  wsdlValidator().validate(document)
  const inner = document.get('/w:definitions/w:types/xs:schema', { w: 'http://schemas.xmlsoap.org/wsdl/', xs: 'http://www.w3.org/2001/XMLSchema' })
  if (!inner) throw new Error('there is no schema in it')
  using schema = XmlDocument.fromString(schemaOf(text))
  using compiled = XsdValidator.fromDoc(schema)
  void compiled
}

/** The schema inside, as a document. */
export function schemaOf(wsdl: string): string {
  return wsdl.slice(wsdl.indexOf('<xs:schema'), wsdl.lastIndexOf('</xs:schema>') + '</xs:schema>'.length)
}

let kept: XsdValidator | undefined

function wsdlValidator(): XsdValidator {
  if (kept) return kept
  xmlRegisterFsInputProviders()
  const folder = mkdtempSync(join(tmpdir(), 'busbar-wsdl-'))
  const schemas = join(import.meta.dirname, 'schemas')
  const soap = readFileSync(join(schemas, 'wsdl-soap.xsd'), 'utf8')
  writeFileSync(join(folder, 'wsdl.xsd'), readFileSync(join(schemas, 'wsdl.xsd')))
  writeFileSync(join(folder, 'soap.xsd'), soap)
  writeFileSync(join(folder, 'soap12.xsd'), soap.replaceAll('http://schemas.xmlsoap.org/wsdl/soap/"', 'http://schemas.xmlsoap.org/wsdl/soap12/"'))
  const imports = [
    ['http://schemas.xmlsoap.org/wsdl/', 'wsdl.xsd'],
    ['http://schemas.xmlsoap.org/wsdl/soap/', 'soap.xsd'],
    ['http://schemas.xmlsoap.org/wsdl/soap12/', 'soap12.xsd'],
  ].map(([namespace, file]) => `<xs:import namespace="${namespace}" schemaLocation="${file}"/>`)
  const url = join(folder, 'all.xsd')
  using all = XmlDocument.fromString(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${imports.join('')}</xs:schema>`, { url })
  kept = XsdValidator.fromDoc(all)
  return kept
}
