import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answer, change, event, put } from '../../conformance/store/samples.ts'
import type { ChangeSet } from '../../src/kernel/ports/store.ts'
import { Queue, sizeOf } from '../../src/stores/postgres/queue.ts'

/** Batches of names, until the queue is empty. */
function batches(sets: readonly (readonly [string, Partial<ChangeSet>])[]): string[] {
  const queue = new Queue()
  const names = new Map<ChangeSet, string>()
  for (const [name, parts] of sets) {
    const changes = change(parts)
    names.set(changes, name)
    assert.ok(queue.add({ changes, size: sizeOf(changes), resolve() {}, reject() {} }))
  }
  const out: string[] = []
  while (queue.length > 0) {
    const batch = queue.takeBatch().map(({ changes }) => names.get(changes))
    assert.ok(batch.length > 0, 'a batch takes at least one')
    out.push(batch.join(''))
  }
  return out
}
const writes = (...ids: readonly string[]): Partial<ChangeSet> => ({ writes: ids.map((id) => put({ id })) })
const serial = (value: string) => ({ rule: 'order.serial', value })

describe('a batch of commits on PostgreSQL', () => {
  it('takes all that do not touch', () => {
    assert.deepEqual(
      batches([
        ['a', writes('1')],
        ['b', writes('2')],
        ['c', { events: [event('e')] }],
        ['d', {}],
      ]),
      ['abcd'],
    )
  })
  it('takes one a record, one a unique value and one an answer', () => {
    assert.deepEqual(
      batches([
        ['a', writes('1')],
        ['b', writes('1')],
        ['c', writes('1')],
      ]),
      ['a', 'b', 'c'],
    )
    assert.deepEqual(
      batches([
        ['a', { writes: [put({ id: '1' }, { unique: [serial('x')] })] }],
        ['b', { writes: [put({ id: '2' }, { released: [serial('x')] })] }],
      ]),
      ['a', 'b'],
    )
    assert.deepEqual(
      batches([
        ['a', { answer: answer('k') }],
        ['b', { answer: answer('k') }],
        ['c', { answer: answer('l') }],
      ]),
      ['ac', 'b'],
    )
  })
  it('takes many that only expect a record, but none that writes it', () => {
    const expecting = { expect: [{ table: 'order', key: '1', revision: 1 }] }
    assert.deepEqual(
      batches([
        ['a', expecting],
        ['b', expecting],
        ['c', writes('1')],
        ['d', expecting],
      ]),
      ['ab', 'c', 'd'],
    )
  })
  it('lets nobody pass who waits for his record', () => {
    assert.deepEqual(
      batches([
        ['a', writes('1')],
        ['b', writes('1', '2')],
        ['c', writes('2')],
        ['d', writes('3')],
      ]),
      ['ad', 'b', 'c'],
    )
  })
  it('takes a change set in which a value passes from one record to the other', () => {
    assert.deepEqual(batches([['a', { writes: [put({ id: '1' }, { released: [serial('x')] }), put({ id: '2' }, { unique: [serial('x')] })] }]]), ['a'])
  })
  it('is bounded in number and size, and takes even what is larger alone', () => {
    const many = batches(Array.from({ length: 1_100 }, (_, i) => ['.', writes(String(i))] as const))
    assert.deepEqual(
      many.map((names) => names.length),
      [512, 512, 76],
    )
    const large = { events: [event('e', { body: 'x'.repeat(5 * 1024 * 1024) })] }
    const huge = { events: [event('e', { body: 'x'.repeat(20 * 1024 * 1024) })] }
    assert.deepEqual(
      batches([
        ['a', large],
        ['b', large],
        ['c', huge],
        ['d', {}],
      ]),
      ['a', 'b', 'c', 'd'],
    )
  })
  it('has a queue that refuses what it has no room for', () => {
    const queue = new Queue()
    const one = { changes: change({}), size: 1, resolve() {}, reject() {} }
    let taken = 0
    while (taken < 100_000 && queue.add(one)) taken++
    assert.equal(taken, 20_000)
    assert.equal(queue.takeAll().length, 20_000)
    assert.ok(queue.add({ ...one, size: 300 * 1024 * 1024 }))
    assert.ok(!queue.add({ ...one, size: 1_000_000 }))
  })
})
