/** One element of an XML document, names resolved (Namespaces in XML 1.0, 6): prefixes are gone and mean nothing. */
export interface XmlElement {
  /** The local part: `ProductionOrder`. */
  readonly name: string
  /** The namespace's URI; empty for none. */
  readonly namespace: string
  /** Without the declarations of namespaces. */
  readonly attributes: readonly XmlAttribute[]
  /** Elements and character data in document order; CDATA and references are resolved into text, neighbors joined, comments left out. */
  readonly children: readonly (XmlElement | string)[]
  /** The prefixes in scope, `''` for the default: for names in content, such as `xsi:type="p:Order"`. */
  readonly prefixes: { readonly [prefix: string]: string }
}

/** An attribute without a prefix is in no namespace, whatever the default is (Namespaces in XML 1.0, 6.2). */
export interface XmlAttribute {
  readonly name: string
  readonly namespace: string
  readonly value: string
}
