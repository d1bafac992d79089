import { defineContract, defineFault, defineOperation, defineResource, t } from '../../src/contract/index.ts'
import { guard, implement } from '../../src/kernel/bindings.ts'

/** What a contract may ask of its callers beside the shape of data: keys, preconditions, audited reads, secrets, code behind operations. */
const Overdrawn = defineFault('overdrawn', {
  code: 'conflict',
  doc: 'There is not enough in the account.',
  detail: { account: t.string(), missing: t.integer() },
})
const Frozen = defineFault('frozen', { code: 'conflict', doc: 'The account is frozen.' })

const Account = defineResource('Account', {
  key: { number: t.string({ pattern: '^A[0-9]+$' }) },
  fields: { owner: t.string().optional(), balance: t.integer({ minimum: 0 }).default(0), frozen: t.boolean().default(false) },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  faults: [Frozen],
  access: { partner: { can: ['get', 'list', 'deposit'], own: 'owner' }, public: { can: ['list'], show: ['frozen'] } },
  commands: {
    deposit: {
      event: 'deposited',
      input: { amount: t.integer({ minimum: 1 }) },
      output: { balance: t.integer() },
      faults: [Frozen],
      requireIdempotencyKey: true,
    },
    issueCard: { event: 'cardIssued', secret: true, output: { number: t.string(), pin: t.string() } },
    close: { event: 'closed' },
  },
})

const Dossier = defineResource('Dossier', {
  key: { id: t.id() },
  fields: { account: t.ref(Account), text: t.string(), password: t.string().optional().writeOnly() },
  standard: ['get', 'list', 'create', 'update'],
  auditReads: true,
  requireIdempotencyKey: true,
  lists: [{ equal: ['account'] }],
})

const Safe = defineResource('Safe', {
  key: { number: t.string() },
  fields: { content: t.string().optional() },
  standard: ['get', 'create', 'update', 'delete'],
  requireMatch: true,
})

const Transfer = defineOperation('transfer', {
  input: { from: t.string(), to: t.string(), amount: t.integer({ minimum: 1 }), note: t.string().optional().nullable() },
  output: { from: t.integer(), to: t.integer() },
  faults: [Overdrawn, Frozen],
})
const Total = defineOperation('total', {
  reads: true,
  input: { accounts: t.list(t.string(), { maxItems: 3 }), least: t.integer().default(0) },
  output: { total: t.integer(), counted: t.list(t.string()) },
  audiences: ['internal', 'partner'],
})
const Hours = defineOperation('openingHours', { reads: true, output: { from: t.time(), to: t.time() }, audiences: ['internal', 'partner', 'public'] })
const Ping = defineOperation('ping', { audiences: ['internal'] })

export const vault = defineContract('vault', { version: 'v1', members: [Account, Dossier, Safe, Transfer, Total, Hours, Ping] })

export const vaultBindings = [
  guard(Account, ({ record, before, fail }) => {
    if (before?.frozen && record.frozen) fail(Frozen, {}, { pointer: '/frozen', detail: 'must be taken back first' })
  }),
  implement(
    Account,
    {
      deposit(context, { amount }) {
        if (context.record.frozen) context.fail(Frozen, {})
        const balance = context.record.balance + amount
        context.update({ balance })
        return { balance }
      },
      issueCard: (context) => ({ number: context.record.number, pin: '4711' }),
    },
    { reaches: 'nothing' },
  ),
  implement(
    Transfer,
    async (context, { from, to, amount }) => {
      const [source, target] = [await context.call(Account.get, { number: from }), await context.call(Account.get, { number: to })]
      if (source.frozen || target.frozen) context.fail(Frozen, {})
      if (source.balance < amount) context.fail(Overdrawn, { account: from, missing: amount - source.balance })
      await context.call(Account.update, { number: from, balance: source.balance - amount })
      await context.call(Account.update, { number: to, balance: target.balance + amount })
      return { from: source.balance - amount, to: target.balance + amount }
    },
    { reaches: 'nothing' },
  ),
  implement(
    Total,
    async (context, { accounts, least }) => {
      let total = 0
      const counted: string[] = []
      for (const number of accounts) {
        const { balance } = await context.call(Account.get, { number })
        if (balance < least) continue
        total += balance
        counted.push(number)
      }
      return { total, counted }
    },
    { reaches: 'nothing' },
  ),
  implement(Hours, () => ({ from: '08:00:00', to: '16:30:00' }), { reaches: 'nothing' }),
  implement(Ping, () => {}, { reaches: 'nothing' }),
]
