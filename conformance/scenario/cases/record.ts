import { plant, plantBindings } from '../contract.ts'
import type { Scenario } from '../scenario.ts'

/** One record: made, read, changed, deleted. */
export const recordScenarios: readonly Scenario[] = [
  {
    name: 'A record is created, read back and listed',
    contract: plant,
    bindings: plantBindings,
    steps: [
      {
        call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '12.500', due: '2026-10-01T06:00:00+02:00' } },
        expect: { created: true, revision: 1, record: { id: 'PO-0001', quantity: '12.500', state: 'Released', priority: 5, revision: 1 } },
      },
      {
        call: { operation: 'Order.get', key: 'PO-0001' },
        expect: { revision: 1, fields: ['id', 'quantity', 'due', 'priority', 'state', 'revision', 'createdAt', 'updatedAt'] },
      },
      { call: { operation: 'Order.list' }, expect: { items: [{ id: 'PO-0001' }], more: false } },
      { call: { operation: 'Order.get', key: 'PO-9999' }, expect: { code: 'not-found' } },
      { call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' } }, expect: { code: 'already-exists' } },
    ],
  },
  {
    name: 'What does not fit the contract is refused with a pointer to it, and nothing is stored',
    contract: plant,
    bindings: plantBindings,
    steps: [
      { call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: 12 } }, expect: { code: 'invalid', errors: ['/quantity'] } },
      { call: { operation: 'Order.create', input: { id: 'PO-1', quantity: '1', state: 'Running' } }, expect: { code: 'invalid' } },
      { call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '-0.001' } }, expect: { code: 'invalid', errors: ['/quantity'] } },
      { call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1', colour: 'red' } }, expect: { code: 'invalid', errors: ['/colour'] } },
      { call: { operation: 'Order.list' }, expect: { items: [] } },
    ],
  },
  {
    name: 'A merge patch changes what it names, null removes, and an unchanged record keeps its revision',
    contract: plant,
    bindings: plantBindings,
    steps: [
      { call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1', note: 'first' } }, expect: { revision: 1 } },
      {
        call: { operation: 'Order.update', key: 'PO-0001', input: { quantity: '2.000' } },
        expect: { revision: 2, record: { quantity: '2.000', note: 'first' } },
      },
      { call: { operation: 'Order.update', key: 'PO-0001', input: { quantity: '2.000' } }, expect: { revision: 2 } },
      { call: { operation: 'Order.update', key: 'PO-0001', input: { due: null, quantity: '3' } }, expect: { revision: 3, record: { quantity: '3' } } },
      { call: { operation: 'Order.update', key: 'PO-0001', input: { state: 'Running' } }, expect: { code: 'invalid', errors: ['/state'] } },
      {
        call: {
          operation: 'Order.update',
          key: 'PO-0001',
          patch: 'json',
          input: [
            { op: 'test', path: '/quantity', value: '3' },
            { op: 'replace', path: '/quantity', value: '4' },
          ],
        },
        expect: { revision: 4, record: { quantity: '4', note: 'first' } },
      },
      {
        call: {
          operation: 'Order.update',
          key: 'PO-0001',
          patch: 'json',
          input: [
            { op: 'replace', path: '/quantity', value: '5' },
            { op: 'test', path: '/note', value: 'second' },
          ],
        },
        expect: { code: 'conflict' },
      },
      { call: { operation: 'Order.get', key: 'PO-0001' }, expect: { revision: 4, record: { quantity: '4' } } },
    ],
  },
  {
    name: 'A change based on an older revision is refused',
    contract: plant,
    bindings: plantBindings,
    steps: [
      { call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' } }, expect: { revision: 1 } },
      { call: { operation: 'Order.update', key: 'PO-0001', ifMatch: [1], input: { quantity: '2' } }, expect: { revision: 2 } },
      { call: { operation: 'Order.update', key: 'PO-0001', ifMatch: [1], input: { quantity: '3' } }, expect: { code: 'precondition-failed' } },
      { call: { operation: 'Order.get', key: 'PO-0001', ifNoneMatch: [1] }, expect: { unchanged: false, revision: 2 } },
      { call: { operation: 'Order.get', key: 'PO-0001', ifNoneMatch: [2] }, expect: { unchanged: true, revision: 2 } },
      { call: { operation: 'Partner.create', input: { id: 'NW', title: 'Nordwerk' } }, expect: { created: true } },
      { call: { operation: 'Partner.update', key: 'NW', input: { title: 'Nordwerk AG' } }, expect: { code: 'precondition-required' } },
      { call: { operation: 'Partner.update', key: 'NW', ifMatch: [1], input: { title: 'Nordwerk AG' } }, expect: { revision: 2 } },
    ],
  },
  {
    name: 'A whole record is replaced, what the caller does not see stays, and a given key creates',
    contract: plant,
    bindings: plantBindings,
    steps: [
      { call: { operation: 'Order.replace', key: 'PO-0002', input: { quantity: '1', note: 'n' } }, expect: { created: true, revision: 1 } },
      {
        call: { operation: 'Order.replace', key: 'PO-0002', input: { id: 'PO-0002', quantity: '2', pin: '1234' } },
        expect: { created: false, revision: 2, fields: ['id', 'quantity', 'state', 'revision', 'createdAt', 'updatedAt'] },
      },
      { call: { operation: 'Order.replace', key: 'PO-0002', input: { id: 'PO-0003', quantity: '2' } }, expect: { code: 'id-mismatch' } },
      { call: { operation: 'Order.replace', key: 'PO-0002', ifNoneMatch: '*', input: { quantity: '2' } }, expect: { code: 'precondition-failed' } },
    ],
  },
  {
    name: 'A record keeps the key that it is addressed by, whatever the body says',
    contract: plant,
    bindings: plantBindings,
    steps: [
      { call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' } }, expect: { revision: 1 } },
      { call: { operation: 'Order.update', key: 'PO-0001', input: { id: 'PO-0001', quantity: '2' } }, expect: { revision: 2 } },
      { call: { operation: 'Order.update', key: 'PO-0001', input: { id: 'PO-0002' } }, expect: { code: 'id-mismatch', errors: ['/id'] } },
      { call: { operation: 'Order.update', key: 'PO-0001', input: { id: null } }, expect: { code: 'invalid', errors: ['/id'] } },
      {
        call: { operation: 'Order.update', key: 'PO-0001', patch: 'json', input: [{ op: 'replace', path: '/id', value: 'PO-0002' }] },
        expect: { code: 'id-mismatch', errors: ['/id'] },
      },
      { call: { operation: 'Order.replace', key: 'PO-0001', input: { id: 'PO-0002', quantity: '2' } }, expect: { code: 'id-mismatch', errors: ['/id'] } },
      { call: { operation: 'Order.replace', key: 'PO-0003', input: { id: 'PO-0002', quantity: '2' } }, expect: { code: 'id-mismatch', errors: ['/id'] } },
      { call: { operation: 'Order.get', key: 'PO-0001' }, expect: { revision: 2, record: { id: 'PO-0001', quantity: '2' } } },
      { call: { operation: 'Order.list' }, expect: { items: [{ id: 'PO-0001' }] } },
    ],
  },
  {
    name: 'A deleted record is gone, and one made again under its key goes on counting revisions',
    contract: plant,
    bindings: plantBindings,
    steps: [
      { call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' } }, expect: { revision: 1 } },
      { call: { operation: 'Order.delete', key: 'PO-0001' }, expect: { empty: true } },
      { call: { operation: 'Order.get', key: 'PO-0001' }, expect: { code: 'not-found' } },
      { call: { operation: 'Order.delete', key: 'PO-0001' }, expect: { code: 'not-found' } },
      { call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' } }, expect: { created: true, revision: 3 } },
    ],
  },
]
