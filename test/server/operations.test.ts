import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ManualClock } from '../../conformance/ports.ts'
import { createHealth } from '../../src/server/operations/health.ts'
import { Registry } from '../../src/server/operations/registry.ts'

describe('readiness', () => {
  it('asks the store at most once a second', async () => {
    const clock = new ManualClock()
    let asked = 0
    const health = createHealth({ clock, ping: async () => void asked++ })
    await Promise.all([health.ready(), health.ready(), health.ready()])
    assert.equal(asked, 1)
    clock.advance(1001)
    await health.ready()
    assert.equal(asked, 2)
  })
  it('is lost with the store, says why, and comes back with it', async () => {
    const clock = new ManualClock()
    let down = true
    const health = createHealth({
      clock,
      ping: async () => {
        if (down) throw new Error('disk is read-only')
      },
    })
    assert.deepEqual(await health.ready(), { ready: false, checks: { store: 'disk is read-only', process: 'up' } })
    down = false
    clock.advance(1001)
    assert.equal((await health.ready()).ready, true)
  })
  it('is lost where the store does not answer in two seconds', async () => {
    const clock = new ManualClock()
    const ready = createHealth({ clock, ping: () => new Promise(() => {}) }).ready()
    clock.advance(2000)
    assert.deepEqual((await ready).checks['store'], 'no answer within 2000 ms')
  })
  it('is lost once the process stops', async () => {
    const health = createHealth({ clock: new ManualClock(), ping: async () => {} })
    health.stopping()
    assert.deepEqual(await health.ready(), { ready: false, checks: { store: 'up', process: 'stopping' } })
  })
})

describe('metrics (Prometheus text format 0.0.4)', () => {
  it('counts by labels, which are escaped', () => {
    const registry = new Registry()
    const calls = registry.counter('calls_total', 'Calls.', ['operation', 'outcome'])
    calls.at('a"b\\c\n', 'ok').value += 2
    calls.at('a"b\\c\n', 'ok').value++
    assert.equal(registry.print(), '# HELP calls_total Calls.\n# TYPE calls_total counter\ncalls_total{operation="a\\"b\\\\c\\n",outcome="ok"} 3\n')
  })
  it('have histograms with cumulated buckets', () => {
    const registry = new Registry()
    const seconds = registry.histogram('s', 'Seconds.', { labels: [], buckets: [0.1, 1] }).at()
    for (const value of [0.05, 0.1, 0.5, 5]) seconds.observe(value)
    assert.equal(
      registry.print(),
      '# HELP s Seconds.\n# TYPE s histogram\ns_bucket{le="0.1"} 2\ns_bucket{le="1"} 3\ns_bucket{le="+Inf"} 4\ns_sum 5.65\ns_count 4\n',
    )
  })
  it('do not grow without bound with what callers send', () => {
    const registry = new Registry()
    const calls = registry.counter('calls_total', 'Calls.', ['operation'])
    for (let i = 0; i < 20_000; i++) calls.at(`op-${i}`).value++
    const lines = registry.print().split('\n')
    assert.ok(lines.length < 10_010)
    assert.ok(lines.includes('calls_total{operation="other"} 10000'))
  })
})
