import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import {
  escapeAttribute,
  escapeText,
  readXml,
  readXmlInPieces,
  replaceUnsayable,
  XmlError,
  type XmlElement,
  type XmlErrorCode,
  type XmlLimits,
  XML_PIECE,
} from '../../src/codecs/xml/index.ts'

const read = (text: string, limits?: Partial<XmlLimits>): XmlElement => readXml(Buffer.from(text), limits)
const refused = (
  code: XmlErrorCode,
  bytes: Uint8Array | string,
  more: { limits?: Partial<XmlLimits>; charset?: string; line?: number; column?: number } = {},
): void =>
  assert.throws(
    () => readXml(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, more.limits, more.charset),
    (error) => {
      assert.ok(error instanceof XmlError, String(error))
      assert.equal(error.code, code, error.message)
      if (more.line !== undefined) assert.equal(error.line, more.line)
      if (more.column !== undefined) assert.equal(error.column, more.column)
      return true
    },
  )

describe('XML that is read', () => {
  it('is a tree of names without prefixes (Namespaces in XML 1.0, 6)', () => {
    const a = read('<p:a xmlns:p="urn:p" xmlns="urn:d" x="1" p:y="2"><b/><p:c xmlns:p="urn:q">t</p:c><d xmlns=""/></p:a>')
    assert.deepEqual([a.name, a.namespace], ['a', 'urn:p'])
    assert.deepEqual(a.attributes, [
      { name: 'x', namespace: '', value: '1' },
      { name: 'y', namespace: 'urn:p', value: '2' },
    ])
    assert.deepEqual(
      a.children.map((child) => (typeof child === 'string' ? child : [child.name, child.namespace, child.children])),
      [
        ['b', 'urn:d', []],
        ['c', 'urn:q', ['t']],
        ['d', '', []],
      ],
    )
  })
  it('has the prefixes in scope at each element, for names in content', () => {
    const [b] = read('<a xmlns="urn:d" xmlns:p="urn:p"><b xmlns:p="urn:q"/></a>').children
    assert.ok(typeof b === 'object')
    assert.deepEqual(
      [b.prefixes[''], b.prefixes['p'], b.prefixes['xml'], b.prefixes['toString']],
      ['urn:d', 'urn:q', 'http://www.w3.org/XML/1998/namespace', undefined],
    )
  })
  it('has one text where CDATA, references and comments stood side by side', () => {
    assert.deepEqual(read('<a>1 &lt; <!-- no -->2 <![CDATA[& <3>]]>&#x41;&#66;&amp;&gt;&quot;&apos;</a>').children, ['1 < 2 & <3>AB&>"\''])
  })
  it('keeps white space in text, and makes line ends line feeds (XML 1.0, 2.11)', () => {
    assert.deepEqual(read('<a> x\r\ny\rz&#13; </a>').children, [' x\ny\nz\r '])
  })
  it('has a space for white space in an attribute, unless it is written as a reference (XML 1.0, 3.3.3)', () => {
    assert.equal(read('<a b="x\n\ty&#10;z"/>').attributes[0]?.value, 'x  y\nz')
  })
  it('is not disturbed by names that objects have', () => {
    const a = read('<__proto__ xmlns:constructor="urn:c" __proto__="1" constructor:toString="2"><__proto__/></__proto__>')
    assert.equal(a.name, '__proto__')
    assert.deepEqual(a.attributes, [
      { name: '__proto__', namespace: '', value: '1' },
      { name: 'toString', namespace: 'urn:c', value: '2' },
    ])
    assert.equal(({} as { [name: string]: unknown })['1'], undefined)
    refused('malformed', '<a>&constructor;</a>')
    refused('malformed', '<a>&__proto__;</a>')
    refused('malformed', '<toString:a/>')
  })
  it('may declare itself XML 1.1, and is read as 1.0 all the same (XML 1.0, 2.8)', () => {
    assert.equal(read('<?xml version="1.1"?><a/>').name, 'a')
    refused('malformed', '<?xml version="1.1"?><a>&#1;</a>')
  })

  it('is refused where it is not well-formed, with the place', () => {
    for (const text of [
      '',
      ' ',
      'x',
      '<a',
      '<a>',
      '</a>',
      '<a></b>',
      '<a/><b/>',
      '<a/>x',
      '<a b="1" b="2"/>',
      '<a b=1/>',
      '<a b/>',
      '<a b="<"/>',
      '<a>]]></a>',
    ])
      refused('malformed', text)
    for (const text of [
      '<a>&foo;</a>',
      '<a>&</a>',
      '<a>&#0;</a>',
      '<a>&#xD800;</a>',
      '<a>&#x110000;</a>',
      '<a>\0</a>',
      '<a>\x01</a>',
      '<a>\ufffe</a>',
      '<a><!-- -- --></a>',
    ])
      refused('malformed', text)
    for (const text of [
      '<p:a/>',
      '<a p:b="1"/>',
      '<a xmlns:p=""/>',
      '<a:b:c xmlns:a="u"/>',
      '<a xmlns:x="u" xmlns:y="u" x:b="" y:b=""/>',
      '<a xmlns:xmlns="u"/>',
      ' <?xml version="1.0"?><a/>',
    ])
      refused('malformed', text)
    refused('malformed', '<a>\n  <b>\n</a>', { line: 3 })
  })
  it('has no processing instructions (SOAP 1.2 Part 1, 5)', () => {
    refused('malformed', '<?xml-stylesheet href="x"?><a/>')
    refused('malformed', '<a><?php x ?></a>')
  })
  it('has no document type declaration, whatever stands in front of it', () => {
    const billion = `<!DOCTYPE a [<!ENTITY a "aa">${Array.from({ length: 20 }, (_, i) => `<!ENTITY a${i} "${`&a${i};`.repeat(10)}">`).join('')}]><a>&a20;</a>`
    for (const text of [
      billion,
      '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
      '<!DOCTYPE a PUBLIC "x" "http://127.0.0.1:1/"><a/>',
      '<!DOCTYPE a [<!ENTITY % x SYSTEM "y">%x;]><a/>',
    ])
      refused('doctype', text)
    refused('doctype', '<?xml version="1.0"?>\n<!-- x -->\n <!DOCTYPE', { line: 3, column: 2 })
    refused('doctype', '<!doctype html><html></html>')
    assert.deepEqual(read('<a><![CDATA[<!DOCTYPE a>]]></a>').children, ['<!DOCTYPE a>'])
    refused('malformed', '<a><!DOCTYPE a></a>')
  })
})

describe('the encoding of XML', () => {
  const utf16 = (text: string, big: boolean): Buffer => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
    return big ? bytes.swap16() : bytes
  }
  it('is UTF-8, with or without a byte order mark', () => {
    assert.deepEqual(read('<a>ä€😀</a>').children, ['ä€😀'])
    assert.deepEqual(read('\ufeff<?xml version="1.0" encoding="utf-8"?><a>ä</a>').children, ['ä'])
    assert.deepEqual(readXml(Buffer.from('<a>ä</a>'), {}, 'UTF-8').children, ['ä'])
  })
  it('may be UTF-16 with a mark, which says the byte order', () => {
    for (const big of [false, true]) {
      assert.deepEqual(readXml(utf16('<?xml version="1.0" encoding="UTF-16"?><a>ä😀</a>', big)).children, ['ä😀'])
      assert.deepEqual(readXml(utf16('<a>ä</a>', big), {}, 'utf-16').children, ['ä'])
      assert.deepEqual(readXml(utf16('<a>ä</a>', big), {}, big ? 'utf-16be' : 'utf-16le').children, ['ä'])
    }
  })
  it('may be ISO-8859-1 where it says so', () => {
    assert.deepEqual(readXml(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>ä</a>', 'latin1')).children, ['ä'])
    assert.deepEqual(readXml(Buffer.from('<a>ä</a>', 'latin1'), {}, 'iso-8859-1').children, ['ä'])
  })
  it('is refused where mark, declaration and transport do not agree, or the bytes are of another', () => {
    refused('charset', utf16('<?xml version="1.0" encoding="UTF-8"?><a/>', false))
    refused('charset', utf16('<a/>', false), { charset: 'utf-8' })
    refused('charset', utf16('<a/>', false), { charset: 'utf-16be' })
    refused('charset', '\ufeff<?xml version="1.0" encoding="ISO-8859-1"?><a/>')
    refused('charset', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', { charset: 'utf-8' })
    refused('charset', '<?xml version="1.0" encoding="UTF-16"?><a/>')
    refused('charset', Buffer.from('<a/>', 'utf16le'))
    refused('charset', Buffer.from('<a>ä</a>', 'latin1'))
    refused('charset', Buffer.from('<a>ä</a>'), { charset: 'us-ascii' })
    refused('charset', Buffer.from([0xff, 0xfe, 0x3c, 0x00, 0x00, 0xd8, 0x3e, 0x00]))
  })
  it('is refused by name where it is none of these', () => {
    for (const name of ['UTF-7', 'UTF-32', 'EBCDIC-CP-US', 'ISO-8859-15', 'toString', '__proto__']) {
      refused('charset', '<a/>', { charset: name })
      refused('charset', `<?xml version="1.0" encoding="${name}"?><a/>`)
    }
    assert.throws(() => readXml(Buffer.from('<a/>'), {}, 'UTF-7'), /"UTF-7"/)
  })
})

describe('XML that would cost too much', () => {
  it('has at most so many bytes, levels, attributes and elements', () => {
    assert.equal(read('<a>12</a>', { bytes: 9 }).name, 'a')
    refused('too-large', '<a>123</a>', { limits: { bytes: 9 } })
    assert.equal(read('<a><b/></a>', { depth: 2 }).name, 'a')
    refused('too-deep', '<a><b><c/></b></a>', { limits: { depth: 2 } })
    assert.equal(read('<a x="" y=""/>', { attributes: 2 }).name, 'a')
    refused('too-many-attributes', '<a x="" y="" xmlns:z="u"/>', { limits: { attributes: 2 } })
    refused('too-many-attributes', '<a x=""><b x=""/><b x=""/></a>', { limits: { allAttributes: 2 } })
    assert.equal(read('<a><b/></a>', { elements: 2 }).name, 'a')
    refused('too-large', '<a><b/><b/></a>', { limits: { elements: 2 } })
  })

  const most = 1_048_576
  const full = (piece: string, around: readonly [string, string]): string =>
    around[0] + piece.repeat(Math.floor((most - around[0].length - around[1].length) / piece.length)) + around[1]
  const deep = Array.from({ length: 63 }, (_, i) => `<b ${Array.from({ length: 64 }, (__, j) => `xmlns:p${i}_${j}="u"`).join(' ')}>`).join('')
  const hostile: { readonly [name: string]: { readonly text: string; readonly code?: XmlErrorCode } } = {
    'a quadratic blow-up': { text: `<!DOCTYPE a [<!ENTITY x "${'x'.repeat(5000)}">]><a>${'&x;'.repeat(1000)}</a>`, code: 'doctype' },
    'a document type without end': { text: full('<!ENTITY x "y">', ['<!DOCTYPE a [', '']), code: 'doctype' },
    'numeric references': { text: full('&#65;', ['<a>', '</a>']) },
    'numeric references in an attribute': { text: full('&#65;', ['<a b="', '"/>']) },
    'attributes': { text: `<a ${Array.from({ length: 100_000 }, (_, i) => `a${i}=""`).join(' ')}/>`, code: 'too-many-attributes' },
    'nesting': { text: full('<a>', ['', '']), code: 'too-deep' },
    'elements': { text: full('<b/>', ['<a>', '</a>']), code: 'too-large' },
    'comments': { text: full('x<!---->', ['<a>', '</a>']) },
    'CDATA sections': { text: full('<![CDATA[x]]>', ['<a>', '</a>']) },
    'line ends': { text: full('\r', ['<a>', '</a>']) },
    'an open comment': { text: full('x', ['<a><!--', '']), code: 'malformed' },
    'an open CDATA section': { text: full(']', ['<a><![CDATA[', '']), code: 'malformed' },
    'an open attribute': { text: full('x', ['<a b="', '']), code: 'malformed' },
    'an open tag': { text: full('a', ['<', '']), code: 'malformed' },
    'an open instruction': { text: full('?', ['<?x ', '']), code: 'malformed' },
    'an open reference': { text: full('1', ['<a>&#', '']), code: 'malformed' },
    'white space alone': { text: full(' ', ['', '']), code: 'malformed' },
    'prefixes around many elements': { text: `${deep}${'<p0_0:c/>'.repeat(40_000)}${'</b>'.repeat(63)}` },
    'prefixes around declarations': { text: `${deep}${'<c xmlns:q="v"/>'.repeat(5900)}${'</b>'.repeat(63)}` },
  }
  for (const [name, { text, code }] of Object.entries(hostile)) {
    it(`is answered soon: ${name}`, () => {
      const bytes = Buffer.from(text)
      const before = process.cpuUsage()
      if (code) refused(code, bytes)
      else assert.ok(readXml(bytes))
      const { user } = process.cpuUsage(before)
      // Linear in the bytes, of which there are 1 MiB at most; a wide bound, since the tests share their cores.
      assert.ok(user < 1_000_000, `took ${user / 1000} ms`)
    })
  }
})

describe('XML, whatever it is', () => {
  it('is read, or refused with an XmlError, for any bytes', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      ' ',
      '="',
      '"',
      "'",
      '&',
      ';',
      '#',
      'x',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?xml ',
      '?>',
      '<!DOCTYPE',
      ':',
      'xmlns',
      '\0',
      '\ufffe',
      'ä',
      '😀',
      '<a>',
      '</a>',
    )
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(pieces, { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''))),
      fc.array(pieces, { maxLength: 40 }).map((parts) => Buffer.from(`\ufeff<a>${parts.join('')}</a>`, 'utf16le')),
    )
    fc.assert(
      fc.property(bytes, fc.option(fc.constantFrom('utf-8', 'utf-16', 'latin1', 'x'), { nil: undefined }), (input, charset) => {
        try {
          readXml(input, { depth: 4, attributes: 3, elements: 10 }, charset)
        } catch (error) {
          if (!(error instanceof XmlError)) throw error
        }
      }),
      { numRuns: 3000 },
    )
  })

  const TRICKY =
    '<p:a xmlns:p="urn:p" x="1&#x41;&amp;2" y=\'"\'>t\r\n&lt;&#128512;😀<!-- - >--><![CDATA[]] ]>&<]]>x]] ><b/> <d xmlns=""\r\n  z = "a\tb"></d  ></p:a>'
  /** With `TRICKY` across the end of the first piece, so that it is cut behind its first `cut` characters. */
  const cutAt = (cut: number, tail = ''): string => `<r>${'x'.repeat(XML_PIECE - 3 - cut)}${TRICKY}${'y'.repeat(XML_PIECE)}${tail}</r>`
  const turned = async (text: string): Promise<{ readonly root: XmlElement; readonly turns: number }> => {
    let turns = 0
    const root = await readXmlInPieces(Buffer.from(text), { turn: () => Promise.resolve(void turns++) })
    return { root, turns }
  }

  it('is the same in pieces, wherever one ends', async () => {
    for (let cut = 0; cut <= TRICKY.length; cut++) {
      const { root, turns } = await turned(cutAt(cut))
      assert.equal(turns, 2)
      assert.equal(JSON.stringify(root), JSON.stringify(read(cutAt(cut))), `cut behind ${TRICKY.slice(0, cut)}`)
    }
  })

  it('is refused at the same place and for the same reason in pieces', async () => {
    for (const wrong of ['</q>', '<a b="<"/>', '&nbsp;', '<?p i?>', '<!DOCTYPE x>', '\u0000', '<a b="1" b="2"/>', '<x:y/>'])
      for (const cut of [0, 5, TRICKY.length, TRICKY.length + 1]) {
        const text = cutAt(cut, `\n\n  ${wrong}`)
        const refusal = (error: unknown): unknown => {
          assert.ok(error instanceof XmlError, String(error))
          const { code, line, column } = error
          return { code, line, column }
        }
        let whole: unknown
        assert.throws(
          () => read(text),
          (error) => ((whole = refusal(error)), true),
        )
        await assert.rejects(turned(text), (error) => (assert.deepEqual(refusal(error), whole), true))
      }
  })

  it('lets others run between its pieces', async () => {
    const { turns } = await turned(`<r>${'<a/>'.repeat(90_000)}</r>`)
    assert.equal(turns, Math.ceil((90_000 * 4 + 7) / XML_PIECE) - 1)
  })

  it('is read as it was written', () => {
    const text = fc.string({ unit: 'binary' }).map(replaceUnsayable)
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,5}$/)
    const tree = fc.letrec<{ element: { name: string; attributes: [string, string][]; children: unknown[] } }>((tie) => ({
      element: fc.record({
        name,
        attributes: fc.uniqueArray(fc.tuple(name, text), { selector: ([key]) => key, maxLength: 3 }).filter((list) => list.every(([key]) => key !== 'xmlns')),
        children: fc.array(fc.oneof({ maxDepth: 3 }, text, tie('element')), { maxLength: 4 }),
      }),
    })).element
    type Tree = { name: string; attributes: [string, string][]; children: unknown[] }
    const write = (one: Tree): string =>
      `<${one.name}${one.attributes.map(([key, value], i) => (i % 2 ? ` ${key}='${escapeAttribute(value)}'` : ` ${key}="${escapeAttribute(value)}"`)).join('')}>${one.children.map((child) => (typeof child === 'string' ? escapeText(child) : write(child as Tree))).join('')}</${one.name}>`
    const joined = (children: unknown[]): unknown[] => {
      const out: unknown[] = []
      for (const child of children) {
        if (typeof child !== 'string') out.push(plain(child as Tree))
        else if (typeof out.at(-1) === 'string') out.push(`${out.pop() as string}${child}`)
        else if (child !== '') out.push(child)
      }
      return out
    }
    const plain = (one: Tree): unknown => ({ name: one.name, attributes: one.attributes, children: joined(one.children) })
    const seen = (one: XmlElement): unknown => ({
      name: one.name,
      attributes: one.attributes.map((attribute) => [attribute.name, attribute.value]),
      children: one.children.map((child) => (typeof child === 'string' ? child : seen(child))),
    })
    fc.assert(fc.property(tree, (one) => assert.deepEqual(seen(read(write(one))), plain(one))))
  })

  it('cannot say control characters: writing them is an error, or a replacement', () => {
    for (const text of ['\0', '\x1f', '\ufffe', '\uffff', '\ud800', 'a\udc00']) {
      assert.throws(() => escapeText(text), XmlError)
      assert.throws(() => escapeAttribute(text), XmlError)
    }
    assert.equal(replaceUnsayable('a\0b\ud800c😀\ufffe\t\r\n'), 'a\ufffdb\ufffdc😀\ufffd\t\r\n')
    assert.equal(escapeText('a<b>&"\'\r\n\t😀'), 'a&lt;b&gt;&amp;"\'&#13;\n\t😀')
    assert.equal(escapeAttribute('a<"\'\n\t\r'), 'a&lt;&quot;&apos;&#10;&#9;&#13;')
  })
})
