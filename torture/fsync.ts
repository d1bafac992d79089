import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** One line of `strace -f -ttt`, as far as it matters here. */
interface Syscall {
  readonly at: number
  readonly thread: string
  readonly kind: 'request' | 'sync' | 'answer'
}

/**
 * Reads what strace wrote of a run in which one caller sent creates one after another: each answer must come after an
 * fsync (or fdatasync) that began after the request arrived. Answers how many answers had none.
 */
export async function answersBeforeSync(file: string): Promise<{ readonly answers: number; readonly early: number }> {
  const calls: Syscall[] = []
  const unfinished = new Map<string, number>()
  for (const line of (await readFile(file, 'latin1')).split('\n')) {
    const match = /^(\d+)\s+(\d+\.\d+)\s+(.*)$/.exec(line)
    if (!match) continue
    const [, thread = '', time = '', text = ''] = match
    const at = Number(time)
    if (text.includes('POST /api/v1/orders')) calls.push({ at, thread, kind: 'request' })
    else if (/^(fsync|fdatasync)\(.*\) += 0/.test(text)) calls.push({ at, thread, kind: 'sync' })
    else if (/^(fsync|fdatasync)\(.*unfinished/.test(text)) unfinished.set(thread, at)
    else if (/^<\.\.\. (fsync|fdatasync) resumed>.* = 0/.test(text) && unfinished.has(thread)) calls.push({ at, thread, kind: 'sync' })
    else if (text.includes('HTTP/1.1 201')) calls.push({ at, thread, kind: 'answer' })
  }
  let open = false
  let synced = false
  let answers = 0
  let early = 0
  for (const call of calls) {
    if (call.kind === 'request') {
      open = true
      synced = false
    } else if (call.kind === 'sync') synced = true
    else if (open) {
      answers++
      if (!synced) early++
      open = false
    }
  }
  return { answers, early }
}

/** Attaches strace to processes and all their threads until `stop`. */
export async function trace(pids: readonly number[], file: string): Promise<{ stop(): Promise<void> }> {
  const child = spawn(
    'strace',
    [
      '-f',
      '-ttt',
      '-s',
      '64',
      '-e',
      'trace=fsync,fdatasync,read,recvfrom,readv,recvmsg,write,writev,sendto,sendmsg',
      '-o',
      file,
      ...pids.flatMap((pid) => ['-p', String(pid)]),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  await new Promise<void>((resolve, reject) => {
    let attached = 0
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`strace ended with ${String(code)}`)))
    child.stderr.on('data', (chunk: Buffer) => {
      attached += chunk.toString().split(' attached').length - 1
      if (attached >= pids.length) resolve()
    })
  })
  return {
    async stop() {
      child.removeAllListeners('exit')
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.kill('SIGINT')
      await gone
    },
  }
}
