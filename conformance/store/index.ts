import { describe } from 'node:test'
import { answerCases } from './answer.ts'
import { auditCases } from './audit.ts'
import { commitCases } from './commit.ts'
import { concurrencyCases } from './concurrency.ts'
import { counterCases } from './counter.ts'
import { dumpCases } from './dump.ts'
import { eventCases } from './event.ts'
import { factCases } from './fact.ts'
import type { MakeStore } from './harness.ts'
import { lookCases } from './look.ts'
import { readCases } from './read.ts'
import { reindexCases } from './reindex.ts'
import { removalCases } from './removal.ts'
import { reopenCases } from './reopen.ts'
import { rewriteCases } from './rewrite.ts'
import { scanCases } from './scan.ts'
import { sweepCases } from './sweep.ts'
import { textCases } from './text.ts'
import { uniqueCases } from './unique.ts'

export type { MakeStore, StoreHarness } from './harness.ts'

/** What every store keeps, as tests: an adapter's own test file is a harness and this call. Nothing is ever skipped. */
export function describeStore(name: string, make: MakeStore): void {
  describe(`the store port on ${name}`, () => {
    describe('commit', () => commitCases(make))
    describe('concurrent commits', () => concurrencyCases(make))
    describe('unique values', () => uniqueCases(make))
    describe('answers', () => answerCases(make))
    describe('events', () => eventCases(make))
    describe('removal of events', () => removalCases(make))
    describe('audit', () => auditCases(make))
    describe('reads by key', () => readCases(make))
    describe('scans', () => scanCases(make))
    describe('text', () => textCases(make))
    describe('counters', () => counterCases(make))
    describe('facts', () => factCases(make))
    describe('rewrite', () => rewriteCases(make))
    describe('reindex', () => reindexCases(make))
    describe('dump and restore', () => dumpCases(make))
    describe('a look beside it', () => lookCases(make))
    describe('sweep', () => sweepCases(make))
    describe('reopen', () => reopenCases(make))
  })
}
