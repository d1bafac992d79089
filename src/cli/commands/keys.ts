import type { Json } from '../../contract/index.ts'
import type { Caller, PlainOutcome } from '../../server/caller/caller.ts'
import { CALLER_OPTIONS, openCaller } from '../caller.ts'
import { defineCommand, JSON_OPTION } from '../command.ts'
import { EXIT, UsageError } from '../exit.ts'
import type { Io } from '../io.ts'
import { printProblem } from '../problem.ts'
import { soapPassword } from '../soap-password.ts'

type Row = { readonly [name: string]: Json }

const ACTIONS = ['list', 'issue', 'rotate', 'revoke', 'soap-password'] as const

export const keys = defineCommand({
  name: 'keys',
  summary: 'Consumers and their API keys.',
  doc: [
    'list: consumers, or the keys of one. issue NAME: a key for a consumer, which is made with --audience where it is not',
    'there. rotate ID: a new key; the old one is good until --overlap is over. revoke ID: refused from now on, in every process',
    'within a second. A key is printed once and kept nowhere. All of it is audited, and is also the administration API.',
    'soap-password ID: the password for PasswordDigest that is derived from the digestSecret of soap() for this key. It is kept',
    'nowhere and always the same, so it opens no store, and does not know whether there is such a key.',
  ],
  arguments: [
    { name: 'ACTION', doc: `${ACTIONS.join(', ')}.` },
    { name: 'NAME', doc: "The consumer's name, or the key's id (the eight characters behind bb_live_).", optional: true },
  ],
  options: {
    ...CALLER_OPTIONS,
    url: {
      ...CALLER_OPTIONS.url,
      doc: 'The address of a running administration API, as `busbar start` prints it (http://127.0.0.1:8080/admin/v1); the key is read from the environment variable BUSBAR_KEY.',
    },
    audience: { kind: 'text', value: 'AUDIENCE', choices: ['internal', 'partner', 'public'], doc: 'issue: makes the consumer, of this audience.' },
    owner: { kind: 'text', value: 'TEXT', doc: 'issue --audience: what the owner of a record is compared with.' },
    scopes: { kind: 'text', value: 'LIST', default: '*', doc: 'issue --audience: what its keys may do, separated by commas.' },
    plan: { kind: 'text', value: 'NAME', doc: 'issue --audience: its plan; unlimited without one.' },
    label: { kind: 'text', value: 'TEXT', doc: 'issue: what the key is for.' },
    ends: { kind: 'text', value: 'INSTANT', doc: 'issue: from when on it is refused, such as 2027-01-01T00:00:00Z.' },
    overlap: { kind: 'integer', value: 'SECONDS', minimum: 0, default: 86_400, doc: 'rotate: how long both keys are good.' },
    json: JSON_OPTION,
  },
  examples: [
    { does: 'who may call', run: 'busbar keys list' },
    {
      does: 'a new partner and its first key',
      run: 'busbar keys issue nordwerk-portal --audience partner --owner NORDWERK --scopes "production-orders.read,shipments.*"',
    },
    { does: 'a new key for the old one, which is good for another hour', run: 'busbar keys rotate 8LfCTMPj --overlap 3600' },
    { does: 'refuse a key, on a running server', run: 'busbar keys revoke 8LfCTMPj --url http://127.0.0.1:8080/admin/v1' },
    { does: 'what an old SOAP client that sends PasswordDigest has as its password', run: 'busbar keys soap-password 8LfCTMPj' },
  ],
  async run({ arguments: [action = '', name], options }, io) {
    if (!(ACTIONS as readonly string[]).includes(action)) throw new UsageError(`'${action}' is no action of busbar keys; there is ${ACTIONS.join(', ')}.`)
    if (action !== 'list' && name === undefined) throw new UsageError(`busbar keys ${action} needs ${action === 'issue' ? "a consumer's name" : "a key's id"}.`)
    if (action === 'soap-password') return soapPassword(name ?? '', options, io)
    await using caller = await openCaller(options, io, { api: 'administration' })
    switch (action) {
      case 'issue':
        return await issue(caller, { ...options, name: name ?? '' }, io)
      case 'rotate':
        return shown(await caller.call({ operation: 'Key.rotate', key: name ?? '', input: { overlapSeconds: options.overlap } }), options.json, io)
      case 'revoke': {
        const outcome = await caller.call({ operation: 'Key.revoke', key: name ?? '' })
        if (outcome.ok) io.err.write(`Key ${name} is refused from now on.\n`)
        return finished(outcome, io)
      }
      default:
        return await list(caller, { name, json: options.json }, io)
    }
  },
})

interface Issue {
  readonly name: string
  readonly audience: string | undefined
  readonly owner: string | undefined
  readonly scopes: string
  readonly plan: string | undefined
  readonly label: string | undefined
  readonly ends: string | undefined
  readonly json: boolean
}

async function issue(caller: Caller, of: Issue, io: Io): Promise<number> {
  if (of.audience !== undefined) {
    const made = await caller.call({
      operation: 'Consumer.create',
      input: {
        id: of.name,
        audience: of.audience,
        scopes: of.scopes.split(',').map((scope) => scope.trim()),
        ...(of.owner !== undefined && { owner: of.owner }),
        ...(of.plan !== undefined && { plan: of.plan }),
      },
    })
    if (!made.ok) return finished(made, io)
  }
  const outcome = await caller.call({
    operation: 'Consumer.issueKey',
    key: of.name,
    input: { ...(of.label !== undefined && { label: of.label }), ...(of.ends !== undefined && { endsAt: of.ends }) },
  })
  if (!outcome.ok && outcome.problem.code === 'not-found') {
    printProblem({ ...outcome.problem, detail: `There is no consumer '${of.name}'. Give --audience to make it.` }, io)
    return EXIT.failure
  }
  return shown(outcome, of.json, io)
}

/** A new key: alone on standard output, so that a script can keep it and nothing else. */
function shown(outcome: PlainOutcome, json: boolean, io: Io): number {
  if (!outcome.ok) return finished(outcome, io)
  const made = outcome.body as { readonly id: string; readonly key: string; readonly oldEndsAt?: string }
  if (json) io.out.write(`${JSON.stringify(made)}\n`)
  else {
    io.err.write(`Key ${made.id}, shown this once and kept nowhere:\n`)
    io.out.write(`${made.key}\n`)
    if (made.oldEndsAt !== undefined) io.err.write(`The old key is good until ${made.oldEndsAt}.\n`)
  }
  return EXIT.ok
}

async function list(caller: Caller, of: { readonly name: string | undefined; readonly json: boolean }, io: Io): Promise<number> {
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const outcome: PlainOutcome = await caller.call({
      operation: of.name === undefined ? 'Consumer.list' : 'Key.list',
      query: [
        ['limit', '200'],
        ...(of.name === undefined ? [] : [['consumer', of.name] as const]),
        ...(cursor === undefined ? [] : [['cursor', cursor] as const]),
      ],
    })
    if (!outcome.ok) return finished(outcome, io)
    rows.push(...((outcome.body ?? []) as readonly Row[]))
    cursor = outcome.next
  } while (cursor !== undefined)
  if (of.json) io.out.write(`${JSON.stringify(rows, undefined, 2)}\n`)
  else if (rows.length === 0) io.err.write(of.name === undefined ? 'There is no consumer.\n' : `${of.name} has no key.\n`)
  else
    io.out.write(
      table(
        of.name === undefined ? ['id', 'audience', 'owner', 'plan', 'scopes', 'disabled'] : ['id', 'label', 'environment', 'endsAt', 'revokedAt', 'createdAt'],
        rows,
      ),
    )
  return EXIT.ok
}

function table(columns: readonly string[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => cell(row[column])))
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((row) => row[i]?.length ?? 0)))
  return (
    [columns, ...cells]
      .map((row) =>
        row
          .map((text, i) => text.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd(),
      )
      .join('\n') + '\n'
  )
}

function cell(value: Json | undefined): string {
  if (value === undefined || value === null) return '-'
  return Array.isArray(value) ? value.join(',') : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function finished(outcome: PlainOutcome, io: Io): number {
  if (outcome.ok) return EXIT.ok
  printProblem(outcome.problem, io)
  return EXIT.failure
}
