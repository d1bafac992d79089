import type { Asked, Scenario, Step } from '../scenario.ts'
import { vault, vaultBindings } from '../vault-contract.ts'

/** So many that each two protocols meet at a key. */
const CALLS = 6
const HOUR = 3_600_000
const base = {
  contract: vault,
  bindings: vaultBindings,
  callers: {
    nordwerk: { audience: 'partner', owner: 'NW' },
    reader: { scopes: ['accounts.read'] },
    slow: { plan: { id: 'slow', rate: 1, burst: 3, day: 5, month: 6 } },
  },
} as const
const account = (number: string, fields: { readonly [field: string]: unknown } = {}): Step => ({
  call: { operation: 'Account.create', input: { number, ...fields } },
  expect: { created: true, revision: 1 },
})
const dossier = (idempotencyKey: string, input: { readonly [field: string]: unknown }): Asked => ({ operation: 'Dossier.create', idempotencyKey, input })
const idOf = (seen: readonly { readonly body?: unknown }[], at: number): string => (seen[at]?.body as { id: string }).id

/** What a contract asks of its callers, and code behind operations. */
export const policyScenarios: readonly Scenario[] = [
  {
    name: 'Where the contract asks for a revision, a change without one is refused and one with it is made',
    ...base,
    steps: [
      { call: { operation: 'Safe.create', input: { number: 'A1' } }, expect: { created: true } },
      { call: { operation: 'Safe.update', key: 'A1', input: { content: '6' } }, expect: { code: 'precondition-required' } },
      { call: { operation: 'Safe.replace', key: 'A1', input: { content: '6' } }, expect: { code: 'precondition-required' } },
      { call: { operation: 'Safe.delete', key: 'A1' }, expect: { code: 'precondition-required' } },
      { call: { operation: 'Safe.update', key: 'A1', ifMatch: [1], input: { content: '6' } }, expect: { revision: 2 } },
      { call: { operation: 'Safe.update', key: 'A1', ifMatch: [1, 2], input: { content: '7' } }, expect: { revision: 3 } },
      { call: { operation: 'Safe.update', key: 'A1', ifMatch: '*', input: { content: '8' } }, expect: { revision: 4 } },
      { call: { operation: 'Safe.replace', key: 'A1', ifMatch: [4], input: { content: '9' } }, expect: { revision: 5 } },
      { call: { operation: 'Safe.delete', key: 'A1', ifMatch: [4] }, expect: { code: 'precondition-failed' } },
      { call: { operation: 'Safe.delete', key: 'A1', ifMatch: [5] }, expect: { empty: true } },
      { call: { operation: 'Safe.update', key: 'A1', ifMatch: '*', input: { content: '1' } }, expect: { code: 'not-found' } },
    ],
  },
  {
    name: 'A replace that may only create, or only replace, does not do the other',
    ...base,
    steps: [
      { call: { operation: 'Safe.replace', key: 'A1', ifMatch: '*', input: { content: '1' } }, expect: { code: 'precondition-failed' } },
      { call: { operation: 'Safe.replace', key: 'A1', ifNoneMatch: '*', input: { content: '1' } }, expect: { created: true, revision: 1 } },
      { call: { operation: 'Safe.replace', key: 'A1', ifNoneMatch: '*', input: { content: '2' } }, expect: { code: 'precondition-failed' } },
      { call: { operation: 'Safe.get', key: 'A1' }, expect: { record: { content: '1' }, revision: 1 } },
      { call: { operation: 'Safe.get', key: 'A1', ifNoneMatch: [1] }, expect: { unchanged: true, revision: 1 } },
    ],
  },
  {
    name: 'Where the contract asks for an idempotency key, a call without one does nothing',
    ...base,
    steps: [
      account('A1'),
      { call: { operation: 'Account.deposit', key: 'A1', input: { amount: 5 } }, expect: { code: 'idempotency-key-missing' } },
      { call: { operation: 'Account.deposit', key: 'A1', idempotencyKey: 'd', input: { amount: 5 } }, expect: { output: { balance: 5 } } },
      { call: { operation: 'Account.deposit', key: 'A1', idempotencyKey: 'd', input: { amount: 5 } }, expect: { output: { balance: 5 }, replayed: true } },
      { call: { operation: 'Account.deposit', key: 'A1', idempotencyKey: 'd', input: { amount: 6 } }, expect: { code: 'idempotency-key-reused' } },
      { call: { operation: 'Account.deposit', key: 'A1', idempotencyKey: 'D', input: { amount: 6 } }, expect: { output: { balance: 11 } } },
      { call: { operation: 'Dossier.create', input: { account: 'A1', text: 't' } }, expect: { code: 'idempotency-key-missing' } },
      { call: dossier('k', { account: 'A1', text: 't', password: 'p' }), expect: { created: true } },
      { call: dossier('k', { account: 'A1', text: 't', password: 'p' }), expect: { created: true, replayed: true } },
      { call: { operation: 'Dossier.list', query: { count: true } }, expect: { count: 1 } },
    ],
  },
  {
    name: 'One key has one effect, whichever protocol each of the calls comes by',
    ...base,
    inTurn: 'from each',
    steps: [
      account('A1', { balance: 10 }),
      account('A2'),
      ...Array.from({ length: CALLS }, (_, i): Step => ({
        call: { operation: 'Account.deposit', key: 'A1', idempotencyKey: 'deposit', input: { amount: 5 } },
        expect: { output: { balance: 15 }, ...(i > 0 && { replayed: true }) },
      })),
      ...Array.from({ length: CALLS }, (_, i): Step => ({
        call: { operation: 'transfer', idempotencyKey: 'transfer', input: { from: 'A1', to: 'A2', amount: 4, note: null } },
        expect: { output: { from: 11, to: 4 }, ...(i > 0 && { replayed: true }) },
      })),
      ...Array.from({ length: CALLS }, (_, i): Step => ({
        call: { operation: 'transfer', idempotencyKey: 'too much', input: { from: 'A1', to: 'A2', amount: 99 } },
        expect: { code: 'overdrawn', detail: { account: 'A1', missing: 88 }, ...(i > 0 && { replayed: true }) },
      })),
      ...Array.from({ length: CALLS }, (_, i): Step => ({
        call: { operation: 'Account.update', key: 'A2', ifMatch: [2], idempotencyKey: 'update', input: { owner: 'NW' } },
        expect: { record: { owner: 'NW' }, revision: 3, ...(i > 0 && { replayed: true }) },
      })),
      ...Array.from({ length: CALLS }, (_, i): Step => ({
        call: dossier('create', { account: 'A1', text: 'x' }),
        expect: { created: true, ...(i > 0 && { replayed: true }) },
      })),
      ...Array.from({ length: CALLS }, (_, i): Step => ({
        call: { operation: 'Account.close', key: 'A1', idempotencyKey: 'close' },
        expect: { record: { number: 'A1' }, ...(i > 0 && { replayed: true }) },
      })),
      ...Array.from({ length: CALLS }, (_, i): Step => ({
        call: { operation: 'Account.delete', key: 'A2', ifMatch: [3], idempotencyKey: 'delete' },
        expect: { empty: true, ...(i > 0 && { replayed: true }) },
      })),
      { call: { operation: 'Account.list' }, expect: { items: [{ number: 'A1', balance: 11 }] } },
    ],
  },
  {
    name: 'What was refused leaves its key free for whichever protocol asks next',
    ...base,
    inTurn: 'from each',
    steps: [
      account('A1'),
      { call: { operation: 'Account.update', key: 'A1', ifMatch: [9], idempotencyKey: 'u', input: { balance: 1 } }, expect: { code: 'precondition-failed' } },
      {
        call: { operation: 'Account.update', key: 'A1', ifMatch: [1], idempotencyKey: 'u', input: { balance: -1 } },
        expect: { code: 'invalid', errors: ['/balance'] },
      },
      { call: { operation: 'Account.update', key: 'A1', ifMatch: [1], idempotencyKey: 'u', input: { balance: 1 } }, expect: { revision: 2 } },
      { call: { operation: 'Account.update', key: 'A1', ifMatch: [1], idempotencyKey: 'u', input: { balance: 1 } }, expect: { revision: 2, replayed: true } },
      {
        call: { operation: 'Account.update', key: 'A1', ifMatch: [2], idempotencyKey: 'u', input: { balance: 1 } },
        expect: { code: 'idempotency-key-reused' },
      },
      { wait: 25 * HOUR, call: { operation: 'Account.update', key: 'A1', ifMatch: [2], idempotencyKey: 'u', input: { balance: 3 } }, expect: { revision: 3 } },
    ],
  },
  {
    name: 'One caller has one rate and one quota, over all protocols together',
    ...base,
    inTurn: 'from each',
    steps: [
      { as: 'slow', call: { operation: 'Account.list' }, expect: {} },
      { as: 'slow', call: { operation: 'openingHours' }, expect: {} },
      { as: 'slow', call: { operation: 'Account.get', key: 'A404' }, expect: { code: 'not-found' } },
      { as: 'slow', call: { operation: 'Account.list' }, expect: { code: 'rate-limited' } },
      { as: 'slow', wait: 2000, call: { operation: 'Account.create', input: { number: 1 } }, expect: { code: 'invalid' } },
      { as: 'slow', call: { operation: 'ping' }, expect: {} },
      { as: 'slow', wait: 9000, call: { operation: 'Account.list' }, expect: { code: 'quota-exceeded' } },
      { as: 'slow', wait: 24 * HOUR, call: { operation: 'Account.list' }, expect: {} },
      { as: 'slow', call: { operation: 'Account.list' }, expect: { code: 'quota-exceeded' } },
      { call: { operation: 'Account.list' }, expect: {} },
    ],
  },
  {
    name: 'Reads that are audited are in the trail, also of one record, a list and what comes along',
    ...base,
    steps: [
      account('A1'),
      { call: dossier('a', { account: 'A1', text: 'one' }), expect: { created: true } },
      { call: (seen) => ({ operation: 'Dossier.get', key: idOf(seen, 1) }), expect: { record: { text: 'one' } } },
      { call: (seen) => ({ operation: 'Dossier.get', key: idOf(seen, 1), include: ['account'] }), expect: { record: { account: { number: 'A1' } } } },
      { call: { operation: 'Dossier.list', query: { filter: [{ field: 'account', operator: 'eq', values: ['A1'] }] } }, expect: { items: [{ text: 'one' }] } },
      { call: { operation: 'Dossier.get', key: '0190a1b2-0000-7000-8000-000000000000' }, expect: { code: 'not-found' } },
      { as: 'reader', call: { operation: 'Dossier.list' }, expect: { code: 'insufficient-scope' } },
      { call: { operation: 'Account.get', key: 'A1' }, expect: {} },
    ],
  },
  {
    name: 'What is only written is never shown, and is masked in the trail',
    ...base,
    steps: [
      account('A1'),
      {
        call: dossier('a', { account: 'A1', text: 'one', password: 'hunter2' }),
        expect: { fields: ['id', 'account', 'text', 'revision', 'createdAt', 'updatedAt'] },
      },
      {
        call: (seen) => ({ operation: 'Dossier.update', key: idOf(seen, 1), idempotencyKey: 'b', input: { password: 'hunter3' } }),
        expect: { fields: ['id', 'account', 'text', 'revision', 'createdAt', 'updatedAt'], revision: 2 },
      },
      {
        call: { operation: 'Dossier.list', query: { filter: [{ field: 'password', operator: 'eq', values: ['hunter3'] }] } },
        expect: { code: 'invalid-filter' },
      },
      { call: { operation: 'Dossier.list', fields: ['password'] }, expect: { code: 'invalid-filter' } },
    ],
  },
  {
    name: 'A secret is shown once and kept nowhere, not for a key either',
    ...base,
    steps: [
      account('A1'),
      { call: { operation: 'Account.issueCard', key: 'A1', idempotencyKey: 'c' }, expect: { output: { number: 'A1', pin: '4711' } } },
      { call: { operation: 'Account.issueCard', key: 'A1', idempotencyKey: 'c' }, expect: { code: 'gone' } },
      { call: { operation: 'Account.issueCard', key: 'A1' }, expect: { output: { number: 'A1', pin: '4711' } } },
    ],
  },
  {
    name: 'A fault of a rule in front of a change has its type and its place',
    ...base,
    steps: [
      account('A1', { frozen: true }),
      { call: { operation: 'Account.update', key: 'A1', ifMatch: [1], input: { balance: 1 } }, expect: { code: 'frozen', errors: ['/frozen'] } },
      { call: { operation: 'Account.deposit', key: 'A1', idempotencyKey: 'd', input: { amount: 1 } }, expect: { code: 'frozen' } },
      { call: { operation: 'Account.update', key: 'A1', ifMatch: [1], input: { frozen: false } }, expect: { revision: 2 } },
    ],
  },
  {
    name: 'An operation that changes several records changes all of them or none',
    ...base,
    steps: [
      account('A1', { balance: 10 }),
      account('A2', { frozen: true }),
      account('A3'),
      { call: { operation: 'transfer', input: { from: 'A1', to: 'A3', amount: 3 } }, expect: { output: { from: 7, to: 3 } } },
      { call: { operation: 'transfer', input: { from: 'A1', to: 'A3', amount: 8 } }, expect: { code: 'overdrawn', detail: { account: 'A1', missing: 1 } } },
      { call: { operation: 'transfer', input: { from: 'A1', to: 'A2', amount: 1 } }, expect: { code: 'frozen' } },
      { call: { operation: 'transfer', input: { from: 'A1', to: 'A9', amount: 1 } }, expect: { code: 'not-found' } },
      { call: { operation: 'transfer', input: { from: 'A1', to: 'A3', amount: 0 } }, expect: { code: 'invalid', errors: ['/amount'] } },
      { call: { operation: 'transfer', input: { from: 'A1', to: 'A3' } }, expect: { code: 'invalid', errors: ['/amount'] } },
      { call: { operation: 'transfer', input: { from: 'A1', to: 'A3', amount: 1, fee: 1 } }, expect: { code: 'invalid', errors: ['/fee'] } },
      {
        call: { operation: 'Account.list', fields: ['balance'] },
        expect: {
          items: [
            { number: 'A1', balance: 7 },
            { number: 'A2', balance: 0 },
            { number: 'A3', balance: 3 },
          ],
        },
      },
    ],
  },
  {
    name: 'An operation that reads answers from the records of its caller',
    ...base,
    steps: [
      account('A1', { balance: 10, owner: 'NW' }),
      account('A2', { balance: 1 }),
      { call: { operation: 'total', input: { accounts: ['A1', 'A2'] } }, expect: { output: { total: 11, counted: ['A1', 'A2'] } } },
      { call: { operation: 'total', input: { accounts: ['A1', 'A2'], least: 2 } }, expect: { output: { total: 10, counted: ['A1'] } } },
      { call: { operation: 'total', input: { accounts: [] } }, expect: { output: { total: 0, counted: [] } } },
      { call: { operation: 'total', input: { accounts: ['A1', 'A1', 'A1', 'A1'] } }, expect: { code: 'invalid', errors: ['/accounts'] } },
      { call: { operation: 'total', input: {} }, expect: { code: 'invalid', errors: ['/accounts'] } },
      { as: 'nordwerk', call: { operation: 'total', input: { accounts: ['A1'] } }, expect: { output: { total: 10, counted: ['A1'] } } },
      { as: 'nordwerk', call: { operation: 'total', input: { accounts: ['A2'] } }, expect: { code: 'not-found' } },
      { call: { operation: 'ping' }, expect: { empty: true } },
    ],
  },
  {
    name: 'Everyone, a partner and the plant each find what is for them, and nothing else is there',
    ...base,
    steps: [
      account('A1', { balance: 10, owner: 'NW' }),
      account('A2', { balance: 20 }),
      { as: 'anyone', call: { operation: 'openingHours' }, expect: { output: { from: '08:00:00', to: '16:30:00' } } },
      {
        as: 'anyone',
        call: { operation: 'Account.list' },
        expect: {
          items: [
            { number: 'A1', frozen: false },
            { number: 'A2', frozen: false },
          ],
        },
      },
      { as: 'anyone', call: { operation: 'Account.list', fields: ['balance'] }, expect: { code: 'invalid-filter' } },
      { as: 'anyone', call: { operation: 'Account.get', key: 'A1' }, expect: { code: 'unauthenticated' } },
      { as: 'anyone', call: { operation: 'total', input: { accounts: [] } }, expect: { code: 'unauthenticated' } },
      { as: 'nordwerk', call: { operation: 'openingHours' }, expect: {} },
      { as: 'nordwerk', call: { operation: 'Account.list', query: { count: true } }, expect: { items: [{ number: 'A1' }], count: 1 } },
      { as: 'nordwerk', call: { operation: 'Account.deposit', key: 'A1', idempotencyKey: 'x', input: { amount: 1 } }, expect: { output: { balance: 11 } } },
      { as: 'nordwerk', call: { operation: 'Account.deposit', key: 'A2', idempotencyKey: 'y', input: { amount: 1 } }, expect: { code: 'not-found' } },
      { as: 'nordwerk', call: { operation: 'Account.update', key: 'A1', ifMatch: '*', input: { balance: 1 } }, expect: { code: 'forbidden' } },
      { as: 'nordwerk', call: { operation: 'transfer', input: { from: 'A1', to: 'A2', amount: 1 } }, expect: { code: 'not-found' } },
      { as: 'nordwerk', call: { operation: 'ping' }, expect: { code: 'not-found' } },
    ],
  },
]
