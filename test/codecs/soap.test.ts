import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import {
  mustUnderstand,
  readAddressing,
  readEnvelope,
  readSecurity,
  SOAP_11,
  SOAP_12,
  SoapError,
  textOf,
  writeEnvelope,
  writeFault,
  type Envelope,
  type Fault,
} from '../../src/codecs/soap/index.ts'
import { readXml, type XmlElement } from '../../src/codecs/xml/index.ts'

const read = (text: string): Envelope => readEnvelope(readXml(Buffer.from(text)))
const env11 = (inside: string): string => `<s:Envelope xmlns:s="${SOAP_11.namespace}">${inside}</s:Envelope>`
const env12 = (inside: string): string => `<e:Envelope xmlns:e="${SOAP_12.namespace}">${inside}</e:Envelope>`
const refused = (text: string, kind: SoapError['kind'], message: RegExp): void =>
  assert.throws(
    () => read(text),
    (error) => error instanceof SoapError && error.kind === kind && message.test(error.message),
  )

describe('an envelope', () => {
  it('is of the version that its namespace says, whatever the prefix', () => {
    assert.equal(read(env11('<s:Body><a/></s:Body>')).version, SOAP_11)
    assert.equal(read(env12('<e:Header/><e:Body><a/></e:Body>')).version, SOAP_12)
    assert.equal(read(`<Envelope xmlns="${SOAP_12.namespace}"><Body><x:a xmlns:x="urn:x"/></Body></Envelope>`).content.namespace, 'urn:x')
  })

  it('has one element in its body (WS-I Basic Profile 1.1, R9981)', () => {
    refused(env11('<s:Body/>'), 'malformed', /Body is empty/)
    refused(env11('<s:Body><a/><b/></s:Body>'), 'malformed', /more than one/)
    refused(env11('<s:Body>text<a/></s:Body>'), 'malformed', /text directly in the Body/)
    refused(env11('<s:Header/>'), 'malformed', /no Body/)
  })

  it('has a header before its body and nothing behind it (R1011)', () => {
    refused(env11('<s:Body><a/></s:Body><s:Header/>'), 'malformed', /behind its Body/)
    refused(env11('<s:Body><a/></s:Body><more/>'), 'malformed', /behind its Body/)
    refused(env11('<s:Header/><s:Header/><s:Body><a/></s:Body>'), 'malformed', /two Headers/)
    refused(env11('<Body><a/></Body>'), 'malformed', /child 'Body'/)
    refused(env11('text<s:Body><a/></s:Body>'), 'malformed', /text directly in the Envelope/)
    refused(env11('<s:Header>text</s:Header><s:Body><a/></s:Body>'), 'malformed', /text directly in the Header/)
  })

  it('of another version is a mismatch, of no envelope malformed', () => {
    refused('<Envelope xmlns="http://schemas.xmlsoap.org/soap/other/"><Body/></Envelope>', 'version-mismatch', /SOAP 1\.2/)
    refused('<order/>', 'malformed', /root is 'order'/)
  })
})

describe('a header', () => {
  const header = (block: string, version = env11): Envelope =>
    read(
      version(
        `<${version === env11 ? 's' : 'e'}:Header>${block}</${version === env11 ? 's' : 'e'}:Header><${version === env11 ? 's' : 'e'}:Body><a/></${version === env11 ? 's' : 'e'}:Body>`,
      ),
    )
  const nobody = (): boolean => false

  it('that must be understood and is not is refused with its name (SOAP 1.1, 4.2.3)', () => {
    for (const value of ['1', 'true', ' 1 '])
      assert.throws(
        () => mustUnderstand(header(`<x:pay xmlns:x="urn:x" s:mustUnderstand="${value}"/>`), nobody),
        (error) => error instanceof SoapError && error.kind === 'must-understand' && error.blocks[0]?.name === 'pay' && error.blocks[0].namespace === 'urn:x',
      )
  })

  it('that need not be understood, or is known, is passed over', () => {
    mustUnderstand(header('<x:pay xmlns:x="urn:x" s:mustUnderstand="0"/><x:pay xmlns:x="urn:x"/><x:pay xmlns:x="urn:x" mustUnderstand="1"/>'), nobody)
    mustUnderstand(header('<x:pay xmlns:x="urn:x" s:mustUnderstand="1"/>'), ({ name }) => name === 'pay')
  })

  it('for another actor or role is not ours, for the next one it is', () => {
    assert.deepEqual(header('<x:pay xmlns:x="urn:x" s:actor="urn:proxy" s:mustUnderstand="1"/>').blocks, [])
    assert.equal(header('<x:pay xmlns:x="urn:x" s:actor="http://schemas.xmlsoap.org/soap/actor/next"/>').blocks.length, 1)
    assert.deepEqual(header(`<x:pay xmlns:x="urn:x" e:role="${SOAP_12.namespace}/role/none" e:mustUnderstand="true"/>`, env12).blocks, [])
    for (const role of ['next', 'ultimateReceiver'])
      assert.throws(
        () => mustUnderstand(header(`<x:pay xmlns:x="urn:x" e:role="${SOAP_12.namespace}/role/${role}" e:mustUnderstand="true"/>`, env12), nobody),
        SoapError,
      )
  })
})

const blocks = (text: string): readonly XmlElement[] =>
  readXml(Buffer.from(`<h xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:wsse="${WSSE}" xmlns:wsu="${WSU}">${text}</h>`)).children.filter(
    (child): child is XmlElement => typeof child !== 'string',
  )
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'
const TYPE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#'

describe('WS-Addressing 1.0', () => {
  it('reads message id and action', () => {
    assert.deepEqual(readAddressing(blocks('<wsa:To>http://x</wsa:To><wsa:MessageID> urn:uuid:1 </wsa:MessageID><wsa:Action>urn:a</wsa:Action>')), {
      messageId: 'urn:uuid:1',
      action: 'urn:a',
    })
    assert.deepEqual(readAddressing(blocks('<MessageID>other</MessageID>')), {})
  })

  it('refuses what comes twice or is empty (SOAP Binding, 3.2)', () => {
    for (const text of [
      '<wsa:MessageID>1</wsa:MessageID><wsa:MessageID>1</wsa:MessageID>',
      '<wsa:Action>a</wsa:Action><wsa:Action>a</wsa:Action>',
      '<wsa:MessageID/>',
      '<wsa:Action><a/></wsa:Action>',
    ])
      assert.throws(() => readAddressing(blocks(text)), SoapError)
  })

  it('answers on the connection only (OnlyAnonymousAddressSupported)', () => {
    assert.deepEqual(readAddressing(blocks('<wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/anonymous</wsa:Address></wsa:ReplyTo>')), {})
    for (const name of ['ReplyTo', 'FaultTo'])
      assert.throws(() => readAddressing(blocks(`<wsa:${name}><wsa:Address>http://evil.example/</wsa:Address></wsa:${name}>`)), /on the connection only/)
  })
})

describe('WS-Security', () => {
  const token = (inside: string): string => `<wsse:Security><wsu:Timestamp/>${inside}</wsse:Security>`
  const password = (type: string): string =>
    `<wsse:UsernameToken><wsse:Username>mes</wsse:Username><wsse:Password${type}>secret</wsse:Password></wsse:UsernameToken>`

  it('reads a UsernameToken, whose password is text where it says nothing else (Profile 1.1, 3.1)', () => {
    for (const type of ['', ` Type="${TYPE}PasswordText"`])
      assert.deepEqual(readSecurity(blocks(token(password(type)))), { kind: 'text', username: 'mes', password: 'secret' })
  })

  it('says of a digest, and of other tokens, what they are', () => {
    const digest = { kind: 'digest', username: 'mes', digest: 'secret', nonce: undefined, created: undefined }
    assert.deepEqual(readSecurity(blocks(token(password(` Type="${TYPE}PasswordDigest"`)))), digest)
    const more = (nonce: string): string =>
      token(
        password(` Type="${TYPE}PasswordDigest"`).replace(
          '</wsse:UsernameToken>',
          `${nonce}<wsu:Created> 2026-09-14T08:00:00Z </wsu:Created></wsse:UsernameToken>`,
        ),
      )
    assert.deepEqual(readSecurity(blocks(more('<wsse:Nonce> AAECAwQFBgc= </wsse:Nonce>'))), {
      ...digest,
      nonce: 'AAECAwQFBgc=',
      created: '2026-09-14T08:00:00Z',
    })
    assert.deepEqual(readSecurity(blocks(more('<wsse:Nonce EncodingType="urn:hex">00</wsse:Nonce>'))), { kind: 'other', name: 'Nonce' })
    assert.deepEqual(readSecurity(blocks(token(password(' Type="urn:mine"')))), { kind: 'other', name: 'Password' })
    assert.deepEqual(readSecurity(blocks(token('<wsse:BinarySecurityToken/>'))), { kind: 'other', name: 'BinarySecurityToken' })
    assert.equal(readSecurity(blocks(token(''))), undefined)
    assert.equal(readSecurity([]), undefined)
  })

  it('refuses two tokens, two blocks of one, and a token without name or password', () => {
    for (const text of [token(password('') + password('')), token(password('')) + token(password('')), token('<wsse:UsernameToken/>')])
      assert.throws(() => readSecurity(blocks(text)), SoapError)
  })
})

describe('an answer', () => {
  const fault: Fault = { code: 'Client', subcode: { name: 'invalid', namespace: 'urn:busbar:soap' }, reason: 'No <that>.', detail: '<Problem xmlns="urn:b"/>' }
  const child = (element: XmlElement, ...path: string[]): XmlElement => {
    let at = element
    for (const name of path) {
      const found = at.children.find((each): each is XmlElement => typeof each !== 'string' && each.name === name)
      assert.ok(found, `no ${name} in ${at.name}`)
      at = found
    }
    return at
  }

  it('is read back as it was written, with what it relates to', () => {
    fc.assert(
      fc.property(fc.constantFrom(SOAP_11, SOAP_12), fc.string({ unit: fc.constantFrom('a', '&', '<', '>', '"', ']', 'é', '\u{1f600}') }), (version, id) => {
        const root = readXml(Buffer.from(writeEnvelope(version, '<a xmlns="urn:a">x</a>', { messageId: `m${id}`, action: 'urn:a' })))
        const envelope = readEnvelope(root)
        assert.equal(envelope.version, version)
        assert.equal(envelope.content.namespace, 'urn:a')
        assert.equal(textOf(child(root, 'Header', 'RelatesTo')), `m${id}`)
      }),
    )
    assert.ok(!writeEnvelope(SOAP_11, '<a/>').includes('Header'))
  })

  it('of SOAP 1.1 has code, string and detail, in no namespace (4.4)', () => {
    const { content } = readEnvelope(readXml(Buffer.from(writeFault(SOAP_11, fault))))
    assert.equal(content.name, 'Fault')
    assert.equal(textOf(child(content, 'faultcode')), 'soap:Client')
    assert.equal(child(content, 'faultcode').namespace, '')
    assert.equal(textOf(child(content, 'faultstring')), 'No <that>.')
    assert.equal(child(content, 'detail', 'Problem').namespace, 'urn:b')
  })

  it('of SOAP 1.2 says who must act and why more exactly (Part 1, 5.4)', () => {
    const { content } = readEnvelope(readXml(Buffer.from(writeFault(SOAP_12, fault))))
    assert.equal(textOf(child(content, 'Code', 'Value')), 'soap:Sender')
    const subcode = child(content, 'Code', 'Subcode', 'Value')
    assert.equal(textOf(subcode), 'p:invalid')
    assert.equal(subcode.prefixes['p'], 'urn:busbar:soap')
    assert.equal(textOf(child(content, 'Reason', 'Text')), 'No <that>.')
    assert.equal(child(content, 'Detail', 'Problem').namespace, 'urn:b')
    assert.match(writeFault(SOAP_12, { ...fault, code: 'Server' }), />soap:Receiver</)
  })

  it('names in SOAP 1.2 the versions it reads, and what was not understood (Part 1, 5.4.7, 5.4.8)', () => {
    const upgrade = readXml(Buffer.from(writeFault(SOAP_12, { ...fault, code: 'VersionMismatch' })))
    assert.equal(child(upgrade, 'Header', 'Upgrade').children.length, 2)
    const missed = readXml(Buffer.from(writeFault(SOAP_12, { ...fault, code: 'MustUnderstand', notUnderstood: [{ name: 'pay', namespace: 'urn:x' }] })))
    const block = child(missed, 'Header', 'NotUnderstood')
    assert.equal(block.attributes[0]?.value, 'q:pay')
    assert.equal(block.prefixes['q'], 'urn:x')
    assert.ok(!writeFault(SOAP_11, { ...fault, code: 'VersionMismatch' }).includes('Header'))
  })
})
