import { shownXml } from '../problem.ts'

/** XML Schema Part 1, 3.13. `indent` stands before each line. */
export function documented(doc: string, indent: string): string {
  return `${indent}<xs:annotation>\n${indent}  <xs:documentation>${shownXml(doc)}</xs:documentation>\n${indent}</xs:annotation>\n`
}

/** WSDL 1.1, 2.1.4; empty where there is nothing to say. */
export function explained(doc: string | undefined, indent: string): string {
  return doc === undefined ? '' : `${indent}<wsdl:documentation>${shownXml(doc)}</wsdl:documentation>\n`
}
