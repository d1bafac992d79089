import type { Io, Output } from './io.ts'
import { run } from './run.ts'

/** Runs a command line on the real terminal and sets the exit code. */
export async function runInTerminal(words: readonly string[]): Promise<void> {
  const stop = new AbortController()
  let asked = 0
  const ask = (): void => {
    asked++
    // The second time whoever asks does not want to wait any longer.
    if (asked > 1) process.exit(130)
    stop.abort(new Error('The user asked to stop.'))
  }
  process.on('SIGINT', ask)
  process.on('SIGTERM', ask)
  // On Windows there are no signals: Ctrl+Break, a closed console, and process managers that send a message.
  if (process.platform === 'win32') for (const signal of ['SIGBREAK', 'SIGHUP'] as const) process.on(signal, ask)
  process.on('message', (message) => {
    if (message === 'shutdown') ask()
  })
  // A reader that closed its end (`busbar audit export | head`) is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
  }
  const io: Io = { out: output(process.stdout), err: output(process.stderr), input: process.stdin, cwd: process.cwd(), env: process.env, signal: stop.signal }
  process.exitCode = await run(words, io)
  if (process.connected) process.disconnect()
}

function output(stream: NodeJS.WriteStream): Output {
  return { write: (text) => void stream.write(text), terminal: stream.isTTY === true, columns: stream.columns ?? 80 }
}
