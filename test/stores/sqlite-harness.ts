import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { StorePorts } from '../../src/kernel/ports/store.ts'

const quiet = () => {}

/** Real time and randomness, no log. */
export const PORTS: StorePorts = {
  clock: {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    after(ms, then) {
      const timer = setTimeout(then, ms).unref()
      return () => clearTimeout(timer)
    },
  },
  random: { bytes: (length) => randomBytes(length) },
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
}

/** A new data folder that is removed behind the test. */
export async function folder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'busbar-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** Another process that runs one of the scenes of `sqlite-child.ts` on a folder; killed for good when disposed of. */
export function child(
  scene: string,
  path: string,
): { readonly process: ChildProcess; readonly lines: AsyncIterator<string>; kill(): Promise<void> } & AsyncDisposable {
  const running = spawn(process.execPath, ['--conditions=busbar-source', fileURLToPath(new URL('./sqlite-child.ts', import.meta.url)), scene, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(running, 'exit')
  const lines = createInterface({ input: running.stdout })[Symbol.asyncIterator]()
  const kill = async () => {
    running.kill('SIGKILL')
    await exited
  }
  return { process: running, lines, kill, [Symbol.asyncDispose]: kill }
}

/** The next line a child prints; fails where it ends without one. */
export async function line(lines: AsyncIterator<string>): Promise<string> {
  const next = await lines.next()
  if (next.done) throw new Error('The other process ended before it said what the test waits for.')
  return next.value
}
