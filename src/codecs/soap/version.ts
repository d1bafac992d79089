/** What differs between the two versions of SOAP, as data. */
export interface SoapVersion {
  readonly name: '1.1' | '1.2'
  /** Of the envelope. */
  readonly namespace: string
  /** Of a message over HTTP (SOAP 1.1, 6; SOAP 1.2 Part 2, 7.1.4). */
  readonly media: 'text/xml' | 'application/soap+xml'
  /** The attribute that says whom a header block is for. */
  readonly target: 'actor' | 'role'
  /** Its values that mean whoever reads the message; absent or empty means the last one to read it, which is us too. */
  readonly ours: readonly string[]
}

/** SOAP 1.1 (W3C Note, 8 May 2000). */
export const SOAP_11: SoapVersion = {
  name: '1.1',
  namespace: 'http://schemas.xmlsoap.org/soap/envelope/',
  media: 'text/xml',
  target: 'actor',
  ours: ['', 'http://schemas.xmlsoap.org/soap/actor/next'],
}

/** SOAP 1.2, second edition (W3C Recommendation, 27 April 2007). */
export const SOAP_12: SoapVersion = {
  name: '1.2',
  namespace: 'http://www.w3.org/2003/05/soap-envelope',
  media: 'application/soap+xml',
  target: 'role',
  ours: ['', 'http://www.w3.org/2003/05/soap-envelope/role/next', 'http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver'],
}
