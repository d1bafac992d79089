import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { ManualClock } from '../../conformance/ports.ts'
import { HopTokens } from '../../src/kernel/policies/hops.ts'

const SECRET = 'of this installation'
const erp = { consumer: 'erp', audience: 'internal' } as const
const nord = { consumer: 'nord', audience: 'partner' } as const
const sued = { consumer: 'sued', audience: 'partner' } as const
const HOUR_MS = 3_600_000

describe('What a caller says of how often something went round', () => {
  it('is believed where this installation said it: one more each time', () => {
    const tokens = new HopTokens(SECRET, new ManualClock())
    const first = tokens.read(tokens.give(undefined, 'erp'), erp)
    assert.deepEqual(first, { count: 1, through: [] })
    assert.deepEqual(tokens.read(tokens.give(first, 'erp'), erp), { count: 2, through: [] })
  })

  it('says nothing where another installation, or nobody, said it, whatever it is', () => {
    const tokens = new HopTokens(SECRET, new ManualClock())
    const token = new HopTokens('of another one', new ManualClock()).give({ count: 5, through: [] }, 'erp')
    assert.equal(tokens.read(token, erp), undefined)
    const own = tokens.give({ count: 1, through: [] }, 'erp')
    for (let at = 0; at < own.length; at++)
      for (const char of ['0', '3', 'z', '~', '.', '']) {
        const changed = own.slice(0, at) + char + own.slice(at + 1)
        if (changed !== own) assert.equal(tokens.read(changed, erp), undefined, changed)
      }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => tokens.read(text, erp) === undefined))
  })

  it('holds for a day, also where the clock of the process that gave it was ahead a little', () => {
    const clock = new ManualClock()
    const tokens = new HopTokens(SECRET, clock)
    const token = tokens.give(undefined, 'erp')
    clock.advance(24 * HOUR_MS - 60_000)
    assert.ok(tokens.read(token, erp))
    clock.advance(2 * 60_000)
    assert.equal(tokens.read(token, erp), undefined)
    const behind = (ms: number): HopTokens => new HopTokens(SECRET, new ManualClock(clock.now() - ms))
    assert.ok(behind(4 * 60_000).read(tokens.give(undefined, 'erp'), erp))
    assert.equal(behind(10 * 60_000).read(tokens.give(undefined, 'erp'), erp), undefined)
  })

  it('is the greatest where several are shown, and of many the first eight', () => {
    const tokens = new HopTokens(SECRET, new ManualClock())
    const of = (count: number): string => tokens.give({ count: count - 1, through: [] }, 'erp')
    assert.equal(tokens.read(`${of(2)} nonsense ${of(4)} ${of(3)}`, erp)?.count, 4)
    assert.equal(tokens.read(`${'x '.repeat(8)}${of(4)}`, erp), undefined)
  })

  it('shows a receiver no names', () => {
    const tokens = new HopTokens(SECRET, new ManualClock())
    const token = tokens.give(tokens.read(tokens.give(undefined, 'nord'), nord), 'sued')
    for (const part of token.split(/[.~]/)) assert.ok(!/nord|sued/.test(Buffer.from(part, 'base64url').toString() + part), part)
    // RFC 9110, 5.6.2, and W3C Baggage, 3.3.1.3: nothing in it has to be encoded.
    assert.match(token, /^[\w.~-]{1,64}$/)
  })
})

describe('What went round too often', () => {
  const most = 3
  function chain(steps: readonly (readonly [to: string, shownBy: { readonly consumer: string; readonly audience: 'internal' | 'partner' }])[]): {
    over(consumer: string): boolean
  } {
    const tokens = new HopTokens(SECRET, new ManualClock())
    const hops = steps.reduce<ReturnType<HopTokens['read']>>((last, [to, by]) => tokens.read(tokens.give(last, to), by), undefined)
    assert.ok(hops)
    return { over: (consumer) => tokens.isOver(hops, { consumer, most }) }
  }
  const times = <T>(count: number, one: T): readonly T[] => Array.from({ length: count }, () => one)

  it('by our own applications alone is over for everyone after as many rounds as may be', () => {
    assert.ok(!chain(times(3, ['erp', erp])).over('erp'))
    const looped = chain(times(4, ['erp', erp]))
    for (const consumer of ['erp', 'mes', 'nord']) assert.ok(looped.over(consumer), consumer)
  })

  it('by a partner is over for its own endpoints: it cannot keep from others what it does', () => {
    const looped = chain(times(4, ['nord', nord]))
    assert.ok(looped.over('nord'))
    for (const consumer of ['erp', 'mes', 'sued']) assert.ok(!looped.over(consumer), consumer)
  })

  it('by a partner, and then by what our own application does about it, is still sent to the others', () => {
    const answered = chain([...times(4, ['nord', nord] as const), ['erp', erp]])
    assert.ok(answered.over('nord'), 'or the partner is given a greater count, to say more with')
    assert.ok(!answered.over('mes'))
  })

  it('with what a partner handed on to an application of ours is the word of the partner', () => {
    const handed = chain(times(4, ['nord', erp]))
    assert.ok(handed.over('nord'))
    assert.ok(!handed.over('mes'))
    const taken = chain(times(4, ['erp', nord]))
    assert.ok(taken.over('nord') && taken.over('erp'))
    assert.ok(!taken.over('mes'))
  })

  it('between several is over for everyone after twice as many rounds', () => {
    const between = (count: number): ReturnType<typeof chain> => chain(Array.from({ length: count }, (_, i) => (i % 2 === 0 ? ['nord', sued] : ['mes', erp])))
    assert.ok(!between(6).over('third'))
    assert.ok(between(7).over('third'))
    assert.ok(between(4).over('nord') && between(4).over('sued'))
  })
})
