import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withStore, type MakeStore } from './harness.ts'
import { allOrders, answer, audit, done, event, LAYOUTS, put } from './samples.ts'

/** In order of code points. In UTF-16 units the last three would stand before U+FFFD. */
const ORDERED = [
  '!',
  '0',
  '10',
  '9',
  'A',
  'Z',
  '_',
  'a',
  'aa',
  'ab',
  'b',
  'z',
  '~',
  '\u{7f}',
  'Ä',
  'ß',
  'é',
  'ﬁ',
  '\u{fffd}',
  '\u{ffff}',
  '\u{10000}',
  '😀',
  '\u{10ffff}',
]

const NASTY = [
  "'; DROP TABLE order; --",
  '"',
  '\\',
  '\\u0000',
  '%s',
  '$1',
  '?',
  '\n\r\t',
  '\u{1}',
  '{}',
  '[]',
  'null',
  '',
  ' ',
  '\u{feff}',
  'e\u{301}',
  '\u{2028}',
  '\u{10ffff}',
]

export function textCases(make: MakeStore): void {
  it('is ordered by code point as key and as column, also above U+FFFF', () =>
    withStore(make, LAYOUTS, async (store) => {
      const shuffled = ORDERED.toSorted((a, b) => (a + a < b ? 1 : -1))
      await done(store, { writes: shuffled.map((value) => put({ id: `k${value}`, state: 'Ready', due: value })) })
      assert.deepEqual(
        (await allOrders(store)).map((record) => record.key),
        ORDERED.map((value) => `k${value}`),
      )
      const byDue = await store.scan({ table: 'order', index: 'order_by_state_due', equal: ['vReady'], reverse: false, limit: 100 })
      assert.deepEqual(
        byDue.map((record) => record.value),
        ORDERED.map((value) => `v${value}`),
      )
      const from = await store.scan({
        table: 'order',
        index: 'order_by_state_due',
        equal: ['vReady'],
        low: { value: 'v\u{fffd}', inclusive: false },
        reverse: false,
        limit: 100,
      })
      assert.deepEqual(
        from.map((record) => record.value),
        ['v\u{ffff}', 'v\u{10000}', 'v😀', 'v\u{10ffff}'],
      )
    }))

  it('is told apart by case, accent, form and trailing space', () =>
    withStore(make, LAYOUTS, async (store) => {
      const ids = ['a', 'A', 'ä', 'a\u{308}', 'a ', ' a']
      await done(store, { writes: ids.map((id) => put({ id }, { unique: [{ rule: 'order.serial', value: id }] })) })
      for (const id of ids) {
        assert.equal((await store.get('order', id))?.key, id)
        assert.equal(await store.holder({ rule: 'order.serial', value: id }), id)
      }
    }))

  it('comes back as it was, everywhere, whatever it holds', () =>
    withStore(make, LAYOUTS, async (store) => {
      for (const [i, value] of NASTY.entries()) {
        const key = `${i}${value}`
        const entry = { rule: 'order.serial', value }
        const taken = { ...answer(`a${key}`), outcome: value, request: value, token: value }
        const { now: _, ...kept } = taken
        await done(store, {
          writes: [put({ id: key, note: value, group: value }, { unique: [entry] })],
          events: [{ ...event(`e${key}`, { key }), body: JSON.stringify(value) }],
          audit: [{ ...audit(key), header: JSON.stringify(value), payload: JSON.stringify(value) }],
          answer: taken,
        })
        await store.setFact(`f${key}`, value)
        assert.equal((await store.get('order', key))?.body, JSON.stringify({ id: key, note: value, group: value }))
        assert.deepEqual(
          (await store.scan({ table: 'order', index: 'order_by_group', equal: [`v${value}`], reverse: false, limit: 5 })).map((record) => record.key),
          [key],
        )
        assert.equal(await store.holder(entry), key)
        assert.deepEqual(await store.answer(`a${key}`), kept)
        assert.equal((await store.events(i, 1))[0]?.body, JSON.stringify(value))
        assert.equal((await store.audit(i, 1))[0]?.header, JSON.stringify(value))
        assert.equal(await store.fact(`f${key}`), value)
        assert.deepEqual(await store.addCounters([{ counter: `c${key}`, add: 1, expires: 9_000 }]), [1])
      }
    }))

  it('may be long: bodies of 4 MiB and keys of 255 astral characters', () =>
    withStore(make, LAYOUTS, async (store) => {
      const note = 'ä😀x'.repeat(4 * 1024 * 128)
      const id = '😀'.repeat(255)
      await done(store, {
        writes: [put({ id, note })],
        events: [event('e', { key: id, body: JSON.stringify(note) })],
        audit: [audit('long', JSON.stringify(note))],
      })
      assert.equal((await store.get('order', id))?.body, JSON.stringify({ id, note }))
      assert.equal((await store.getMany('order', [id]))[0]?.body.length, JSON.stringify({ id, note }).length)
      assert.equal((await store.events(0, 1))[0]?.body, JSON.stringify(note))
      assert.equal((await store.audit(0, 1))[0]?.payload, JSON.stringify(note))
    }))

  it('of an indexed value may have 255 astral characters', () =>
    withStore(make, LAYOUTS, async (store) => {
      // Not repeated, so that no store can compress its way around a limit of its index.
      const group = Array.from({ length: 255 }, (_, i) => String.fromCodePoint(0x1f300 + ((i * 7919) % 1_000))).join('')
      await done(store, { writes: [put({ id: 'a', group, state: 'Ready', due: '1' }, { unique: [{ rule: 'order.serial', value: group }] })] })
      const found = await store.scan({ table: 'order', index: 'order_by_group', equal: [`v${group}`], reverse: false, limit: 5 })
      assert.deepEqual(
        found.map((record) => record.key),
        ['a'],
      )
      assert.equal(await store.holder({ rule: 'order.serial', value: group }), 'a')
    }))
}
