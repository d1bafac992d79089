import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readXml } from '../../src/codecs/xml/index.ts'
import { t } from '../../src/contract/index.ts'
import { schemasOf } from '../../src/contract/t.ts'
import { WireRefusal } from '../../src/wire/problem.ts'
import { decodeFields, decodeValue } from '../../src/wire/xml/index.ts'

const NS = 'urn:busbar:plant:v2'
const fields = schemasOf({
  line: t.string().optional(),
  count: t.integer().optional(),
  weight: t.float().optional(),
  quantity: t.decimal({ precision: 12, scale: 3 }).optional(),
  urgent: t.boolean().optional(),
  due: t.instant().optional(),
  plannedOn: t.date().optional(),
  cycle: t.duration().optional(),
  kind: t.enum('raw', 'finished').optional(),
  drawing: t.bytes().optional(),
  price: t.money().optional(),
  size: t.object({ length: t.float(), width: t.float().optional() }).optional(),
  tags: t.list(t.string()).optional(),
  grid: t.list(t.list(t.integer())).optional(),
  attributes: t.map(t.decimal({ precision: 5, scale: 2 }).nullable()).optional(),
  extra: t.json().optional(),
  material: t.ref('Material').optional(),
})

const read = (
  inner: string,
  around = `xmlns="${NS}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema"`,
): unknown => decodeFields(readXml(Buffer.from(`<Input ${around}>${inner}</Input>`)), fields, { namespace: NS })
const refused = (inner: string, pointer: string, words: RegExp): void =>
  assert.throws(
    () => read(inner),
    (error) => {
      assert.ok(error instanceof WireRefusal, String(error))
      assert.equal(error.problem.code, 'malformed')
      assert.equal(error.problem.errors?.[0]?.pointer, pointer)
      assert.match(error.problem.errors[0].detail, words)
      return true
    },
  )

describe('XML that is read by a contract', () => {
  it('becomes the JSON that REST would be given', () => {
    assert.deepEqual(
      read(`<line>L 1</line><count>12</count><weight>1.5E2</weight><quantity>1.50</quantity><urgent>true</urgent><due>2026-01-01T00:00:00Z</due>
        <kind>raw</kind><price><amount>3.20</amount><currency>EUR</currency></price><size><width>2</width><length>1</length></size>
        <tags><item>a</item><item/></tags><grid><item><item>1</item></item><item/></grid><attributes><entry key="a b">1</entry></attributes>
        <extra>{"a": [1, "&lt;"]}</extra><material>M-1</material>`),
      {
        line: 'L 1',
        count: 12,
        weight: 150,
        quantity: '1.50',
        urgent: true,
        due: '2026-01-01T00:00:00Z',
        kind: 'raw',
        price: { amount: '3.20', currency: 'EUR' },
        size: { width: 2, length: 1 },
        tags: ['a', ''],
        grid: [[1], []],
        attributes: { 'a b': '1' },
        extra: { a: [1, '<'] },
        material: 'M-1',
      },
    )
  })
  it('is one value, where one is asked for, with the place it is told', () => {
    const element = (text: string): Parameters<typeof decodeValue>[0] => readXml(Buffer.from(text))
    assert.equal(decodeValue(element('<a> 7 </a>'), { kind: 'integer' }, { namespace: NS }), 7)
    assert.throws(() => decodeValue(element('<a b="1"/>'), { kind: 'string' }, { namespace: NS, pointer: '/lines/0' }), /'\/lines\/0' has the attribute 'b'/)
  })
  it('may use any prefix, none, or no namespace at all; comments and CDATA mean nothing', () => {
    const same = { line: 'a<b', tags: ['x'] }
    assert.deepEqual(read(`<line><![CDATA[a<]]>b</line><!-- x --><tags><item>x</item></tags>`), same)
    assert.deepEqual(read(`<q:tags xmlns:q="${NS}"><q:item>x</q:item></q:tags><p:line>a&lt;b</p:line>`, `xmlns:p="${NS}"`), same)
    assert.deepEqual(read('<line>a&lt;b</line><tags><item>x</item></tags>', ''), same)
  })
  it('tells null, empty and absent apart', () => {
    assert.deepEqual(read('<line xsi:nil="true"/><tags xsi:nil="1"/><size xsi:nil="true"></size>'), { line: null, tags: null, size: null })
    assert.deepEqual(read('<line/><tags/><size/><attributes/><drawing/>'), { line: '', tags: [], size: {}, attributes: {}, drawing: '' })
    assert.deepEqual(read('<line xsi:nil="false">x</line>'), { line: 'x' })
    assert.deepEqual(read(''), {})
    assert.deepEqual(read('<attributes><entry key="a" xsi:nil="true"/></attributes><tags><item xsi:nil="true"/></tags>'), {
      attributes: { a: null },
      tags: [null],
    })
    refused('<line xsi:nil="true">x</line>', '/line', /xsi:nil and has content/)
    refused('<line xsi:nil="yes"/>', '/line', /neither true nor false/)
  })
  it('has no white space around anything but text', () => {
    assert.deepEqual(
      read('<line> a </line><count>\n 1\t</count><quantity> 1 </quantity><urgent> 1 </urgent><kind> raw </kind><due> x </due><drawing> AA\n== </drawing>'),
      {
        line: ' a ',
        count: 1,
        quantity: '1',
        urgent: true,
        kind: 'raw',
        due: 'x',
        drawing: 'AA==',
      },
    )
  })
  it('has numbers as XML Schema writes them, and text where they are none, for the kernel to refuse', () => {
    const quantities: readonly (readonly [string, string])[] = [
      ['+1.5', '1.5'],
      ['007', '7'],
      ['-00.50', '-0.50'],
      ['.5', '0.5'],
      ['1.', '1'],
      ['0', '0'],
      ['1e3', '1e3'],
      ['.', '.'],
      ['', ''],
      ['1,5', '1,5'],
    ]
    for (const [written, value] of quantities) assert.deepEqual(read(`<quantity>${written}</quantity>`), { quantity: value }, written)
    for (const [written, value] of [
      ['+5', 5],
      ['007', 7],
      ['-0', -0],
      ['1.0', '1.0'],
      ['9007199254740993', '9007199254740993'],
      ['', ''],
      ['0x10', '0x10'],
    ] as const)
      assert.deepEqual(read(`<count>${written}</count>`), { count: value }, written)
    for (const [written, value] of [
      ['.5', 0.5],
      ['1e-7', 1e-7],
      ['INF', 'INF'],
      ['NaN', 'NaN'],
      ['1e999', '1e999'],
      ['Infinity', 'Infinity'],
    ] as const)
      assert.deepEqual(read(`<weight>${written}</weight>`), { weight: value }, written)
    for (const [written, value] of [
      ['1', true],
      ['0', false],
      ['TRUE', 'TRUE'],
      ['yes', 'yes'],
    ] as const)
      assert.deepEqual(read(`<urgent>${written}</urgent>`), { urgent: value }, written)
  })
  it('has instants, dates and durations as they were written: without an offset an instant is none', () => {
    assert.deepEqual(read('<due>2026-01-01T00:00:00</due><plannedOn>2026-01-01Z</plannedOn><cycle>P1Y</cycle>'), {
      due: '2026-01-01T00:00:00',
      plannedOn: '2026-01-01Z',
      cycle: 'P1Y',
    })
  })
  it('has members that nobody knows, for the kernel to refuse with their place', () => {
    assert.deepEqual(read('<lien>x</lien><size><depth>1</depth></size><line><b>x</b></line><size2/>'), {
      lien: 'x',
      size: { depth: '1' },
      line: { b: 'x' },
      size2: '',
    })
    assert.deepEqual(read('<size>big</size><tags>a b</tags><attributes>x</attributes>'), { size: 'big', tags: 'a b', attributes: 'x' })
    const [name] = Object.keys(read('<__proto__>x</__proto__>') as object)
    assert.equal(name, '__proto__')
    assert.deepEqual(read('<line xmlns="urn:busbar:plant:v1">x</line>'), { '{urn:busbar:plant:v1}line': 'x' })
  })
  it('passes over elements and attributes of other namespaces', () => {
    assert.deepEqual(read('<line xml:lang="de" o:x="1">x</line><o:line>y</o:line><tags><o:a/><item>x</item></tags>', `xmlns="${NS}" xmlns:o="urn:other"`), {
      line: 'x',
      tags: ['x'],
    })
  })
  it('may repeat the declared type in xsi:type, and no other', () => {
    assert.deepEqual(read('<line xsi:type="xs:string">x</line><count xsi:type="xs:int">1</count><due xsi:type="xs:dateTime">x</due>'), {
      line: 'x',
      count: 1,
      due: 'x',
    })
    assert.deepEqual(read('<line i:type="s:string" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:s="http://www.w3.org/2001/XMLSchema">x</line>'), {
      line: 'x',
    })
    refused('<line xsi:type="xs:int">1</line>', '/line', /another xsi:type than the declared one \(xs:string\)/)
    refused('<line xsi:type="other:string">1</line>', '/line', /another xsi:type/)
    refused('<line xsi:type="string">1</line>', '/line', /another xsi:type/)
    refused('<size xsi:type="xs:string"/>', '/size', /another xsi:type/)
  })
  it('is refused where no JSON could stand for it', () => {
    refused('<line>a</line><line>b</line>', '/line', /came twice/)
    refused('<size><length>1</length><length>2</length></size>', '/size/length', /came twice/)
    refused('<tags><tag>a</tag></tags>', '/tags', /each entry is an <item>/)
    refused('<tags>x<item>a</item></tags>', '/tags', /text between/)
    refused('<size>x<length>1</length></size>', '/size', /text between/)
    refused('<attributes><entry>1</entry></attributes>', '/attributes', /without a key/)
    refused('<attributes><a>1</a></attributes>', '/attributes', /holds <entry key=/)
    refused('<attributes><entry key="a/b">1</entry><entry key="a/b">2</entry></attributes>', '/attributes/a~1b', /came twice/)
    refused('<quantity unit="kg">1</quantity>', '/quantity', /attribute 'unit'/)
    refused('<grid><item/><item><item key="1"/></item></grid>', '/grid/1/0', /attribute 'key'/)
    refused('<extra>{"a":1,"a":2}</extra>', '/extra/a', /cannot be read as such/)
    refused('<extra>{</extra>', '/extra', /cannot be read as such/)
  })
})
