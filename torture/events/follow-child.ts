// Writes as fast as it can and follows the log meanwhile. FOLLOW_WORK is the work; prints one line of JSON when it is done.
import { createKernel, type Call } from 'busbar/kernel'
import { postgres } from 'busbar'
import { KeptLog, seededRandom } from '../../conformance/ports.ts'
import { systemClock } from '../../src/server/clock.ts'
import { plant } from '../contract.ts'
import type { FollowReport, FollowWork } from './follow.ts'

const work = JSON.parse(process.env['FOLLOW_WORK'] ?? '') as FollowWork
const clock = systemClock
const random = seededRandom(process.pid)
const log = new KeptLog()
const store = postgres({ url: work.url }).open({ clock, random, log })
const kernel = await createKernel({
  contracts: [{ data: plant.data, prefix: 'r', bindings: [] }],
  store,
  directory: { key: () => undefined, consumer: () => undefined, anonymous: () => ({ id: 'anonymous' }) },
  environment: 'live',
  clock,
  random,
  log,
})
const by = {
  credential: { kind: 'system', name: 'torture' },
  protocol: 'torture',
  contract: plant.data.name,
  version: 'v1',
  address: '',
  requestId: 'torture',
} as const

async function follow(): Promise<{ readonly findings: readonly string[]; readonly read: number }> {
  const answer = await kernel.follow({ ...by, kind: 'stream', after: 'first' })
  if (!answer.ok) throw new Error(answer.problem.title)
  const findings: string[] = []
  let expected = 1
  while (expected <= work.total) {
    const step = await answer.feed.next({ wait: 30_000 })
    if (step.kind !== 'events') return { findings: [...findings, `${step.kind} at ${answer.feed.cursor}`], read: expected - 1 }
    if (step.events.length === 0) return { findings: [...findings, `nothing came behind ${expected - 1} for half a minute`], read: expected - 1 }
    for (const { offset } of step.events) {
      if (offset !== expected) findings.push(`offset ${offset} came where ${expected} was due`)
      expected = offset + 1
    }
  }
  answer.feed.close()
  return { findings, read: expected - 1 }
}

let failed = 0
async function write(lane: number): Promise<void> {
  for (let n = lane; n < work.writes; n += work.lanes) {
    const call: Call = { ...by, operation: 'Order.create', input: { id: `PO-${work.name}-${n}`, by: 'x', quantity: n } }
    const outcome = await kernel.handle(call)
    if (!outcome.ok) failed++
  }
}

const followers = Array.from({ length: work.followers }, follow)
const began = performance.now()
await Promise.all(Array.from({ length: work.lanes }, (_, lane) => write(lane)))
const wrote = performance.now() - began
const read = await Promise.all(followers)
await kernel[Symbol.asyncDispose]()
const report: FollowReport = {
  findings: read.flatMap((each) => each.findings).slice(0, 20),
  read: read.map((each) => each.read),
  failed,
  perSecond: work.writes / (wrote / 1000),
}
process.stdout.write(`${JSON.stringify(report)}\n`)
