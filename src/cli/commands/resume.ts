import { CALLER_OPTIONS, openCaller } from '../caller.ts'
import { defineCommand } from '../command.ts'
import { EXIT, UsageError } from '../exit.ts'
import type { Io } from '../io.ts'
import { printProblem } from '../problem.ts'

const OPTIONS = {
  ...CALLER_OPTIONS,
  url: {
    ...CALLER_OPTIONS.url,
    doc: 'The address of a running administration API (http://127.0.0.1:8080/admin/v1); the key is read from the environment variable BUSBAR_KEY.',
  },
  outgoing: { kind: 'flag', doc: 'What Busbar sends by itself: webhooks.' },
} as const

export const resume = defineCommand({
  name: 'resume',
  summary: 'Lets webhooks go out again: after a restore, or in a test environment.',
  doc: [
    'After a restore nothing goes out, since what was sent after the backup is not known any more; in a test environment nothing',
    'goes out at all. --outgoing sends from where each endpoint stood: look at what waits first (busbar call WebhookProgress.list),',
    'and tell receivers that they may get events twice, with the same webhook-id. --record, in a test environment, logs what would',
    'be sent and sends nothing. busbar pause holds it back again.',
  ],
  arguments: [],
  options: { ...OPTIONS, record: { kind: 'flag', doc: 'Records instead of sending; test environments only.' } },
  examples: [
    { does: 'send again, on a running server', run: 'busbar resume --outgoing --url http://127.0.0.1:8080/admin/v1' },
    { does: 'in a test environment: log what would be sent', run: 'busbar resume --outgoing --record --url http://127.0.0.1:8080/admin/v1' },
  ],
  async run({ options }, io) {
    if (!options.outgoing) throw new UsageError('Say what is resumed: busbar resume --outgoing.')
    return decide(options, { state: options.record ? 'recorded' : 'open' }, io)
  },
})

export const pause = defineCommand({
  name: 'pause',
  summary: 'Holds webhooks back.',
  doc: [
    'Nothing is sent until busbar resume --outgoing; events wait, in their order, as long as retention keeps them. One endpoint alone is',
    'paused with its own command: busbar call WebhookEndpoint.pause --key ID.',
  ],
  arguments: [],
  options: { ...OPTIONS, reason: { kind: 'text', value: 'TEXT', doc: 'Why; it is shown to who asks, and audited.' } },
  examples: [
    {
      does: 'hold everything back, on a running server',
      run: 'busbar pause --outgoing --reason "Receivers are being moved" --url http://127.0.0.1:8080/admin/v1',
    },
  ],
  async run({ options }, io) {
    if (!options.outgoing) throw new UsageError('Say what is paused: busbar pause --outgoing.')
    return decide(options, { state: 'paused', ...(options.reason !== undefined && { reason: options.reason }) }, io)
  },
})

const SAID: { readonly [state: string]: string } = {
  open: 'Webhooks go out from now on.',
  paused: 'No webhook goes out until busbar resume --outgoing.',
  recorded: 'Webhooks are logged from now on, and not sent.',
}

async function decide(
  options: { readonly 'config': string | undefined; readonly 'url': string | undefined; readonly 'env-file': readonly string[] },
  input: { readonly state: string; readonly reason?: string },
  io: Io,
): Promise<number> {
  await using caller = await openCaller(options, io, { api: 'administration' })
  const outcome = await caller.call({ operation: 'setOutgoing', input })
  if (!outcome.ok) {
    printProblem(outcome.problem, io)
    return EXIT.failure
  }
  io.out.write(`${SAID[input.state] ?? ''}\n`)
  return EXIT.ok
}
