import { fork, type ChildProcess } from 'node:child_process'
import { watch } from 'node:fs'
import { dirname, sep } from 'node:path'
import { defineCommand, ENV_OPTION } from '../command.ts'
import { EXIT } from '../exit.ts'
import { styled } from '../io.ts'

/** Several files are often written together: one restart for all of them. */
const SETTLE_MS = 150
/** What does not end by itself after this is ended. */
const PATIENCE_MS = 10_000
/** What may change how an app behaves; a store's files may not, or it would restart itself. */
const WATCHED = /\.(?:[cm]?[jt]s|json|env)$/

export const dev = defineCommand({
  name: 'dev',
  summary: 'Serves an app and starts it again when a file changes.',
  doc: [
    'As `busbar start`, in a process of its own that is started again when a .ts, .js, .json or .env file below the',
    "app file's folder changes. An app that does not start is started again with the next change.",
  ],
  arguments: [{ name: 'FILE', doc: 'The app file; busbar.config.ts (or .js, .mjs) of this folder where absent.', optional: true }],
  options: {
    'port': { kind: 'integer', short: 'p', value: 'PORT', minimum: 0, doc: 'Listens on this port instead of the one in the file.' },
    'operations-port': { kind: 'integer', value: 'PORT', minimum: 0, doc: 'Health and metrics listen on this port instead of the one in the file.' },
    'env-file': ENV_OPTION,
  },
  examples: [{ does: 'work on the app of this folder', run: 'busbar dev' }],
  async run({ arguments: [given], options }, io) {
    const { findAppFile } = await import('../../server/load-app.ts')
    const file = findAppFile(given, io.cwd)
    const dim = styled(io, io.err, 'dim')
    const words = [
      'start',
      file,
      ...(options.port === undefined ? [] : ['--port', String(options.port)]),
      ...(options['operations-port'] === undefined ? [] : ['--operations-port', String(options['operations-port'])]),
      ...options['env-file'].flatMap((one) => ['--env-file', one]),
    ]
    let child: ChildProcess | undefined
    let ended: Promise<void> = Promise.resolve()
    let restarting: Promise<void> | undefined
    let timer: NodeJS.Timeout | undefined

    const spawn = (): void => {
      const made = fork(new URL(import.meta.url.endsWith('.ts') ? '../main.ts' : '../main.js', import.meta.url), words, { stdio: 'inherit', cwd: io.cwd })
      child = made
      ended = new Promise((resolve) =>
        made.once('exit', (code) => {
          if (child === made) child = undefined
          if (code !== 0 && code !== null && !io.signal.aborted && !restarting) io.err.write(dim('Waiting for a change.\n'))
          resolve()
        }),
      )
    }
    const end = async (): Promise<void> => {
      if (!child) return
      const present = child
      if (present.connected) present.send('shutdown')
      const hard = setTimeout(() => present.kill('SIGKILL'), PATIENCE_MS)
      await ended
      clearTimeout(hard)
    }
    const changed = (name: string): void => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        restarting ??= (async () => {
          io.err.write(dim(`${name} changed; starting again.\n`))
          await end()
          restarting = undefined
          if (!io.signal.aborted) spawn()
        })()
      }, SETTLE_MS)
    }
    const watcher = watch(dirname(file), { recursive: true }, (_event, name) => {
      if (name === null || !WATCHED.test(name)) return
      if (name.split(sep).some((part) => part === 'node_modules' || (part.startsWith('.') && !part.endsWith('.env')))) return
      changed(name)
    })
    spawn()
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve()
      else io.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    clearTimeout(timer)
    watcher.close()
    await restarting
    await end()
    return EXIT.ok
  },
})
