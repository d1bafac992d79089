export type { XmlElement } from './element.ts'
export { XmlError, type XmlErrorCode } from './error.ts'
export { LARGE_XML, readLargeXml, readXml, type XmlLimits } from './read.ts'
export { escapeAttribute, escapeText, replaceUnsayable } from './write.ts'
