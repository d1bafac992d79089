import { constants } from 'node:fs'
import { access, mkdir, open, rm, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { availableParallelism, freemem, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { checkApp } from './check.ts'
import type { Config } from './config/config.ts'
import { createLog } from './log.ts'
import { insecureDefaults } from './announce.ts'
import { openAppStore } from './open.ts'

export interface Finding {
  readonly what: string
  readonly state: 'ok' | 'warning' | 'error'
  readonly detail: string
  /** What to do; empty where all is well. */
  readonly remedy: string
}

/** A gibibyte below which writes may soon stop. */
const LOW_DISK = 1024 ** 3
/** An fsync slower than this bounds every write of a single client to 20 a second. */
const SLOW_FSYNC_MS = 50
const FSYNCS = 20

export function checkMachine(): readonly Finding[] {
  const { node } = process.versions
  const memory = totalmem()
  return [
    Number(node.split('.')[0]) >= 24
      ? ok('Node.js', `${node} on ${process.platform} ${process.arch}, ${availableParallelism()} cores`)
      : { what: 'Node.js', state: 'error', detail: `${node} is too old`, remedy: 'Install Node.js 24 or newer.' },
    freemem() > 256 * 1024 ** 2
      ? ok('memory', `${gibibytes(freemem())} free of ${gibibytes(memory)}`)
      : {
          what: 'memory',
          state: 'warning',
          detail: `${gibibytes(freemem())} free of ${gibibytes(memory)}`,
          remedy: 'Busbar idles below 150 MiB; leave room for what else runs here.',
        },
    clock(),
  ]
}

/** What an app needs of this machine, each looked at on its own, so that one finding does not hide the next. */
export async function checkSurroundings(config: Config): Promise<readonly Finding[]> {
  const found: Finding[] = []
  const diagnostics = checkApp(config)
  const errors = diagnostics.filter((one) => one.severity === 'error')
  found.push(
    errors.length === 0
      ? ok('contract', `${config.contract.name} ${config.contract.version}, ${diagnostics.length} warnings`)
      : { what: 'contract', state: 'error', detail: `${errors.length} errors, the first: ${errors[0]?.message ?? ''}`, remedy: 'See `busbar check`.' },
  )
  const insecure = insecureDefaults(config)
  found.push(
    ...(insecure.length === 0
      ? [ok('exposure', 'no insecure default')]
      : insecure.map((text): Finding => ({ what: 'exposure', state: 'warning', detail: text, remedy: '' }))),
  )
  if (config.store.kind === 'sqlite' && config.store.place) found.push(...(await checkFolder(config.store.place(config.folder))))
  const store = await checkStore(config)
  found.push(store.finding)
  // A port that the running server itself holds is as it should be.
  if (!store.held) {
    found.push(await checkPort('listen', config.listen))
    if (config.operations) found.push(await checkPort('operations', config.operations))
  } else found.push(ok('ports', 'not looked at: the server runs'))
  return found
}

async function checkFolder(folder: string): Promise<readonly Finding[]> {
  try {
    return await lookAtFolder(folder)
  } catch (error) {
    return [
      {
        what: 'data folder',
        state: 'error',
        detail: `${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
        remedy: 'Give a folder on a local disk that this user may write.',
      },
    ]
  }
}

async function lookAtFolder(folder: string): Promise<readonly Finding[]> {
  const found: Finding[] = []
  const there = await existing(folder)
  try {
    await access(there, constants.W_OK)
    found.push(ok('data folder', there === folder ? folder : `${folder} (not there yet; ${there} can be written)`))
  } catch {
    return [
      {
        what: 'data folder',
        state: 'error',
        detail: `${there} cannot be written by this user`,
        remedy: 'Give this user the right to write there, or set another path in the store.',
      },
    ]
  }
  const { bavail, bsize } = await statfs(there)
  const free = bavail * bsize
  found.push(
    free >= LOW_DISK
      ? ok('disk', `${gibibytes(free)} free`)
      : { what: 'disk', state: 'warning', detail: `${gibibytes(free)} free`, remedy: 'Make room: on a full disk writes are refused with 507.' },
  )
  const milliseconds = await fsyncMilliseconds(there)
  const detail = `${milliseconds.toFixed(2)} ms (median of ${FSYNCS}); one client that waits for each answer can write ${Math.floor(1000 / Math.max(0.01, milliseconds))} times a second`
  found.push(
    milliseconds <= SLOW_FSYNC_MS
      ? ok('fsync', detail)
      : { what: 'fsync', state: 'warning', detail, remedy: 'Use a local SSD; a disk with a battery-backed cache is best. Calls that come at once share one.' },
  )
  return found
}

/** The folder itself, or the nearest above it that is there. */
async function existing(folder: string): Promise<string> {
  try {
    await access(folder)
    return folder
  } catch {
    return dirname(folder) === folder ? folder : existing(dirname(folder))
  }
}

async function fsyncMilliseconds(folder: string): Promise<number> {
  const file = join(folder, `.busbar-doctor-${process.pid}`)
  await mkdir(folder, { recursive: true })
  const handle = await open(file, 'w')
  try {
    const times: number[] = []
    for (let i = 0; i < FSYNCS; i++) {
      await handle.write(Buffer.alloc(4096, i))
      const from = performance.now()
      await handle.sync()
      times.push(performance.now() - from)
    }
    return times.sort((a, b) => a - b)[FSYNCS >> 1] ?? 0
  } finally {
    await handle.close()
    await rm(file, { force: true })
  }
}

async function checkStore(config: Config): Promise<{ readonly finding: Finding; readonly held: boolean }> {
  const place = (): string => config.store.place?.(config.folder) ?? config.store.kind
  try {
    await using store = await openAppStore(config, { log: createLog({ level: 'error', format: 'text', write: () => {} }) })
    await store.ping()
    const { last } = await store.eventRange()
    const { sequence } = await store.auditHead()
    return { finding: ok('store', `${config.store.kind}, ${place()}: ${last} events, ${sequence} audit records`), held: false }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (/in use by|already open/.test(message))
      return { finding: { what: 'store', state: 'ok', detail: message.split(': ')[0] ?? message, remedy: '' }, held: true }
    return { finding: { what: 'store', state: 'error', detail: message, remedy: 'Correct the options of the store, or start the database.' }, held: false }
  }
}

function checkPort(option: string, at: { readonly host: string; readonly port: number }): Promise<Finding> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve({
        what: `port ${at.port}`,
        state: 'error',
        detail:
          error.code === 'EADDRINUSE' ? `another program listens on ${at.host}:${at.port}` : `${at.host}:${at.port} cannot be listened on: ${error.message}`,
        remedy: `Stop that program, or set ${option}.port and ${option}.host.`,
      }),
    )
    probe.listen(at.port, at.host, () => probe.close(() => resolve(ok(`port ${at.port}`, `${at.host} is free (${option})`))))
  })
}

/** Keys' ends, quotas and the audit trail go by this clock. */
function clock(): Finding {
  const year = new Date().getUTCFullYear()
  const detail = new Date().toISOString()
  return year >= 2026 && year < 2100
    ? ok('clock', detail)
    : { what: 'clock', state: 'error', detail, remedy: 'Set the clock and let it be kept by NTP: ends of keys, quotas and the audit trail go by it.' }
}

function ok(what: string, detail: string): Finding {
  return { what, state: 'ok', detail, remedy: '' }
}

function gibibytes(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GiB` : `${Math.round(bytes / 1024 ** 2)} MiB`
}
