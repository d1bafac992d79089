import { hash } from 'node:crypto'
import { canonicalJson } from '../../contract/canonical.ts'
import type { Call } from '../call.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import type { Answer, AnswerDraft, Store } from '../ports/store.ts'
import { refuse } from '../refusal.ts'
import { isClean } from '../validation-text.ts'
import type { Caller } from './authenticate.ts'

/** How long an outcome is kept for its key. */
export const KEPT_MS = 24 * 60 * 60 * 1000
/** How long a claim holds before its outcome counts as unknown. */
export const LEASE_MS = 60_000
const LONGEST_KEY = 255

/** A key as it is used in one call. */
export interface Keyed {
  readonly id: string
  readonly request: string
  /** Set once a claim is committed. */
  claim?: string
}

/**
 * Rule: one key of one consumer for one operation has one effect (draft-ietf-httpapi-idempotency-key-header-07, 2.6): the
 * same request again gets the stored outcome, another request 422, one still running 409. Successes and declared faults
 * are stored, and every answer of code that may have acted elsewhere; all else may be tried again under the same key.
 */
export class Idempotency {
  readonly #store: Store
  readonly #clock: Clock
  readonly #random: Random
  /** Running in this process. */
  readonly #running = new Set<string>()

  constructor(ports: { readonly store: Store; readonly clock: Clock; readonly random: Random }) {
    this.#store = ports.store
    this.#clock = ports.clock
    this.#random = ports.random
  }

  /** The key in the scope of caller and operation, with the digest of what is asked. */
  keyOf(call: Call, of: { readonly caller: Caller; readonly operation: string }): Keyed {
    const key = mustBeKey(call.idempotencyKey ?? '')
    return { id: `${of.caller.account}\n${call.contract}.${of.operation}\n${key}`, request: digestOf([asked(call, of.operation)]) }
  }

  /** The key of an atomic batch: of all its calls together. */
  keyOfBatch(idempotencyKey: string, calls: readonly { readonly call: Call; readonly caller: Caller; readonly operation: string }[]): Keyed {
    const key = mustBeKey(idempotencyKey)
    return { id: `${calls[0]?.caller.account ?? ''}\nbatch\n${key}`, request: digestOf(calls.map(({ call, operation }) => asked(call, operation))) }
  }

  /** From here to `leave` nobody else of this process runs the key. */
  hold(keyed: Keyed): void {
    if (this.#running.has(keyed.id)) throw inFlight()
    this.#running.add(keyed.id)
  }

  /** The stored outcome of an earlier call, or nothing; then the caller runs, and calls `leave` at the end. */
  async enter(keyed: Keyed): Promise<string | undefined> {
    this.hold(keyed)
    try {
      const found = this.#store.answer(keyed.id)
      const outcome = this.#read(keyed, found instanceof Promise ? await found : found)
      if (outcome !== undefined) this.#running.delete(keyed.id)
      return outcome
    } catch (error) {
      this.#running.delete(keyed.id)
      throw error
    }
  }

  leave(keyed: Keyed): void {
    this.#running.delete(keyed.id)
  }

  /** After a commit that found the key taken: what is there now. */
  async again(keyed: Keyed): Promise<string> {
    const outcome = this.#read(keyed, await this.#store.answer(keyed.id))
    if (outcome === undefined) throw inFlight()
    return outcome
  }

  /** What another process made of this key since it was entered here; nothing where it did not. */
  async meanwhile(keyed: Keyed): Promise<string | undefined> {
    return this.#read(keyed, await this.#store.answer(keyed.id))
  }

  /** Commits a claim before anything outside can happen: from then on nobody runs this key a second time. */
  async claim(keyed: Keyed): Promise<void> {
    const token = Buffer.from(this.#random.bytes(16)).toString('hex')
    const now = this.#clock.now()
    const committed = await this.#store.commit({
      expect: [],
      writes: [],
      events: [],
      audit: [],
      answer: { id: keyed.id, request: keyed.request, state: 'claimed', token, until: now + LEASE_MS, outcome: '', now },
    })
    if (!committed.ok) throw inFlight()
    keyed.claim = token
  }

  /** The record that goes along with the effect, in its commit. */
  done(keyed: Keyed, outcome: string): AnswerDraft {
    const now = this.#clock.now()
    return {
      id: keyed.id,
      request: keyed.request,
      state: 'done',
      token: keyed.claim ?? '',
      until: now + KEPT_MS,
      outcome,
      now,
      ...(keyed.claim !== undefined && { replaces: keyed.claim }),
    }
  }

  #read(keyed: Keyed, answer: Answer | undefined): string | undefined {
    if (!answer) return undefined
    const now = this.#clock.now()
    if (answer.state === 'done') {
      if (answer.until < now) return undefined
      if (answer.request !== keyed.request) throw refuse('idempotency-key-reused', 'Use a new key for a new request.')
      return answer.outcome
    }
    if (answer.request !== keyed.request) throw refuse('idempotency-key-reused', 'Use a new key for a new request.')
    if (answer.until >= now) throw inFlight()
    throw refuse(
      'outcome-unknown',
      'An earlier call with this key ended before its outcome was known, and it may have reached another system. Look there before you send it again with a new key.',
    )
  }
}

function mustBeKey(key: string): string {
  if (key === '' || key.length > LONGEST_KEY || !/^[\x20-\x7e]+$/.test(key))
    throw refuse('idempotency-key-invalid', `A key has 1 to ${LONGEST_KEY} printable ASCII characters.`)
  return key
}

/**
 * What makes two requests the same: all that decides about the effect, in the words they were written in. What one protocol
 * says and another leaves out is the same: that a patch is a merge patch, and an input with nothing in it.
 */
function asked(call: Call, operation: string): readonly unknown[] {
  const { input = operation.endsWith('.delete') ? null : {}, patch = operation.endsWith('.update') ? 'merge' : null } = call
  // What is no JSON is refused later; until then it is not equal to anything that was done.
  return [call.contract, operation, call.key ?? null, patch, call.ifMatch ?? null, call.ifNoneMatch ?? null, isClean(input) ? input : 'unclean']
}

/** Members of objects in any order. */
function digestOf(requests: readonly (readonly unknown[])[]): string {
  return hash('sha256', canonicalJson(requests.length === 1 ? requests[0] : requests), 'hex')
}

function inFlight(): Error {
  return refuse('idempotency-in-flight', 'Wait, then send the same request again to get its outcome.', { retryAfter: 1 })
}
