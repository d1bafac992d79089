import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Turn } from '../../../src/server/http/turn.ts'

/** A turn whose end comes when the test says so. */
function turns(work: (item: string) => void): { readonly turn: Turn<string>; readonly end: () => void; readonly scheduled: () => number } {
  const runs: (() => void)[] = []
  const turn = new Turn(work, (run) => void runs.push(run))
  return { turn, end: () => runs.shift()?.(), scheduled: () => runs.length }
}

test('what comes in one turn is worked at its end, in the order it came', () => {
  const worked: string[] = []
  const { turn, end, scheduled } = turns((item) => void worked.push(item))
  for (const item of ['a', 'b', 'c']) turn.add(item)
  assert.deepEqual(worked, [])
  assert.equal(scheduled(), 1)
  end()
  assert.deepEqual(worked, ['a', 'b', 'c'])
})

test('what comes while a turn is worked is of the next one', () => {
  const worked: string[] = []
  const { turn, end } = turns((item) => {
    worked.push(item)
    if (item === 'a') turn.add('later')
  })
  turn.add('a')
  turn.add('b')
  end()
  assert.deepEqual(worked, ['a', 'b'])
  end()
  assert.deepEqual(worked, ['a', 'b', 'later'])
})

test('one that throws takes none of the others with it', () => {
  const worked: string[] = []
  const { turn, end } = turns((item) => {
    if (item === 'bad') throw new Error('broken')
    worked.push(item)
  })
  for (const item of ['a', 'bad', 'b', 'c']) turn.add(item)
  assert.throws(end, /broken/)
  end()
  assert.deepEqual(worked, ['a', 'b', 'c'])
})
