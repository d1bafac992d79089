import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { changesFor, CLIENTS, diffContracts, diffServed, formatChanges, type Change, type Client } from '../../src/contract/diff.ts'
import { contractAt, forAudience, type ContractData } from '../../src/contract/index.ts'
import { base, CASES, type Told } from './diff-cases.ts'
import { changed, resourceOf, type Draft } from './draft.ts'
import { rich } from './rich.ts'

type Resource = Draft['resources'][string]
const order =
  (change: (resource: Resource) => void): ((c: Draft) => void) =>
  (c) =>
    change(resourceOf(c, 'ProductionOrder'))
const P = 'resources.ProductionOrder'
const F = `${P}.fields`

function expect(changes: readonly Change[], [place, breaks, clients]: Told): void {
  if (place === '')
    return assert.deepEqual(
      changes.filter((change) => change.breaks.length > 0),
      [],
    )
  assert.ok(changes.length > 0, 'nothing was told')
  const here = changes.filter((change) => change.place === place)
  assert.ok(here.length > 0, `told only ${JSON.stringify(changes)}`)
  assert.deepEqual([...new Set(here.flatMap((change) => change.breaks))].sort(), [...breaks].sort(), JSON.stringify(here))
  const kinds =
    clients ?? CLIENTS.filter((client) => breaks.some((who) => (who === 'events' ? ['GraphQL', 'events'] : ['REST', 'GraphQL', 'SOAP']).includes(client)))
  assert.deepEqual(
    CLIENTS.filter((client) => here.some((change) => change.clients.includes(client))),
    kinds,
    JSON.stringify(here),
  )
  for (const change of changes) {
    assert.match(change.message, /\.$|: use dueAt$/)
    assert.match(change.remedy, /^[A-Z].*\.$/)
  }
}

describe('a change is told to those whom it breaks, and taken back too', () => {
  for (const [what, change, made, takenBack] of CASES) {
    test(what, () => {
      const newer = changed(base, change)
      expect(diffContracts(base, newer), made)
      expect(diffContracts(newer, base), takenBack)
    })
  }
})

test('a contract does not differ from itself, nor in its texts and examples', () => {
  assert.deepEqual(diffContracts(rich.data, rich.data), [])
  const texts = changed(base, (c) => {
    c.doc = 'Other.'
    const o = resourceOf(c, 'ProductionOrder')
    o.doc = 'Other.'
    o.fields = Object.fromEntries(Object.entries(o.fields).map(([name, schema]) => [name, { ...schema, doc: 'Other.', examples: [] }]))
  })
  assert.deepEqual(diffContracts(base, texts), [])
})

test('a field that is gone and one like it that is new are probably one field', () => {
  const newer = changed(
    base,
    order((o) => {
      o.fields.dueAt = { kind: 'instant' }
      delete o.fields.due
    }),
  )
  assert.match(diffContracts(base, newer).find((change) => change.place === `${F}.due`)?.remedy ?? '', /'dueAt' if it is the same under a new name/)
})

describe('versions', () => {
  test('what is declared as renamed is told as renamed, and not as removed', () => {
    const changes = diffContracts(contractAt(rich.data, 'v1'), rich.data)
    assert.ok(changes.some((change) => change.message === 'Order is called ProductionOrder now, at /production-orders.'))
    assert.ok(changes.some((change) => change.message === "'dueAt' in ProductionOrder is called 'due' now."))
    assert.deepEqual(
      changes.filter((change) => /removed/.test(change.message)).map((change) => change.place),
      [`${F}.plant`],
    )
  })
  test('its text is what a partner can be sent', () => {
    const file = new URL('./diff.golden.txt', import.meta.url)
    const text = formatChanges(diffContracts(contractAt(rich.data, 'v1'), rich.data))
    if (process.env.RECORD === '1') writeFileSync(file, text)
    assert.equal(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'), text)
  })
  test('a version that is no longer served breaks everyone who speaks it', () => {
    const changes = diffContracts(rich.data, { ...base, version: 'v3' })
    assert.deepEqual(
      changes.map((change) => [change.place, change.breaks.length]),
      [
        ['version', 4],
        ['older[0]', 4],
      ],
    )
  })
  test('who stays on an older version sees no change while it is kept', () => {
    assert.deepEqual(diffServed(rich.data, rich.data), [
      { version: 'v2', changes: [] },
      { version: 'v1', changes: [] },
    ])
    const moved = changed(
      rich.data,
      order((o) => (o.fields.color = { kind: 'string' })),
    )
    const served = diffServed(rich.data, moved)
    assert.deepEqual(
      served.map(({ version, changes }) => [version, changes.map((change) => change.place)]),
      [
        ['v2', [`${F}.color`]],
        // What only v1 has comes last there, so that nothing can come behind it.
        ['v1', ['resources.Order.fields', 'resources.Order.fields.color']],
      ],
    )
    assert.deepEqual(
      diffServed(rich.data, base)[1]?.changes.map((change) => change.breaks.length),
      [4],
    )
  })
  test('an end that is announced breaks nobody yet', () => {
    const sooner = changed(rich.data, (c) => (c.older[0]!.sunset = '2026-12-01T00:00:00Z'))
    assert.deepEqual(
      diffContracts(rich.data, sooner).map((change) => [change.place, change.breaks]),
      [['older[0].sunset', []]],
    )
  })
})

test('a partner is told what it can see, and nothing else', () => {
  const view = (contract: ContractData): ContractData => forAudience(contract, 'partner')
  const hidden = changed(
    base,
    order((o) => delete o.fields.priority),
  )
  assert.deepEqual(diffContracts(view(base), view(hidden)), [])
  assert.equal(diffContracts(base, hidden).length, 1)
})

test('who calls without a credential is told that an operation now needs one', () => {
  const open = changed(base, (c) => (c.operations.checkStock!.audiences = ['internal', 'public']))
  const closed = changed(open, (c) => (c.operations.checkStock!.requireCredential = true))
  assert.deepEqual(
    diffContracts(open, closed).map(({ place, breaks }) => [place, breaks]),
    [['operations.checkStock.requireCredential', ['caller']]],
  )
  assert.deepEqual(diffContracts(closed, open), [])
})

describe('kinds of client', () => {
  const narrowed = changed(
    base,
    order((o) => {
      o.fields = { color: { kind: 'string', optional: true }, ...o.fields, line: { kind: 'string', optional: true, maxLength: 300 } }
      o.commands.cancel!.faults = ['out-of-stock']
    }),
  )
  const changes = diffContracts(base, narrowed)
  test('are named where a change spares some that it could break', () => {
    assert.equal(
      formatChanges(changes),
      `Breaks programs that read (only in SOAP)
  - In ProductionOrder, 'color' comes before fields that were there, in XML.
    Take the new WSDL before you read from the new version; declared last, a new field breaks nobody.

Breaks programs that read and receive events (not in GraphQL)
  - 'line' in ProductionOrder has the greatest length 300 instead of 255.
    Accept such values before you read from the new version.

Breaks programs that call commands and operations (only in REST)
  - ProductionOrder.cancel may also be refused with 'out-of-stock'.
    Handle the new fault.

Breaks nobody
  - 'color' in ProductionOrder is new: text, optional.

3 changes that break someone, 1 change that does not.
By kind of client: REST 2, GraphQL 0, SOAP 2, events 1.
`,
    )
  })
  test('that nobody is are not told of, and what breaks only them breaks nobody', () => {
    const told = (clients: readonly Client[]): readonly unknown[] => changesFor(changes, clients).map(({ breaks, clients }) => [breaks, clients])
    assert.deepEqual(
      told(CLIENTS),
      changes.map(({ breaks, clients }) => [breaks, clients]),
    )
    assert.deepEqual(told(['GraphQL']), Array(4).fill([[], []]))
    assert.deepEqual(told(['events']), [
      [[], []],
      [[], []],
      [['events'], ['events']],
      [[], []],
    ])
    assert.match(
      formatChanges(changesFor(changes, ['REST', 'events']), ['REST', 'events']),
      /^Breaks programs that read and receive events\n[\s\S]*REST 2, events 1\.\n$/,
    )
    assert.match(
      formatChanges(changesFor(changes, ['GraphQL']), ['GraphQL']),
      /^Breaks nobody\n[\s\S]*\n0 changes that break someone, 4 changes that do not\.\n$/,
    )
  })
  test('that take a version of their own do not mind the order of its fields, nor anybody where it is not known', () => {
    const next = { ...narrowed, version: 'v3' }
    assert.ok(!diffContracts(base, next).some((change) => /in XML/.test(change.message)))
    assert.ok(!diffContracts(base, narrowed, { order: 'unknown' }).some((change) => /in XML/.test(change.message)))
  })
  test('in GraphQL write another type where REST accepts more', () => {
    const free = changed(
      base,
      order((o) => (o.fields.quantity = { kind: 'string' })),
    )
    assert.deepEqual(
      diffContracts(base, free).map(({ breaks, clients }) => [breaks, clients]),
      [
        [['reader', 'events'], CLIENTS],
        [['writer'], ['GraphQL']],
      ],
    )
  })
})

test('two changes that break nobody alone may break someone together', () => {
  const with_ = (marks: object): ContractData =>
    changed(
      base,
      order((o) => (o.fields.note = { kind: 'string', ...marks })),
    )
  const breaks = (marks: object): readonly unknown[] => diffContracts(with_({ readOnly: true, default: '-' }), with_(marks)).flatMap((change) => change.breaks)
  assert.deepEqual(breaks({ default: '-' }), [])
  assert.deepEqual(breaks({ readOnly: true }), [])
  assert.deepEqual(breaks({}), ['writer'])
})

test('a command that is called otherwise tells its event otherwise', () => {
  const told = (event?: string): readonly string[] => {
    const now = changed(
      rich.data,
      order((o) => event !== undefined && (o.commands.start!.event = event)),
    )
    return diffContracts(contractAt(rich.data, 'v1'), now)
      .filter((change) => change.breaks.includes('events') && change.place.includes('commands'))
      .map((change) => change.message)
  }
  assert.deepEqual(told(), ["The event of ProductionOrder.start is called 'start' instead of 'run'."])
  assert.deepEqual(told('run'), [])
})

test('each of these changes is on the page docs/reference/differences.md (RECORD=1 writes it)', () => {
  const file = new URL('../../docs/reference/differences.md', import.meta.url)
  const broken = (older: ContractData, newer: ContractData): string => {
    const found = new Set(diffContracts(older, newer).flatMap(({ clients }) => clients))
    return found.size === 0 ? 'nobody' : CLIENTS.filter((client) => found.has(client)).join(', ')
  }
  const rows = CASES.map(([what, change]) => {
    const newer = changed(base, change)
    return `| ${what} | ${broken(base, newer)} | ${broken(newer, base)} |\n`
  })
  const page = readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
  const start = page.indexOf('\n| change |')
  assert.ok(start > 0)
  const text = `${page.slice(0, start)}\n| change | breaks clients of | taken back, it breaks clients of |\n|---|---|---|\n${rows.join('')}`
  if (process.env.RECORD === '1') writeFileSync(file, text)
  assert.equal(page, text)
})

test('nothing has changed is said in so many words', () => assert.equal(formatChanges([]), 'Nothing has changed.\n'))
