import { escapeText, replaceUnsayable } from '../../../codecs/xml/index.ts'

/** WSDL 1.1, 2.1.4; empty where there is nothing to say. */
export function explained(doc: string | undefined): string {
  return doc === undefined || doc === '' ? '' : `<wsdl:documentation>${escapeText(replaceUnsayable(doc))}</wsdl:documentation>`
}
