import type { Received } from '../../server/receiver.ts'
import { defineCommand, ENV_OPTION, JSON_OPTION } from '../command.ts'
import { EXIT, Failed, UsageError } from '../exit.ts'
import { styled, type Io } from '../io.ts'

export const webhooks = defineCommand({
  name: 'webhooks',
  summary: 'Receives webhooks on this machine, verifies and prints them.',
  doc: [
    'listen: a receiver to develop and to look with, until Ctrl+C. It verifies the signature (Standard Webhooks 1.0.0) with the',
    'secret of the endpoint, agrees to be called when it is asked, answers --status, and says of a message that has come before.',
    'Busbar calls addresses of this machine and of private networks only where the app file names them: webhooks({ allow:',
    "['127.0.0.0/8'], plain: true }).",
  ],
  arguments: [{ name: 'ACTION', doc: 'listen.' }],
  options: {
    'port': { kind: 'integer', short: 'p', value: 'PORT', minimum: 0, default: 4000, doc: 'Where it listens; 0 takes a free one.' },
    'host': { kind: 'text', value: 'HOST', default: '127.0.0.1', doc: 'The address it listens on.' },
    'secret': {
      kind: 'texts',
      value: 'SECRET',
      doc: 'whsec_… or whpk_…; from the environment variable BUSBAR_WEBHOOK_SECRET where absent. Without one nothing is verified.',
    },
    'status': { kind: 'integer', value: 'CODE', minimum: 200, default: 204, doc: 'What good messages are answered with; 500 to see how Busbar tries again.' },
    'limit': { kind: 'integer', value: 'N', minimum: 1, doc: 'Ends after so many messages.' },
    'env-file': ENV_OPTION,
    'json': JSON_OPTION,
  },
  examples: [
    {
      does: 'receive on port 4000, with the secret that rotate-secret answered',
      run: 'busbar webhooks listen --secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    },
    { does: 'a receiver that fails, to see what then happens', run: 'busbar webhooks listen --port 4001 --status 503' },
  ],
  exits: { 3: 'the port cannot be had' },
  async run({ arguments: [action = ''], options }, io) {
    if (action !== 'listen') throw new UsageError(`'${action}' is no action of busbar webhooks; there is listen.`)
    if (options.status > 599) throw new UsageError(`--status is '${options.status}'; it must be a status code from 200 to 599.`)
    const [{ readEnvironmentFiles }, { secretFault, startReceiver }] = await Promise.all([
      import('../../server/environment.ts'),
      import('../../server/receiver.ts'),
    ])
    readEnvironmentFiles(options['env-file'], io.cwd)
    const inherited = io.env['BUSBAR_WEBHOOK_SECRET']
    const secrets = options.secret.length > 0 ? options.secret : inherited === undefined ? [] : [inherited]
    for (const secret of secrets) {
      const fault = secretFault(secret)
      if (fault !== undefined) throw new UsageError(`The secret cannot be used: ${fault}`)
    }
    let count = 0
    let enough: () => void = () => {}
    const done = new Promise<void>((resolve) => (enough = resolve))
    const received = (one: Received): void => {
      print(one, options.json, io)
      if (one.method === 'POST' && ++count >= (options.limit ?? Infinity)) enough()
    }
    const { port, host, status } = options
    let receiver: Awaited<ReturnType<typeof startReceiver>>
    try {
      receiver = await startReceiver({ port, host, status, secrets, received, now: () => Math.floor(Date.now() / 1000) })
    } catch (error) {
      throw new Failed(
        `Port ${port} of ${host} cannot be had: ${error instanceof Error ? error.message : String(error)}. Give another one with --port.`,
        EXIT.unreachable,
      )
    }
    await using _ = receiver
    io.err.write(`Listening on ${receiver.url}${secrets.length === 0 ? ' without a secret: nothing is verified (--secret whsec_…)' : ''}. Ctrl+C ends it.\n`)
    io.signal.addEventListener('abort', enough, { once: true })
    if (io.signal.aborted) enough()
    await done
    // The last answer is on its way still.
    await new Promise((resolve) => setImmediate(resolve))
    return EXIT.ok
  },
})

function print(one: Received, json: boolean, io: Io): void {
  const { method, headers, body, verdict, again, status } = one
  if (json) {
    io.out.write(`${JSON.stringify({ method, headers, body, verdict, again, status })}\n`)
    return
  }
  const good = verdict === 'ok' || verdict === 'unchecked'
  const said = verdict === 'ok' ? 'verified' : verdict === 'unchecked' ? 'not verified' : `refused: ${REASONS[verdict]}`
  const mark = styled(io, io.out, good ? (verdict === 'ok' ? 'green' : 'yellow') : 'red')
  const id = headers['webhook-id']
  io.out.write(
    `${method} ${mark(said)}${again ? ', has come before' : ''} → ${status}${id === undefined ? '' : `  ${styled(io, io.out, 'dim')(id)}`}${body === '' ? '' : `\n  ${body}`}\n`,
  )
}

const REASONS: { readonly [V in Exclude<Received['verdict'], 'ok' | 'unchecked'>]: string } = {
  'missing': 'it has no webhook-id, webhook-timestamp or webhook-signature',
  'malformed': 'its webhook-id or webhook-timestamp cannot be read',
  'too-old': 'it was signed more than five minutes ago; is this clock right?',
  'too-new': 'it was signed more than five minutes ahead; is this clock right?',
  'no-match': 'none of its signatures is of this secret',
}
