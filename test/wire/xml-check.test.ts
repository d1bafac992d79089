import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import type { ContractData } from '../../src/contract/data.ts'
import { defineContract, defineResource, t } from '../../src/contract/index.ts'
import { escapeAttribute, escapeText } from '../../src/codecs/xml/index.ts'
import { checkXml, xsdOf } from '../../src/wire/xml/index.ts'
import { xsdPattern } from '../../src/wire/xml/xsd/pattern.ts'
import { rich } from '../contract/rich.ts'

describe('what XML cannot say of a contract', () => {
  const codes = (data: ContractData): readonly string[] => checkXml(data).map(({ code, severity, place }) => `${severity} ${code} ${place}`)
  it('is nothing for an ordinary one', () => {
    assert.deepEqual(codes(rich.data), [])
  })
  it('is found: names of included records, patterns, values', () => {
    const Other = defineResource('Other', { key: { id: t.string() }, fields: {} })
    const Odd = defineResource('Odd', {
      key: { id: t.string() },
      fields: {
        other: t.ref(Other),
        otherRecord: t.string().optional(),
        word: t.string({ pattern: '^(?!x).*$' }),
        kind: t.enum('a', 'b\x01'),
        deep: t.list(t.object({ code: t.string({ pattern: '^\\p{Lu}$' }) })),
      },
    })
    const data = defineContract('odd', { version: 'v1', members: [Other, Odd] }).data
    assert.deepEqual(codes(data), [
      'error BB420 resources.Odd.fields.otherRecord',
      'warning BB421 resources.Odd.fields.word.pattern',
      'error BB422 resources.Odd.fields.kind.values',
      'warning BB421 resources.Odd.fields.deep.of.fields.code.pattern',
    ])
  })
})

describe('a pattern in XML Schema (Part 2, F)', () => {
  it('takes what the pattern takes, and for the usual ones nothing else', () => {
    const patterns = [
      '^[A-Z]{2}-[0-9]{1,4}$',
      '^(a|bc+)?[^x\\]-]*$',
      '^\\d+\\.\\w\\s?$',
      '^[\\u00e4-\\u00fc😀]$',
      '^a{2,}b{3}(?:c|d){0,2}$',
      'ab',
      '^ab',
      'a|b',
      '^[\\^$.*+?()|{}-]{1,2}$',
      '^(?<n>a)\\/$',
    ]
    for (const source of patterns) {
      const translated = xsdPattern(source)
      assert.notEqual(translated, undefined, source)
      const schema = XmlDocument.fromString(
        `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="${escapeAttribute(translated ?? '')}"/></xs:restriction></xs:simpleType></xs:element></xs:schema>`,
      )
      const validator = XsdValidator.fromDoc(schema)
      const fits = (text: string): boolean => {
        const document = XmlDocument.fromString(`<a>${escapeText(text)}</a>`)
        try {
          validator.validate(document)
          return true
        } catch {
          return false
        } finally {
          document.dispose()
        }
      }
      const exact = new RegExp(source, 'u')
      const some = fc.oneof(
        fc.stringMatching(new RegExp(source.replace('😀', ''))),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'x', '1', '.', '-', ']', 'A', 'ä', '😀', '^', '$', '/', ' '), maxLength: 6 }),
      )
      fc.assert(
        fc.property(
          some.filter((text) => !/[^\x20-\ud7ff😀]/u.test(text)),
          (text) => assert.equal(fits(text), exact.test(text), `${source} → ${translated}: ${JSON.stringify(text)}`),
        ),
        { numRuns: 50 },
      )
      validator.dispose()
      schema.dispose()
    }
  })
  it('is left out where XML Schema has no words for it', () => {
    for (const source of ['^(?=a)b$', '^(?<!a)b$', '(a)\\1', '\\bx', '^\\p{L}$', 'a^b', 'a$|b', '^a|b$', '^\\x01$', '^(?<n>a)\\k<n>$'])
      assert.equal(xsdPattern(source), undefined, source)
  })
  it('is in the schema of a contract', () => {
    assert.ok(xsdOf(rich.data).includes('<xs:pattern value="PO-[0-9]{8}"/>'))
  })
})
