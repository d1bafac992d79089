import { plant, plantBindings } from '../contract.ts'
import type { Scenario } from '../scenario.ts'

const callers = {
  nordwerk: { audience: 'partner', owner: 'NW' },
  suedwerk: { audience: 'partner', owner: 'SW' },
  nobody: { audience: 'partner' },
  reader: { scopes: ['orders.read'] },
  powerless: { scopes: [] },
  elsewhere: { addresses: ['10.20.0.0/16', 'fd00::/8'] },
  disabled: { disabled: true },
} as const
const base = { contract: plant, bindings: plantBindings, callers }
const two = [
  {
    call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1', customer: 'NW', cost: { amount: '10.00', currency: 'EUR' } } },
    expect: { created: true },
  },
  { call: { operation: 'Order.create', input: { id: 'PO-0002', quantity: '2', customer: 'SW' } }, expect: { created: true } },
  { call: { operation: 'Order.create', input: { id: 'PO-0003', quantity: '3' } }, expect: { created: true } },
] as const

/** Who may see and do what. */
export const accessScenarios: readonly Scenario[] = [
  {
    name: 'A partner sees its own records, and for it the others are not there',
    ...base,
    steps: [
      ...two,
      { as: 'nordwerk', call: { operation: 'Order.list', query: { count: true } }, expect: { items: [{ id: 'PO-0001' }], count: 1 } },
      { as: 'nordwerk', call: { operation: 'Order.get', key: 'PO-0002' }, expect: { code: 'not-found' } },
      { as: 'nordwerk', call: { operation: 'Order.get', key: 'PO-0003' }, expect: { code: 'not-found' } },
      { as: 'nobody', call: { operation: 'Order.list' }, expect: { items: [] } },
      { as: 'nobody', call: { operation: 'Order.get', key: 'PO-0003' }, expect: { code: 'not-found' } },
      { as: 'nordwerk', call: { operation: 'Order.list', query: { filter: [{ field: 'customer', operator: 'eq', values: ['SW'] }] } }, expect: { items: [] } },
      { as: 'nordwerk', call: { operation: 'Order.update', key: 'PO-0002', input: { quantity: '9' } }, expect: { code: 'not-found' } },
      { as: 'nordwerk', call: { operation: 'Order.replace', key: 'PO-0002', input: { quantity: '9' } }, expect: { code: 'not-found' } },
    ],
  },
  {
    name: 'A partner cannot see, set, filter by, sort by or ask for a hidden field',
    ...base,
    steps: [
      ...two,
      {
        as: 'nordwerk',
        call: { operation: 'Order.get', key: 'PO-0001' },
        expect: { fields: ['id', 'customer', 'quantity', 'state', 'revision', 'createdAt', 'updatedAt'] },
      },
      {
        as: 'nordwerk',
        call: { operation: 'Order.update', key: 'PO-0001', input: { cost: { amount: '1.00', currency: 'EUR' } } },
        expect: { code: 'invalid', errors: ['/cost'] },
      },
      {
        as: 'nordwerk',
        call: { operation: 'Order.list', query: { filter: [{ field: 'priority', operator: 'eq', values: ['5'] }] } },
        expect: { code: 'invalid-filter' },
      },
      { as: 'nordwerk', call: { operation: 'Order.list', query: { sort: { field: 'priority', descending: false } } }, expect: { code: 'invalid-filter' } },
      { as: 'nordwerk', call: { operation: 'Order.get', key: 'PO-0001', fields: ['cost'] }, expect: { code: 'invalid-filter' } },
      { as: 'nordwerk', call: { operation: 'Order.replace', key: 'PO-0001', input: { customer: 'NW', quantity: '5' } }, expect: { revision: 2 } },
      { call: { operation: 'Order.get', key: 'PO-0001' }, expect: { record: { cost: { amount: '10.00', currency: 'EUR' }, quantity: '5' } } },
    ],
  },
  {
    name: 'A partner makes records of its own, and can neither make nor hand over another’s',
    ...base,
    steps: [
      { as: 'nordwerk', call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' } }, expect: { created: true, record: { customer: 'NW' } } },
      {
        as: 'nordwerk',
        call: { operation: 'Order.create', input: { id: 'PO-0002', quantity: '1', customer: 'SW' } },
        expect: { code: 'invalid', errors: ['/customer'] },
      },
      { as: 'nordwerk', call: { operation: 'Order.update', key: 'PO-0001', input: { customer: 'SW' } }, expect: { code: 'invalid', errors: ['/customer'] } },
      { as: 'nordwerk', call: { operation: 'Order.update', key: 'PO-0001', input: { customer: null } }, expect: { code: 'invalid', errors: ['/customer'] } },
      { call: { operation: 'Order.get', key: 'PO-0001' }, expect: { record: { customer: 'NW' }, revision: 1 } },
    ],
  },
  {
    name: 'An owner over a reference follows the record it leads to, also when that changes hands',
    ...base,
    steps: [
      ...two,
      { call: { operation: 'OrderLine.create', input: { order: 'PO-0001', position: 1, material: 'P-1042' } }, expect: { created: true } },
      { call: { operation: 'OrderLine.create', input: { order: 'PO-0009', position: 1, material: 'C-0088' } }, expect: { created: true } },
      { as: 'nordwerk', call: { operation: 'OrderLine.list' }, expect: { items: [{ material: 'P-1042' }] } },
      { as: 'suedwerk', call: { operation: 'OrderLine.list' }, expect: { items: [] } },
      { as: 'suedwerk', call: (seen) => ({ operation: 'OrderLine.get', key: (seen[3]?.body as { id: string }).id }), expect: { code: 'not-found' } },
      { call: { operation: 'Order.update', key: 'PO-0001', input: { customer: 'SW' } }, expect: { revision: 2 } },
      { as: 'nordwerk', call: { operation: 'OrderLine.list' }, expect: { items: [] } },
      { as: 'suedwerk', call: { operation: 'OrderLine.list' }, expect: { items: [{ material: 'P-1042' }] } },
      {
        as: 'suedwerk',
        call: (seen) => ({ operation: 'OrderLine.get', key: (seen[3]?.body as { id: string }).id }),
        expect: { record: { material: 'P-1042' } },
      },
      { call: { operation: 'Order.create', input: { id: 'PO-0009', quantity: '1', customer: 'NW' } }, expect: { created: true } },
      { as: 'nordwerk', call: { operation: 'OrderLine.list' }, expect: { items: [{ material: 'C-0088' }] } },
    ],
  },
  {
    name: 'Scopes, audiences, addresses and a disabled consumer each refuse in their own way',
    ...base,
    steps: [
      ...two,
      { as: 'reader', call: { operation: 'Order.get', key: 'PO-0001' }, expect: { record: { id: 'PO-0001' } } },
      { as: 'reader', call: { operation: 'Order.update', key: 'PO-0001', input: { quantity: '2' } }, expect: { code: 'insufficient-scope' } },
      { as: 'reader', call: { operation: 'Order.start', key: 'PO-0001', input: { line: 'l3' } }, expect: { code: 'insufficient-scope' } },
      { as: 'powerless', call: { operation: 'Order.list' }, expect: { code: 'insufficient-scope' } },
      { as: 'elsewhere', call: { operation: 'Order.list' }, expect: { code: 'address-not-allowed' } },
      { as: 'disabled', call: { operation: 'Order.list' }, expect: { code: 'unauthenticated' } },
      { as: 'nordwerk', call: { operation: 'Order.delete', key: 'PO-0001' }, expect: { code: 'forbidden' } },
      { as: 'nordwerk', call: { operation: 'Order.start', key: 'PO-0001', input: { line: 'l3' } }, expect: { code: 'forbidden' } },
      { as: 'anyone', call: { operation: 'Order.get', key: 'PO-0001' }, expect: { code: 'unauthenticated' } },
      { call: { operation: 'Partner.create', input: { id: 'NW', title: 'Nordwerk', class: 'A' } }, expect: { created: true } },
      { as: 'anyone', call: { operation: 'Partner.get', key: 'NW' }, expect: { fields: ['id', 'title', 'revision', 'createdAt', 'updatedAt'] } },
    ],
  },
  {
    name: 'Included records are the caller’s own, and a composite is one call',
    ...base,
    steps: [
      ...two,
      { call: { operation: 'Partner.create', input: { id: 'NW', title: 'Nordwerk' } }, expect: { created: true } },
      { call: { operation: 'OrderLine.create', input: { order: 'PO-0001', position: 2, material: 'S-3310' } }, expect: { created: true } },
      { call: { operation: 'OrderLine.create', input: { order: 'PO-0001', position: 1, material: 'C-0088' } }, expect: { created: true } },
      {
        as: 'nordwerk',
        call: { operation: 'Order.get', key: 'PO-0001', include: ['lines', 'customer'] },
        expect: { record: { customer: { id: 'NW', title: 'Nordwerk' }, lines: [{ material: 'S-3310' }, { material: 'C-0088' }] } },
      },
      {
        as: 'nordwerk',
        call: { operation: 'OrderOverview', key: 'PO-0001' },
        expect: { record: { customer: { id: 'NW' }, lines: [{ position: 2 }, { position: 1 }] } },
      },
      { as: 'suedwerk', call: { operation: 'OrderOverview', key: 'PO-0001' }, expect: { code: 'not-found' } },
      {
        call: { operation: 'Order.list', include: ['lines'], query: { sort: { field: 'quantity', descending: false } } },
        expect: {
          items: [
            { id: 'PO-0001', lines: [{}, {}] },
            { id: 'PO-0002', lines: [] },
            { id: 'PO-0003', lines: [] },
          ],
        },
      },
      { call: { operation: 'Order.list', include: ['quantity'] }, expect: { code: 'invalid-filter' } },
    ],
  },
]
