import { parts } from '../part-contract.ts'
import type { Asked, Scenario, Step } from '../scenario.ts'

const create = (input: { readonly [field: string]: unknown }): Asked => ({ operation: 'Part.create', input })
const get = (key: string): Asked => ({ operation: 'Part.get', key })
const update = (key: string, input: unknown): Asked => ({ operation: 'Part.update', key, input })

/** Each value is created, read back, and patched in; then what does not fit is refused with its place. */
function holds(field: string, of: { readonly values: readonly unknown[]; readonly refused: readonly unknown[] }): readonly Step[] {
  return [
    ...of.values.flatMap((value, i): readonly Step[] => [
      { call: create({ id: `${field}-${i}`, [field]: value }), expect: { created: true, record: { [field]: value } } },
      { call: get(`${field}-${i}`), expect: { record: { [field]: value }, revision: 1 } },
    ]),
    { call: create({ id: field }), expect: { fields: ['id', 'revision', 'createdAt', 'updatedAt'] } },
    { call: update(field, { [field]: of.values[0] }), expect: { record: { [field]: of.values[0] }, revision: 2 } },
    ...of.refused.map((value): Step => ({ call: create({ id: 'wrong', [field]: value }), expect: { code: 'invalid', errors: [`/${field}`] } })),
    { call: update(field, { [field]: null }), expect: { fields: ['id', 'revision', 'createdAt', 'updatedAt'], revision: 3 } },
    { call: get('wrong'), expect: { code: 'not-found' } },
  ]
}

function scenario(name: string, ...steps: readonly (readonly Step[])[]): Scenario {
  return { name, contract: parts, steps: steps.flat() }
}

/** Values of every type, at their edges: what was given comes back, to the last digit and character. */
export const typeScenarios: readonly Scenario[] = [
  scenario(
    'Decimals come back as they were written, to the last digit',
    holds('weight', {
      values: ['0', '-0.0000000001', '9999999999999999999999999999.9999999999', '-9999999999999999999999999999', '1.50', '100'],
      refused: ['10000000000000000000000000000', '0.00000000001', 'NaN', 'Infinity', 'one', true],
    }),
    holds('rounded', { values: ['-100', '0', '99999'], refused: ['-101', '100000', '1.0'] }),
    holds('limits', { values: [{ low: '0.10', high: '9999.99' }], refused: [] }),
  ),
  scenario(
    'Numbers are exact: integers to the last one that JSON can say, others to the last bit',
    holds('count', {
      values: [0, -1, 2147483647, 2147483648, -2147483649, 9007199254740991, -9007199254740991],
      refused: [1.5],
    }),
    holds('small', { values: [-5, 0, 5], refused: [-6, 6] }),
    holds('ratio', {
      values: [0, 0.1, -1.5, 1e-7, 1.7976931348623157e308, 5e-324, 123456789.125],
      refused: [],
    }),
    holds('tested', { values: [true, false], refused: [] }),
  ),
  scenario(
    'Instants, dates, times, local times and durations keep what they were written with',
    holds('made', {
      values: [
        '2026-09-14T08:00:00Z',
        '2026-09-14T10:00:00.123456789+02:00',
        '2024-02-29T23:59:59.000-12:00',
        '0001-01-02T00:00:00Z',
        '9999-12-30T23:59:59.999999999Z',
        '2026-01-01T00:00:00+05:45',
      ],
      refused: ['2026-09-14', '2026-02-30T00:00:00Z', '2026-09-14T08:00:00', '2026-09-14T25:00:00Z', 'yesterday'],
    }),
    holds('day', { values: ['2026-09-14', '2024-02-29'], refused: ['2023-02-29', '2026-9-14', '2026-09-14Z'] }),
    holds('shift', { values: ['00:00:00', '23:59:59', '06:30:00.5'], refused: ['24:00:00', '6:30'] }),
    holds('handover', {
      values: [
        { local: '2026-10-25T02:30:00', zone: 'Europe/Berlin' },
        { local: '2026-01-01T00:00:00.25', zone: 'UTC' },
      ],
      refused: [],
    }),
    holds('cycle', {
      values: ['PT90S', 'P1Y2M3DT4H5M6.789S', 'P1W', 'PT0S'],
      refused: ['90 s', 'P', '-PT1S'],
    }),
  ),
  scenario(
    'Values of a closed set, identifiers and bytes come back, or are refused',
    holds('kind', { values: ['raw', 'semi-finished', '3D print', 'null'], refused: ['RAW', ''] }),
    holds('batch', { values: ['0190a1b2-0000-7000-8000-0123456789ab'], refused: ['0190a1b2'] }),
    holds('drawing', {
      values: ['', 'AA==', '//79', Buffer.from('<x>&]]></x>').toString('base64')],
      refused: ['A', '!!!!', Buffer.alloc(65).toString('base64')],
    }),
  ),
  scenario(
    'Money and quantities are amounts with their unit',
    holds('price', {
      values: [
        { amount: '10.00', currency: 'EUR' },
        { amount: '-99999999.9999', currency: 'JPY' },
      ],
      refused: [],
    }),
    holds('size', {
      values: [
        { value: '1.5', unit: 'kg' },
        { value: '-40', unit: '[degF]' },
        { value: '9.81', unit: 'm/s2' },
      ],
      refused: [],
    }),
  ),
  scenario(
    'Lists, objects and maps keep their order, what is empty and what is not there',
    holds('tags', {
      values: [['b', 'a', 'b'], [], [''], ['<', '&amp;', ' x ']],
      refused: [['a', 'b', 'c', 'd', 'e']],
    }),
    holds('steps', {
      values: [[{ name: 'saw', minutes: 5 }, { name: 'drill' }, { name: '', minutes: 0 }], []],
      refused: [],
    }),
    holds('attributes', {
      values: [{ 'a b': '1', 'ü/~.$#': '2', '<&>"\'': ']]>' }, {}, { toString: 'x', xmlns: 'y' }],
      refused: [{ a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' }],
    }),
  ),
  scenario(
    'JSON is kept as it is',
    holds('extra', {
      values: [{ a: [1, 2.5, '3', null, true, { b: [] }], empty: {} }, [], 'text', '12', 12, false, { 'nested "quotes" <&>': '\\ \u2028 ]]>' }],
      refused: [],
    }),
  ),
  {
    name: 'What is wrong is pointed at wherever it is, all of it at once',
    contract: parts,
    steps: [
      { call: create({ id: 'p', box: { length: '1.234' } }), expect: { code: 'invalid', errors: ['/box/length'] } },
      { call: create({ id: 'p', box: { label: 'x' } }), expect: { code: 'invalid', errors: ['/box/length'] } },
      { call: create({ id: 'p', box: { length: '1', corners: [1, 1.5, 2] } }), expect: { code: 'invalid', errors: ['/box/corners/1'] } },
      {
        call: create({ id: 'p', steps: [{ name: 'a' }, { name: 'b', minutes: -1 }, {}] }),
        expect: { code: 'invalid', errors: ['/steps/1/minutes', '/steps/2/name'] },
      },
      { call: create({ id: 'p', price: { amount: '1.23456', currency: 'EUR' } }), expect: { code: 'invalid', errors: ['/price/amount'] } },
      { call: create({ id: 'p', price: { amount: '1', currency: 'euro' } }), expect: { code: 'invalid', errors: ['/price/currency'] } },
      { call: create({ id: 'p', size: { value: '1', unit: 'stone' } }), expect: { code: 'invalid', errors: ['/size/unit'] } },
      { call: create({ id: 'p', handover: { local: '2026-01-01T00:00:00', zone: 'Mars/Olympus' } }), expect: { code: 'invalid', errors: ['/handover/zone'] } },
      { call: create({ id: 'p', limits: { 'a/b': '1', 'c~d': 'x' } }), expect: { code: 'invalid', errors: ['/limits/c~0d'] } },
      { call: create({ id: 'p', box: { length: '1', color: 'red' } }), expect: { code: 'invalid', errors: ['/box/color'] } },
      { call: create({ id: 'p', parts: [] }), expect: { code: 'invalid', errors: ['/parts'] } },
      { call: create({ id: 'p', revision: 3 }), expect: { code: 'invalid', errors: ['/revision'] } },
      { call: create({}), expect: { code: 'invalid', errors: ['/id'] } },
      { call: create({ id: '' }), expect: { code: 'invalid', errors: ['/id'] } },
      { call: { operation: 'Part.list' }, expect: { items: [] } },
    ],
  },
  {
    name: 'A merge patch reaches into objects and maps, replaces lists, and null removes what is optional',
    contract: parts,
    steps: [
      {
        call: create({
          id: 'p',
          box: { length: '1', label: 'old', corners: [1, 2] },
          attributes: { a: '1', b: '2' },
          tags: ['x', 'y'],
          extra: { a: 1, b: 2 },
          title: 't',
        }),
        expect: { created: true },
      },
      { call: update('p', { box: { length: '2.50' } }), expect: { record: { box: { length: '2.50', label: 'old', corners: [1, 2] } } } },
      { call: update('p', { box: { label: null } }), expect: { revision: 3 } },
      { call: update('p', { attributes: { a: null, c: '3' } }), expect: { record: { attributes: { b: '2', c: '3' } }, revision: 4 } },
      { call: update('p', { tags: ['z'] }), expect: { record: { tags: ['z'] } } },
      { call: update('p', { tags: [] }), expect: { record: { tags: [] } } },
      { call: update('p', { extra: { a: null } }), expect: { record: { extra: { b: 2 } } } },
      { call: update('p', { title: '' }), expect: { record: { title: '' } } },
      { call: update('p', {}), expect: { revision: 8 } },
      { call: update('p', { box: null }), expect: { revision: 9 } },
      { call: update('p', { box: { label: 'new' } }), expect: { code: 'invalid', errors: ['/box/length'] } },
      { call: get('p'), expect: { revision: 9 } },
    ],
  },
  {
    name: 'Null, the empty text and what is not there are three things, in create, replace and patch',
    contract: parts,
    steps: [
      { call: create({ id: 'a', title: null }), expect: { fields: ['id', 'title', 'revision', 'createdAt', 'updatedAt'], record: { title: null } } },
      { call: create({ id: 'b', title: '' }), expect: { record: { title: '' } } },
      { call: create({ id: 'c' }), expect: { fields: ['id', 'revision', 'createdAt', 'updatedAt'] } },
      { call: { operation: 'Part.replace', key: 'a', input: { title: '' } }, expect: { record: { title: '' }, revision: 2 } },
      { call: { operation: 'Part.replace', key: 'a', input: { title: null } }, expect: { record: { title: null }, revision: 3 } },
      { call: { operation: 'Part.replace', key: 'a', input: {} }, expect: { fields: ['id', 'revision', 'createdAt', 'updatedAt'], revision: 4 } },
      { call: create({ id: 'd', count: null }), expect: { code: 'invalid', errors: ['/count'] } },
      { call: create({ id: 'd', tags: null }), expect: { code: 'invalid', errors: ['/tags'] } },
      { call: create({ id: 'd', box: { length: '1', label: null } }), expect: { record: { box: { length: '1', label: null } } } },
      { call: { operation: 'Part.list', query: { filter: [{ field: 'title', operator: 'eq', values: [''] }] } }, expect: { items: [{ id: 'b' }] } },
    ],
  },
  {
    name: 'Text survives every protocol: astral, combining, right to left, markup, white space at its ends',
    contract: parts,
    steps: [
      '\u{1F600}\u{10FFFF}',
      'e\u0301 \u00E9',
      '\u0645\u0631\u062D\u0628\u0627 \u200Fabc\u200E \u05E9\u05DC\u05D5\u05DD',
      `<a b="c" d='e'>&amp;&#65;</a>`,
      '<![CDATA[x]]> ]]>',
      '  leading and trailing  ',
      ' ',
      'a\tb\nc',
      '\n',
      'a\r\nb\rc',
      '\u0085\u2028\u2029\u00A0\uFEFF',
      '"\\/\b\f',
      '-- /* # $var {x} %s %2F + ;',
      'null',
      'true',
      '0123',
    ].flatMap((title, i): readonly Step[] => [
      { call: create({ id: `t${i}`, title }), expect: { record: { title } } },
      { call: get(`t${i}`), expect: { record: { title } } },
      {
        call: { operation: 'Part.list', query: { filter: [{ field: 'title', operator: 'eq', values: [title] }] } },
        expect: { items: [{ id: `t${i}`, title }] },
      },
    ]),
  },
  {
    name: 'A key may be any text, and is the same in the address, the body and a reference',
    contract: parts,
    steps: ['a/b', 'a b', '100%', '?x=1&y=2', '#', 'ü', '\u{1F600}', '<&>"\'', '..', 'a+b', 'null', "it's"].flatMap((id): readonly Step[] => [
      { call: create({ id }), expect: { created: true, record: { id } } },
      { call: update(id, { title: id }), expect: { record: { id, title: id } } },
      { call: create({ id: `child of ${id}`, parent: id }), expect: { record: { parent: id } } },
      { call: { operation: 'Part.get', key: id, include: ['parts'] }, expect: { record: { id, parts: [{ id: `child of ${id}` }] } } },
      { call: { operation: 'Part.delete', key: `child of ${id}` }, expect: { empty: true } },
      { call: { operation: 'Part.delete', key: id }, expect: { empty: true } },
    ]),
  },
]
