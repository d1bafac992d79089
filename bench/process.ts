import { fork, spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Load, Work } from './generator.ts'

export interface Peer extends AsyncDisposable {
  readonly port: number
  readonly key?: string
  /** Milliseconds from start until it listens; what Busbar does then to make the bench its key does not count. */
  readonly started: number
  /** Seconds of processor time so far, bytes of memory now. */
  usage(): Promise<{ readonly cpu: number; readonly memory: number }>
}

/** Servers run on core 0, the generator on core 1, where the machine lets us say so (`taskset`). */
const PIN = process.platform === 'linux'

type Server = 'bare' | 'fastify' | 'broadcaster' | 'busbar' | 'receiver' | 'protocols'
/** Of `bench/peers`, which has packages of its own. */
type Foreign = 'postgraphile' | 'mercurius' | 'soap'

export async function startPeer(name: Server | Foreign, data: string): Promise<Peer> {
  const began = performance.timeOrigin + performance.now()
  const script = fileURLToPath(new URL(FOREIGN.has(name) ? `./peers/${name}.mjs` : `./servers/${name}.ts`, import.meta.url))
  // Without the source condition: what is measured is what is shipped, compiled.
  const child = pinned(name === 'receiver' ? 1 : 0, [process.execPath, ...(name === 'busbar' ? (process.env['BENCH_FLAGS']?.split(' ') ?? []) : []), script], {
    BENCH_DATA: data,
  })
  const lines = createInterface(child.stdout!)[Symbol.asyncIterator]()
  const line = async (): Promise<string> => {
    const next = await lines.next()
    if (next.done) throw new Error(`${name} ended`)
    return next.value
  }
  const { port, key, listening } = JSON.parse(await line()) as { port: number; key?: string; listening?: number }
  return {
    port,
    ...(key !== undefined && { key }),
    started: (listening ?? performance.timeOrigin + performance.now()) - began,
    async usage() {
      child.stdin?.write('?\n')
      return JSON.parse(await line()) as { cpu: number; memory: number }
    },
    async [Symbol.asyncDispose]() {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.stdin?.end()
      await gone
    },
  }
}

const FOREIGN: ReadonlySet<string> = new Set<Foreign>(['postgraphile', 'mercurius', 'soap'])

/** Installs what is measured beside Busbar, once. */
export async function installPeers(): Promise<void> {
  const folder = fileURLToPath(new URL('./peers', import.meta.url))
  if (existsSync(join(folder, 'node_modules'))) return
  process.stderr.write('  npm ci in bench/peers …\n')
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  const code = await new Promise<number | null>((resolve) => npm.once('exit', resolve))
  if (code !== 0) throw new Error(`npm ci in bench/peers ended with ${String(code)}`)
}

/** A process on core 0 that does what it is asked, a line each, and answers with a line. */
export interface Worker extends AsyncDisposable {
  ask(what: string): Promise<unknown>
}

export async function startWorker(name: 'webhooks' | 'poster', data: object): Promise<Worker> {
  const script = fileURLToPath(new URL(`./servers/${name}.ts`, import.meta.url))
  const child = pinned(0, [process.execPath, script], { BENCH_DATA: JSON.stringify(data) })
  const lines = createInterface(child.stdout!)[Symbol.asyncIterator]()
  const line = async (): Promise<unknown> => {
    const next = await lines.next()
    if (next.done) throw new Error(`${name} ended`)
    return JSON.parse(next.value)
  }
  await line()
  return {
    ask(what) {
      child.stdin?.write(`${what}\n`)
      return line()
    },
    async [Symbol.asyncDispose]() {
      const gone = ended(child)
      child.stdin?.end()
      await gone
    },
  }
}

export async function load(work: Work): Promise<Load> {
  const child = fork(fileURLToPath(new URL('./generator.ts', import.meta.url)), { execArgv: ['--conditions=busbar-source'] })
  if (PIN && child.pid !== undefined) await ended(spawn('taskset', ['-a', '-c', '-p', '1', String(child.pid)], { stdio: 'ignore' }))
  const answer = new Promise<Load>((resolve, reject) => {
    child.once('message', (load) => resolve(load as Load))
    child.once('exit', (code) => reject(new Error(`the generator ended with ${String(code)}`)))
  })
  child.send(work)
  const done = await answer
  child.removeAllListeners('exit')
  child.kill()
  return done
}

function pinned(core: number, command: readonly string[], env: { readonly [name: string]: string }): ChildProcess {
  const [program = '', ...args] = PIN ? ['taskset', '-c', String(core), ...command] : command
  return spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
}
