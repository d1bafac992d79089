import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Turn } from '../../../src/server/http/turn.ts'

/** A turn whose end comes when the test says so. */
function turns(work: (item: string) => void): { readonly turn: Turn<string>; readonly end: () => void; readonly scheduled: () => number } {
  const runs: (() => void)[] = []
  const turn = new Turn(work, (run) => void runs.push(run))
  return { turn, end: () => runs.shift()?.(), scheduled: () => runs.length }
}

test('the first of a turn is worked at once, the others at its end, in the order they came', () => {
  const worked: string[] = []
  const { turn, end, scheduled } = turns((item) => void worked.push(item))
  for (const item of ['a', 'b', 'c']) turn.add(item)
  assert.deepEqual(worked, ['a'])
  assert.equal(scheduled(), 1)
  end()
  assert.deepEqual(worked, ['a', 'b', 'c'])
  assert.equal(scheduled(), 0)
  turn.add('d')
  assert.deepEqual(worked, ['a', 'b', 'c', 'd'])
})

test('what comes while the end of a turn is worked is of the next one, behind those that came before it', () => {
  const worked: string[] = []
  const { turn, end, scheduled } = turns((item) => {
    worked.push(item)
    if (item === 'b') turn.add('later')
  })
  for (const item of ['a', 'b', 'c']) turn.add(item)
  end()
  assert.deepEqual(worked, ['a', 'b', 'c'])
  assert.equal(scheduled(), 1)
  end()
  assert.deepEqual(worked, ['a', 'b', 'c', 'later'])
})

test('one that throws takes none of the others with it', () => {
  const worked: string[] = []
  const { turn, end } = turns((item) => {
    if (item === 'bad') throw new Error('broken')
    worked.push(item)
  })
  assert.throws(() => turn.add('bad'), /broken/)
  for (const item of ['a', 'bad', 'b', 'c']) turn.add(item)
  assert.throws(end, /broken/)
  end()
  assert.deepEqual(worked, ['a', 'b', 'c'])
})
