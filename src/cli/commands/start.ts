import type { App } from '../../server/config/app.ts'
import { defineCommand, ENV_OPTION } from '../command.ts'
import { EXIT } from '../exit.ts'

export const start = defineCommand({
  name: 'start',
  summary: 'Serves an app.',
  doc: [
    'Checks the app file, opens its store, serves its protocols, and prints where everything is. On the first start it',
    'makes an administrator key and prints it, once. Ends on Ctrl+C, SIGTERM, a Windows service stop or the message',
    "'shutdown' of a parent process: it then takes nothing new, finishes what is in flight and closes the store; asked a",
    'second time, it ends at once.',
  ],
  arguments: [{ name: 'FILE', doc: 'The app file, TypeScript or JavaScript; busbar.config.ts (or .js, .mjs) of this folder where absent.', optional: true }],
  options: {
    'port': { kind: 'integer', short: 'p', value: 'PORT', minimum: 0, doc: 'Listens on this port instead of the one in the file; 0 takes a free one.' },
    'operations-port': { kind: 'integer', value: 'PORT', minimum: 0, doc: 'Health and metrics listen on this port instead of the one in the file.' },
    'host': { kind: 'text', value: 'ADDRESS', doc: 'Listens on this address instead of the one in the file.' },
    'env-file': ENV_OPTION,
  },
  examples: [
    { does: 'serve the app of this folder', run: 'busbar start' },
    { does: 'serve another one on the same machine', run: 'busbar start --port 8081 --operations-port 9181' },
    { does: 'serve another one, with its secrets from a file', run: 'busbar start plant/busbar.config.ts --env-file plant/.env' },
  ],
  exits: { 1: 'the app file, the contract or the seed is wrong; what and where was printed', 3: 'the port is taken, or the store cannot be opened' },
  async run({ arguments: [given], options }, io) {
    const [{ findAppFile, loadApp }, { readEnvironmentFiles }, { startApp }] = await Promise.all([
      import('../../server/load-app.ts'),
      import('../../server/environment.ts'),
      import('../../server/start.ts'),
    ])
    readEnvironmentFiles(options['env-file'], io.cwd)
    const file = findAppFile(given, io.cwd)
    const app = await loadApp(file)
    const running = await startApp(withAddress(app, options), { file, announce: (text) => io.err.write(text) })
    process.send?.('up')
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve()
      else io.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await running.stop()
    return EXIT.ok
  },
})

interface Given {
  readonly 'port': number | undefined
  readonly 'operations-port': number | undefined
  readonly 'host': string | undefined
}

function withAddress(app: App, given: Given): App {
  // A file that exports no app is told so by the check, not here.
  if (typeof app?.options !== 'object') return app
  const { operations } = app.options
  const operationsPort = given['operations-port']
  // Where the file turns them off, a port for them turns nothing on.
  const moved = operationsPort !== undefined && operations !== false && { operations: { ...operations, port: operationsPort } }
  return {
    ...app,
    options: {
      ...app.options,
      ...moved,
      listen: { ...app.options.listen, ...(given.port !== undefined && { port: given.port }), ...(given.host !== undefined && { host: given.host }) },
    },
  }
}
