export type { XmlElement } from './element.ts'
export { XmlError, type XmlErrorCode } from './error.ts'
export { readXml, readXmlInPieces, type XmlLimits, XML_PIECE } from './read.ts'
export { escapeAttribute, escapeText, replaceUnsayable } from './write.ts'
