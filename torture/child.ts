import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Server {
  readonly url: string
  readonly pid: number
  /** Of the first start of an installation. */
  readonly key: string | undefined
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>
}

/** Starts `server.ts`; rejects with what it wrote where it does not come up. */
export async function startServer(store: string, options: { readonly script?: string } = {}): Promise<Server> {
  const script = options.script ?? fileURLToPath(new URL('./server.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=busbar-source', script], {
    env: { ...process.env, TORTURE_STORE: store },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)))
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve)
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`the server ended (${String(code ?? signal)}): ${errors}`)))
  })
  const { address, key } = JSON.parse(line) as { address: { host: string; port: number }; key: string | null }
  return { url: `http://${address.host}:${address.port}`, pid: child.pid ?? 0, key: key ?? undefined, kill: () => ended(child, 'SIGKILL') }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill(signal)
  await gone
}
